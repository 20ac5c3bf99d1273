// A lab in a live run: what run/ asks of it. Everything that is general (tasks, starting line, deadline, kernel records, the end)
// is done there; what the tasks do, and what they leave behind, is the lab's.
//
// The lab's memory lies in the run's one mapping, shared with forked workers: it is laid out and touched before anybody
// starts, becomes part of the recording, and goes away with it. A worker writes there from its release to its finish, the
// supervising thread before and after.
#ifndef LAB_LIVE_H
#define LAB_LIVE_H

#include "lab/layout.h"
#include "recording/recording.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

// What a worker is given by the run. Constant while it works.
struct worker_place {
    const struct plan *plan;
    const _Atomic uint32_t *stop; // not 0: leave after a whole step; to be looked at now and then, relaxed
    _Atomic uint64_t *progress;   // steps made so far, on a line of its own; to be written now and then, relaxed
    double ticks_per_ns;          // of os_ticks()
};

// What is known of a task when the run is over, and what its lab makes of it.
struct task_account {
    bool finished;     // it came to its end by itself
    uint64_t progress; // what it had reported
    // Filled in by the lab.
    uint64_t steps; // that count
    uint64_t notes, notes_dropped;
    const struct note *kept; // `notes` of them, in the lab's memory
};

struct lab_live {
    // Steps of one task in a complete run.
    uint64_t (*steps)(const struct plan *plan);

    // Lays out the lab's memory; called twice, with the same plan and script. script: what the run is driven by, in the lab's
    // own form, copied here; NULL: the kernel decides who goes on. Returns the lab's memory, NULL where it is only measured.
    void *(*lay_out)(struct layout *layout, const struct plan *plan, const void *script);

    // Zeroed memory, ready for the first worker. places: of each task. The plan is the run's own copy.
    void (*prepare)(void *memory, struct plan *plan, const struct worker_place *places, const void *script);

    // In a worker process, before its run: has all that it will write to at hand.
    void (*touch)(void *memory, uint32_t task);

    // A task's whole work, in its own thread or process, from release to finish: one indirect call a run.
    void (*work)(void *memory, uint32_t task);

    // From the supervising thread, once *stop is set: wakes whoever sleeps in the lab's memory, to look at it. NULL: nobody does
    // for long.
    void (*call)(void *memory);

    // Steps made by a task that has finished.
    uint64_t (*steps_made)(const void *memory, uint32_t task);

    // After the last task's end: what each left behind, with what one that died left half done mended. started_ticks: when
    // all were let go; 0: they were not.
    void (*settle)(void *memory, struct task_account *accounts, uint64_t started_ticks);

    // Points recording->own at what the lab keeps, and fills in uses (task × resource, zeroed). Plan, tasks and resources of the
    // recording are there.
    void (*seal)(void *memory, struct recording *recording, struct use *uses);
};

#endif
