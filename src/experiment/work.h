// A worker at its work: what it gets before the start, what it leaves behind, and the loop itself, to be
// specialised by each guard.
//
// The loop is one always-inlined function; each guard passes its own enter, update and leave as constants, so that
// the compiler makes a straight loop for each guard and timing with no call and no test of a kind in it. Every
// worker writes to memory of its own only, but for the balance and the lock.
//
// The race itself is a relaxed atomic load and a separate relaxed atomic store: it loses updates for real, yet C11
// defines it (a plain `long` would be folded away at -O2). Relaxed is enough: the balance is the only thing shared,
// and nothing else is published through it; under a lock the lock orders it.
#ifndef EXPERIMENT_WORK_H
#define EXPERIMENT_WORK_H

#include "experiment/events.h"
#include "experiment/experiment.h"
#include "os/clock.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

struct program;

#define WORK_INLINE static inline __attribute__((always_inline))

// What a worker counts. Written by the worker alone; the supervisor reads it after the worker's end, but for progress.
struct work_counts {
    uint64_t acquisitions[2], contended[2]; // per lock
    uint64_t wait_ticks[2];
    uint64_t hold_ticks[2]; // full timing only
    uint64_t retries;
    uint64_t gil_switches, gil_requests, gil_timeouts;
    uint64_t events, events_dropped;
};

struct work {
    // Set before the start, constant while the worker runs.
    const struct experiment *experiment;
    const struct program *program;
    _Atomic uint64_t *cell; // balance and version; shared, or the worker's own
    void *lock;             // the guard's state, shared
    uint32_t *journal;      // room for every update
    uint64_t *times;        // room for every sample; NULL when untimed
    struct lock_event *events;
    uint64_t events_capacity;
    const _Atomic uint32_t *stop; // not 0: leave at the next whole iteration
    _Atomic uint64_t *progress;   // updates made, on a line of its own; written now and then
    uint32_t index;
    int32_t amount;
    double ticks_per_ns;

    // The worker's own.
    uint32_t sequence; // updates made
    struct work_counts counts;
    uint64_t acquired_ticks[2]; // when the lock held now was taken; 0 where not timed
    bool waited[2];             // the acquisition held now had to wait
};

// Notes a lock event; counts it as dropped where the buffer is full.
static inline void work_note_at(struct work *work, enum lock_event_kind kind, unsigned lock, unsigned other,
                                uint64_t ticks)
{
    if (work->counts.events == work->events_capacity) {
        work->counts.events_dropped++;
        return;
    }
    work->events[work->counts.events++] = (struct lock_event){
        .ticks = ticks,
        .update = work->sequence,
        .kind = (uint8_t)kind,
        .lock = (uint8_t)lock,
        .other = (uint16_t)other,
    };
}

// Whether the worker has been asked to stop.
static inline bool work_stopped(const struct work *work)
{
    return atomic_load_explicit(work->stop, memory_order_relaxed) != 0; // only a hint; joining orders everything else
}

// One update as written: load, then store. The parent is journaled between the two, so that a version that anyone
// has seen always has its entry.
WORK_INLINE void work_update_apart(struct work *work, uint32_t sequence, int32_t change)
{
    uint64_t seen = atomic_load_explicit(work->cell, memory_order_relaxed);
    work->journal[sequence] = cell_version(seen);
    atomic_store_explicit(work->cell, cell_make(cell_balance(seen) + change, version_make(work->index, sequence)),
                          memory_order_relaxed);
}

typedef void work_update(struct work *work, uint32_t sequence, int32_t change);
typedef void work_passage(struct work *work, bool timed); // into, or out of, the guarded part of an iteration

WORK_INLINE void work_no_passage(struct work *work, bool timed)
{
    (void)work;
    (void)timed;
}

WORK_INLINE void work_loop(struct work *work, enum timing_kind timing, work_passage *enter, work_update *update,
                           work_passage *leave)
{
    const bool timed = timing == TIMING_FULL;
    const int32_t amount = work->amount;
    uint64_t left = work->experiment->iterations;
    uint32_t sequence = 0;
    while (left > 0 && !work_stopped(work)) {
        const uint32_t pass = left < TIMING_SAMPLE_EVERY / 2 ? (uint32_t)left : TIMING_SAMPLE_EVERY / 2;
        if (timing == TIMING_SAMPLED)
            work->times[sequence / TIMING_SAMPLE_EVERY] = os_ticks();
        for (uint32_t i = 0; i < pass; i++) {
            work->sequence = sequence;
            enter(work, timed);
            update(work, sequence, amount);
            if (timed)
                work->times[sequence] = os_ticks();
            update(work, sequence + 1, -amount);
            if (timed)
                work->times[sequence + 1] = os_ticks();
            sequence += 2;
            work->sequence = sequence;
            leave(work, timed);
        }
        left -= pass;
        atomic_store_explicit(work->progress, sequence, memory_order_relaxed); // for the progress bar only
    }
    work->sequence = sequence;
}

// The whole run of a worker under a guard: picks the loop made for the timing.
WORK_INLINE void work_run(struct work *work, work_passage *enter, work_update *update, work_passage *leave)
{
    switch ((enum timing_kind)work->experiment->timing) {
    case TIMING_OFF:
        work_loop(work, TIMING_OFF, enter, update, leave);
        break;
    case TIMING_SAMPLED:
        work_loop(work, TIMING_SAMPLED, enter, update, leave);
        break;
    case TIMING_FULL:
    case TIMING_COUNT:
        work_loop(work, TIMING_FULL, enter, update, leave);
        break;
    }
}

#endif
