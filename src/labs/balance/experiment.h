// An experiment: the settings of one run of the balance, complete and checked, as kept in a recording.
//
// It is the balance's form of a struct plan: the same bytes, the lab's own read as what they are, so that a plan of this lab may
// be read as an experiment and an experiment as a plan. Field widths are fixed because the file is the memory
// (little-endian). The numbers of the enumerations are part of the file format: append, never renumber.
#ifndef LABS_BALANCE_EXPERIMENT_H
#define LABS_BALANCE_EXPERIMENT_H

#include "lab/lab.h"
#include "labs/balance/cell.h"
#include "recording/recording.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

enum guard_id {
#define GUARD(id, name, ...) GUARD_##id,
#include "labs/balance/guards.def"
#undef GUARD
    GUARD_COUNT,
};

enum python_version { // of CPython; in the order of their age: python_by_age
    PYTHON_3_9 = 0,
    PYTHON_3_12 = 1,
    PYTHON_2_7 = 2,
    PYTHON_3_10 = 3,
    PYTHON_3_13 = 4,
    PYTHON_3_13T = 5, // free-threaded
    PYTHON_COUNT,
};

// What a worker's loop does; means something where the guard interprets bytecodes.
enum program_id {
    PROGRAM_CALL = 0, // change_it(n): the seed's own form
    PROGRAM_INLINE = 1,
    PROGRAM_AUGMENTED = 2,
    PROGRAM_CALL_IN_PLUS = 3,
    PROGRAM_CALL_IN_MINUS = 4,
    PROGRAM_INT = 5,
    PROGRAM_LEN = 6,
    PROGRAM_LOCK = 7, // goes with GUARD_GIL_MUTEX, and with no other
    PROGRAM_COUNT,
};

enum memory_kind {
    MEMORY_SHARED = 0,
    MEMORY_PRIVATE = 1, // each process its own balance
    MEMORY_COUNT,
};

// Who decides which worker does its next step.
enum schedule_kind {
    SCHEDULE_FREE = 0,   // the kernel
    SCHEDULE_DRIVEN = 1, // a schedule chosen beforehand (labs/balance/driven.h)
    SCHEDULE_COUNT,
};

enum {
    DRIVEN_WORKERS_MAX = 4,
};

enum {
    TIMING_FULL_UPDATES_MAX = 2000000, // above it the default is sampled, whatever the guard
};

struct PLAN_FORM experiment {
    // As in struct plan.
    uint32_t lab;     // LAB_BALANCE
    uint32_t count;   // workers, 1 to WORKERS_MAX
    uint32_t workers; // enum worker_kind
    uint32_t cores;   // cpus the workers may use, at least 1
    uint32_t timing;  // enum timing_kind
    uint32_t reserved_plan;
    uint64_t deadline_ns;
    // The balance's own.
    uint32_t guard;      // enum guard_id
    uint32_t python;     // enum python_version; means something where the guard interprets bytecodes
    uint32_t memory;     // enum memory_kind
    uint32_t program;    // enum program_id; see experiment_program
    uint64_t iterations; // of each worker, 1 to ITERATIONS_MAX; two updates each
    uint64_t switch_interval_ns;
    uint64_t bytecode_cost_ns;
    int32_t amounts[WORKERS_MAX + 1]; // the first count are used; the rest 0
    uint64_t io_every;                // iterations between two waits of an io-bound worker; 0: nobody waits
    uint64_t io_ns;                   // how long such a wait takes; 0 where nobody waits
    uint64_t io_workers;              // who: bit 0 the first worker
    uint8_t scheduled;                // enum schedule_kind; driven: shared memory, nobody waits for input
    uint8_t reserved[31];             // for later settings; 0
};

_Static_assert(sizeof(struct experiment) == sizeof(struct plan), "an experiment is a plan");
_Static_assert((int)WORKERS_MAX == (int)TASKS_STARTED_MAX, "every worker is a task that a plan starts");
_Static_assert(offsetof(struct experiment, count) == offsetof(struct plan, tasks) &&
                   offsetof(struct experiment, workers) == offsetof(struct plan, kind) &&
                   offsetof(struct experiment, cores) == offsetof(struct plan, cores) &&
                   offsetof(struct experiment, timing) == offsetof(struct plan, timing) &&
                   offsetof(struct experiment, deadline_ns) == offsetof(struct plan, deadline_ns) &&
                   offsetof(struct experiment, guard) == offsetof(struct plan, own),
               "an experiment is a plan");

static inline const struct plan *experiment_plan(const struct experiment *experiment)
{
    return (const struct plan *)experiment;
}

// The plan as the balance's. NULL where it is another lab's.
static inline const struct experiment *plan_experiment(const struct plan *plan)
{
    return plan->lab == LAB_BALANCE ? (const struct experiment *)plan : NULL;
}

// Of a recording that has a plan. NULL where its lab is another.
static inline const struct experiment *experiment_of(const struct recording *recording)
{
    return plan_experiment(recording->plan);
}

// Whether two experiments are the same in every setting. Both complete: every byte of the layout counts.
static inline bool experiment_same(const struct experiment *a, const struct experiment *b)
{
    return memcmp(a, b, sizeof *a) == 0;
}

// Which program the workers run: with the program's own lock it is always PROGRAM_LOCK.
static inline enum program_id experiment_program(const struct experiment *experiment)
{
    return experiment->guard == GUARD_GIL_MUTEX ? PROGRAM_LOCK : (enum program_id)experiment->program;
}

// Updates one worker makes in a complete run.
static inline uint64_t experiment_updates_per_worker(const struct experiment *experiment)
{
    return experiment->iterations * 2;
}

// Updates all workers make in a complete run.
static inline uint64_t experiment_updates(const struct experiment *experiment)
{
    return experiment_updates_per_worker(experiment) * experiment->count;
}

#endif
