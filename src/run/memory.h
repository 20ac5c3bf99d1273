// All the memory of a run: one mapping, shared with forked workers, laid out and touched before anybody starts.
//
// Who may touch what: a slot's `work` and journal, times and events belong to its worker from release to finish,
// and to the supervisor before and after. The words marked _Atomic may be read by anyone at any time. Every slot,
// cell and flag that somebody writes during the run has a cache line of its own.
#ifndef RUN_MEMORY_H
#define RUN_MEMORY_H

#include "base/status.h"
#include "labs/balance/driven.h"
#include "labs/balance/experiment.h"
#include "labs/balance/work.h"
#include "os/signals.h"
#include "run/line.h"

#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

#define RUN_LINE_BYTES 64

// What a worker tells about itself. Written by the worker, read by the supervisor after `finished`, or after the
// worker's death.
struct run_slot {
    struct work work;
    struct run_control *control;
    int64_t pid, tid, parent_pid;
    uint64_t entered_ns, finished_ns, cpu_ns;
    struct run_start start;
    uint64_t run_cpu_ns; // from start to finish
    uint32_t first_cpu;
    bool unpinned;
    uint64_t final_cell;                                // of a balance of its own
    _Alignas(RUN_LINE_BYTES) _Atomic uint64_t progress; // updates made, now and then
    _Alignas(RUN_LINE_BYTES) _Atomic uint32_t finished; // release: all of the above is there
};

// What all workers share beside the balance and the lock.
struct run_control {
    _Alignas(RUN_LINE_BYTES) _Atomic uint32_t stop; // set by the supervisor: leave
    struct run_line line;
    _Alignas(RUN_LINE_BYTES) _Atomic uint32_t done; // workers that have finished
    _Alignas(RUN_LINE_BYTES) struct os_bell bell;   // rung by the last of them
    const void *shared;                             // all but the journals, times and events: what every worker touches
    size_t shared_bytes;
    uint32_t count;
    bool private_memory;
};

struct run_memory {
    void *mapping;
    size_t mapping_bytes;
    struct run_control *control;
    struct run_slot *slots;        // experiment->count
    _Atomic uint64_t *cell;        // the shared balance
    struct experiment *experiment; // a copy that lives as long as the mapping
};

// Maps and lays out all a run needs, and fills in every slot's constant part. turns: what the run is driven by, copied;
// NULL: it is free. Release with run_memory_unmap.
struct status run_memory_map(struct run_memory *memory, const struct experiment *experiment,
                             const struct turn_list *turns);
void run_memory_unmap(struct run_memory *memory);

// In a worker process, before its run: has all that it will touch at hand.
void run_memory_prepare(const struct run_slot *slot);

#endif
