// A worker's frame, and what a listing's steps do to it, to the balance and to the journal: one text for everybody who
// runs a listing step by step.
#ifndef LABS_BALANCE_PYTHON_FRAME_H
#define LABS_BALANCE_PYTHON_FRAME_H

#include "labs/balance/work.h"

// The value a worker has loaded, stale or not, stays with it across every switch.
struct frame {
    uint64_t seen;
    int32_t value;
};

// Before a load, or a modify, under sampled timing.
WORK_INLINE void frame_sample(struct work *work, enum timing_kind timing)
{
    if (timing == TIMING_SAMPLED && work->sequence % TIMING_SAMPLE_EVERY == 0)
        work_stamp(work, work->sequence);
}

// After a store, or a modify: an update is made.
WORK_INLINE void frame_updated(struct work *work, enum timing_kind timing)
{
    const uint32_t sequence = work->sequence;
    if (timing == TIMING_FULL)
        work->times[sequence] = os_ticks();
    work->sequence = sequence + 1;
}

WORK_INLINE void frame_load(struct frame *frame, struct work *work, enum timing_kind timing)
{
    frame_sample(work, timing);
    frame->seen = atomic_load_explicit(work->cell, memory_order_relaxed);
}

WORK_INLINE void frame_add(struct frame *frame, const struct work *work, int sign)
{
    frame->value = cell_balance(frame->seen) + sign * work->amount;
}

WORK_INLINE void frame_store(const struct frame *frame, struct work *work, enum timing_kind timing)
{
    const uint32_t sequence = work->sequence;
    stream_write(&work->journal, work->index, sequence, cell_version(frame->seen));
    atomic_store_explicit(work->cell, cell_make(frame->value, version_make(work->index, sequence)),
                          memory_order_relaxed);
    frame_updated(work, timing);
}

// balance ← balance ± amount at once; the frame has no part in it. Its entry is written anew for every try, in one place.
WORK_INLINE void frame_modify(struct work *work, enum timing_kind timing, int sign)
{
    const uint32_t sequence = work->sequence;
    frame_sample(work, timing);
    uint64_t seen = atomic_load_explicit(work->cell, memory_order_relaxed);
    for (;; work->counts.retries++) {
        struct stream_writer journal = work->journal;
        stream_write(&journal, work->index, sequence, cell_version(seen));
        const uint64_t left = cell_next(seen, sign * work->amount, version_make(work->index, sequence));
        if (atomic_compare_exchange_weak_explicit(work->cell, &seen, left, memory_order_relaxed,
                                                  memory_order_relaxed)) {
            work->journal = journal;
            break;
        }
    }
    frame_updated(work, timing);
}

#endif
