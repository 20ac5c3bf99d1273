// An experiment: the settings of one run, complete and checked, as kept in a recording.
//
// Field widths are fixed because the file is the memory (little-endian). The numbers of the enumerations are part
// of the file format: append, never renumber.
#ifndef EXPERIMENT_EXPERIMENT_H
#define EXPERIMENT_EXPERIMENT_H

#include "experiment/cell.h"

#include <stdint.h>

enum guard_id {
    GUARD_NONE = 0,
    GUARD_MUTEX = 1,
    GUARD_SPIN = 2,
    GUARD_ATOMIC = 3,
    GUARD_GIL = 4,
    GUARD_GIL_MUTEX = 5,
    GUARD_COUNT,
};

enum python_version {
    PYTHON_3_9 = 0,
    PYTHON_3_12 = 1,
    PYTHON_COUNT,
};

enum worker_kind {
    WORKERS_THREADS = 0,
    WORKERS_PROCESSES = 1,
    WORKERS_COUNT,
};

enum memory_kind {
    MEMORY_SHARED = 0,
    MEMORY_PRIVATE = 1, // each process its own balance
    MEMORY_COUNT,
};

enum timing_kind {
    TIMING_OFF = 0,     // no update is timed
    TIMING_SAMPLED = 1, // one in TIMING_SAMPLE_EVERY
    TIMING_FULL = 2,    // every update, and every lock event
    TIMING_COUNT,
};

enum {
    TIMING_SAMPLE_EVERY = 64,          // updates
    TIMING_FULL_UPDATES_MAX = 2000000, // above it the default is sampled
};

struct experiment {
    uint32_t guard;   // enum guard_id
    uint32_t python;  // enum python_version; means something where the guard interprets bytecodes
    uint32_t workers; // enum worker_kind
    uint32_t memory;  // enum memory_kind
    uint32_t timing;  // enum timing_kind
    uint32_t count;   // workers, 1 to WORKERS_MAX
    uint32_t cores;   // cpus the workers may use, at least 1
    uint32_t reserved;
    uint64_t iterations; // of each worker, 1 to ITERATIONS_MAX; two updates each
    uint64_t switch_interval_ns;
    uint64_t bytecode_cost_ns;
    uint64_t deadline_ns;
    int32_t amounts[WORKERS_MAX + 1]; // the first count are used; the rest 0
    uint8_t room[64];                 // for later settings; 0
};

_Static_assert(sizeof(struct experiment) == 32 + 32 + 256 + 64, "the file format fixes the layout");

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
