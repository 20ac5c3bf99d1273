// A plan: what was asked of a run, in general: which lab, how many tasks of which kind, on how many cpus, what is timed,
// and when it is stopped. What else a lab wants to know of its run is in bytes that it alone reads.
//
// Field widths are fixed because the file is the memory (little-endian). The numbers of the enumerations are part
// of the file format: append, never renumber.
#ifndef RECORDING_PLAN_H
#define RECORDING_PLAN_H

#include <stdint.h>
#include <string.h>

enum worker_kind { // what the tasks that a plan starts are
    WORKERS_THREADS = 0,
    WORKERS_PROCESSES = 1,
    WORKERS_COUNT,
};

enum timing_kind {
    TIMING_OFF = 0,     // no update is timed
    TIMING_SAMPLED = 1, // one in TIMING_SAMPLE_EVERY
    TIMING_FULL = 2,    // every update, and every note of a lock
    TIMING_COUNT,
};

enum {
    TIMING_SAMPLE_EVERY = 64, // updates
};

enum {
    TASKS_STARTED_MAX = 63, // that a plan can start
    PLAN_OWN_BYTES = 352,
};

struct plan {
    uint32_t lab;      // enum lab_id; LAB_NONE: the run was none of a lab's
    uint32_t tasks;    // that it starts: a lab's workers
    uint32_t kind;     // enum worker_kind
    uint32_t cores;    // cpus they may use, at least 1
    uint32_t timing;   // enum timing_kind
    uint32_t reserved; // 0
    uint64_t deadline_ns;
    uint8_t own[PLAN_OWN_BYTES]; // the lab's settings, in a form of its own, the rest 0
};

_Static_assert(sizeof(struct plan) == 32 + PLAN_OWN_BYTES, "the file format fixes the layout");

// "T1", "P2": a worker of that kind (enum worker_kind), counted from 0; in the buffer, which is returned.
#define WORKER_NAME_BYTES 8
const char *worker_name(char name[WORKER_NAME_BYTES], uint32_t kind, uint32_t worker);

// The bytes of a plan, as a lab's own form of it: may be read as either.
#define PLAN_FORM __attribute__((may_alias))

#endif
