// The inside of the recording builder: workers, locks, cpus and one clock, moved on one micro-step at a time.
//
// Everything that happens, happens here, and is noted at once in the recording that is being built (see
// recording_builder.h, which is what tests use). One step follows the other, so there is no doubt about the order;
// time always passes between two steps, by a random amount.
#ifndef SUPPORT_RECORDING_SIMULATION_H
#define SUPPORT_RECORDING_SIMULATION_H

#include "labs/balance/guard.h"
#include "recording_builder.h"

#include "random.h"

struct simulated_worker {
    uint32_t made;      // updates stored
    uint32_t at;        // next operation of its iteration
    bool loaded;        // between load and store
    uint64_t cell;      // what it loaded
    unsigned char *set; // truth: the updates in what it loaded
    int waits;          // for which lock + 1; 0: none
    bool waited[2];     // it waited for the lock it holds now
    uint64_t wait_from, hold_from[2];
    uint64_t last_ticks; // its last step or event
    bool stamp_due;      // stored, and the stamp of that store not taken yet
    bool fresh;          // has the GIL and has done nothing with it yet
    bool released, done;
    int cpu; // −1: on none
    size_t note_room;
};

struct simulation {
    struct built *built;
    struct random random;
    char operations[16]; // of one iteration: a acquire, r release the mutex; L load, S store, M both at once
    int gil;             // which lock is the GIL; −1: none
    int mutex;           // which lock is that of a and r
    bool lock_sleeps[GUARD_LOCKS_MAX];
    bool switches, prompt;
    bool stopping;
    uint32_t capacity;            // updates each worker may make
    uint64_t ticks;               // now
    uint32_t rate_ticks, rate_ns; // so many ticks are so many ns
    int holders[2];               // worker; −1: free
    bool gil_requested;
    int cpu_workers[64]; // who is on it; −1: nobody
    int cpu_count;
    uint64_t cells[WORKERS_MAX]; // [0] alone with shared memory
    unsigned char *cell_sets[WORKERS_MAX];
    size_t set_bytes;
    size_t switch_room, step_room;
    struct simulated_worker workers[WORKERS_MAX];
};

// Takes memory for built->experiment (complete) and brings the workers to the starting line.
void simulation_begin(struct simulation *simulation, struct built *built, bool switches);

// Load or store of the worker's next update, with no regard to locks.
void simulation_step(struct simulation *simulation, uint32_t worker);

// One turn of a worker as its guard has it: a step, or an attempt at a lock. The worker must be able to.
bool simulation_can(const struct simulation *simulation, uint32_t worker);
void simulation_turn(struct simulation *simulation, uint32_t worker);

// A waiter's patience is over: it asks for the GIL. Does nothing where nobody waits or it is asked for already.
void simulation_request_gil(struct simulation *simulation);

// Ends the worker (simulation_turn does it by itself when its work is done).
void simulation_finish_worker(struct simulation *simulation, uint32_t worker);

// Joins all, fills the facts and the truth, frees what only the simulation needed.
void simulation_end(struct simulation *simulation);

// Moves the clock on and gives the new moment in ticks; the same moment in nanoseconds.
uint64_t simulation_pass(struct simulation *simulation);
uint64_t simulation_ns(const struct simulation *simulation, uint64_t ticks);

void *must_calloc(size_t count, size_t size_bytes); // ends the test program when memory is short

#endif
