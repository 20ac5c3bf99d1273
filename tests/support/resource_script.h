// Recordings of tasks that take resources and give them back, and do nothing else; with the truth of who had what when.
//
// struct scripted *made = script_build(&plan, "1+a 1+b 2+a 1-b 1-a 2+a"); // task 1 takes a, then b; task 2 waits for a …
// made->recording, made->truth … scripted_free(made);
#ifndef SUPPORT_RESOURCE_SCRIPT_H
#define SUPPORT_RESOURCE_SCRIPT_H

#include "recording_simulation.h"

struct script_plan {
    uint64_t seed;
    uint32_t tasks, cores; // 0: two
    bool switches;
    struct resource resources[RESOURCES_MAX]; // up to the first without a name
};

struct scripted {
    struct recording recording; // of no lab; valid until scripted_free; every note is in it
    struct plan plan;
    struct run_facts facts;
    struct task tasks[TASKS_STARTED_MAX];
    struct resource resources[RESOURCES_MAX];
    struct use uses[TASKS_STARTED_MAX * RESOURCES_MAX];
    const struct note *notes[TASKS_STARTED_MAX];
    struct simulated_truth truth;
};

// Carries out a script: a task's digit, + takes or − (-) gives back, the resource's letter; blanks between. Taking what another
// has is waiting for it: the task must not be told anything until the other has given it back, and then to take it again.
struct scripted *script_build(const struct script_plan *plan, const char *script);

// So many turns of the tasks as the seed chooses: each takes resources, one inside another in the order of their numbers, and
// gives them back, the last taken first or another.
struct scripted *script_random(const struct script_plan *plan, uint32_t turns);

void scripted_free(struct scripted *made);

#endif
