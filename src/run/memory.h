// All the memory of a run: one mapping, shared with forked workers, laid out and touched before anybody starts, but for what
// the lab has only reserved.
//
// Who may touch what: a slot, and what the lab laid out for its task, belong to the worker from release to finish, and to
// the supervisor before and after. The words marked _Atomic may be read by anyone at any time. Every slot and flag that
// somebody writes during the run has a cache line of its own.
#ifndef RUN_MEMORY_H
#define RUN_MEMORY_H

#include "base/status.h"
#include "lab/lab.h"
#include "lab/live.h"
#include "os/signals.h"
#include "run/line.h"

#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

#define RUN_LINE_BYTES LAYOUT_LINE_BYTES

// What a worker tells about itself. Written by the worker, read by the supervisor after `finished`, or after the
// worker's death.
struct run_slot {
    struct run_control *control;
    uint32_t index; // of its task
    int64_t pid, tid, parent_pid;
    uint64_t entered_ns, finished_ns, cpu_ns;
    struct run_start start;
    uint64_t run_cpu_ns; // from start to finish
    uint32_t first_cpu;
    bool unpinned;
    _Alignas(RUN_LINE_BYTES) _Atomic uint64_t progress; // steps made, now and then
    _Alignas(RUN_LINE_BYTES) _Atomic uint32_t finished; // release: all of the above is there
};

// What all workers share beside what the lab has them share.
struct run_control {
    _Alignas(RUN_LINE_BYTES) _Atomic uint32_t stop; // set by the supervisor: leave
    struct run_line line;
    _Alignas(RUN_LINE_BYTES) _Atomic uint32_t done; // workers that have finished
    _Alignas(RUN_LINE_BYTES) struct os_bell bell;   // rung by the last of them
    const void *shared;                             // what every worker touches
    size_t shared_bytes;
    uint32_t count;
    const struct lab_live *live;
    void *lab; // its memory
    const struct plan *plan;
};

struct run_memory {
    void *mapping;
    size_t mapping_bytes;
    const struct lab *lab;
    void *own; // the lab's memory
    struct run_control *control;
    struct run_slot *slots; // plan->tasks
    struct plan *plan;      // a copy that lives as long as the mapping
};

// Maps and lays out all a run of a plan that was checked needs, and fills in every slot's constant part. script: what the run
// is driven by, in its lab's form, copied; NULL: it is free. Release with run_memory_unmap.
struct status run_memory_map(struct run_memory *memory, const struct plan *plan, const void *script);
void run_memory_unmap(struct run_memory *memory);

// In a worker process, before its run: has all that it will touch at hand.
void run_memory_prepare(const struct run_slot *slot);

#endif
