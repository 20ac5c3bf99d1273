// The inside of every made-up recording: tasks, resources, cpus and one clock, moved on one step at a time.
//
// Everything that happens, happens here, and is noted at once in the recording that is being built. One step follows the
// other, so there is no doubt about the order; time always passes between two steps, by a random amount. What the tasks
// take and give back is all that this file knows of their work: what it is for, a simulation on top of this one says
// (balance_simulation.h), or a script of nothing else (resource_script.h).
#ifndef SUPPORT_RECORDING_SIMULATION_H
#define SUPPORT_RECORDING_SIMULATION_H

#include "recording/recording.h"

#include "random.h"

// The truth of who had what, and who waited for it: one list each.
struct simulated_stretch {
    uint32_t task, resource;
    uint64_t from_ns, to_ns;
};

struct simulated_truth {
    struct simulated_stretch *holds, *waits; // malloc'ed; in the order of their ends
    size_t hold_count, wait_count, hold_room, wait_room;
};

struct simulated_task {
    uint32_t steps;             // of its work, as its notes count them
    int waits;                  // for which resource + 1; 0: none
    bool waited[RESOURCES_MAX]; // it waited for what it holds now
    uint64_t wait_from, hold_from[RESOURCES_MAX];
    uint64_t last_ticks; // its last step or note
    bool fresh;          // has taken a GIL and has done nothing since
    bool released, done;
    int cpu; // −1: on none
    size_t note_room;
};

struct simulation {
    struct recording *recording;
    struct run_facts *facts;
    struct task *facts_of; // a task each
    struct use *uses;
    const struct note **notes;
    uint32_t count, cores;
    bool switches, all_notes;
    struct random random;
    struct simulated_truth *truth; // NULL: not kept
    uint64_t ticks;                // now
    uint32_t rate_ticks, rate_ns;  // so many ticks are so many ns
    uint32_t least_ticks;          // between two steps: so that a time stamp fits between them
    int holders[RESOURCES_MAX];    // task; −1: free
    bool asked[RESOURCES_MAX];     // its holder is to let it go
    int cpu_tasks[64];             // who is on it; −1: nobody
    size_t switch_room;
    struct simulated_task tasks[TASKS_STARTED_MAX];
};

struct simulation_plan {
    uint64_t seed;
    uint32_t cores; // 64 at most
    bool processes;
    bool switches;  // kernel switch records
    bool all_notes; // else those of which somebody had to wait
    bool distinct;  // no two moments are in the same nanosecond
};

// Brings the recording's tasks to the starting line, and lets them go. Its plan, facts, tasks, resources, uses and notes are the
// caller's; but for the plan, the tasks' number and the resources all of it is zero and is written to from here on.
void simulation_begin(struct simulation *simulation, struct recording *recording, const struct simulation_plan *plan);

// The task goes on: it has a cpu, and has left the starting line.
void simulation_go(struct simulation *simulation, uint32_t task);

// Whether it can: it is not done, and what it waits for is free.
bool simulation_can(const struct simulation *simulation, uint32_t task);

// Takes a lock; false: it waits for it, having given back any GIL, and this must be called again once it can.
bool simulation_take(struct simulation *simulation, uint32_t task, int resource);
void simulation_give(struct simulation *simulation, uint32_t task, int resource);

// A waiter's patience is over, or of a lock that is not handed over the holder's ticks are: the holder is to let it go. Does
// nothing where nobody waits or it is asked for already.
void simulation_ask(struct simulation *simulation, int resource);

// The holder that was asked does so; another takes it, unless it is quicker itself where it does not have to hand it over.
void simulation_let_go(struct simulation *simulation, uint32_t task, int resource);

// Ends the task: it gives back what it has.
void simulation_finish_task(struct simulation *simulation, uint32_t task, enum task_end end);

// Joins all, fills the facts of the run.
void simulation_end(struct simulation *simulation);

// Moves the clock on and gives the new moment in ticks; the same moment in nanoseconds.
uint64_t simulation_pass(struct simulation *simulation);
uint64_t simulation_ns(const struct simulation *simulation, uint64_t ticks);

// Frees what was noted: notes and switch records.
void simulation_free_notes(struct recording *recording);

void *must_calloc(size_t count, size_t size_bytes); // ends the test program when memory is short
// Room for one more element at the end of an array that grows.
void *must_grow(void *array, size_t count, size_t *room, size_t size_bytes);

#endif
