// What every guard with a plain lock notes around it: the wait, the acquisition, the release.
//
// A contended acquisition is always recorded, an uncontended one counted, and recorded too under full timing. A
// lock keeps beside itself who holds it and how many wait, in words of its own: they tell a waiter whom it waits
// for and the holder that somebody waits.
#ifndef LABS_BALANCE_GUARDS_PASSAGE_H
#define LABS_BALANCE_GUARDS_PASSAGE_H

#include "labs/balance/work.h"

struct passage {
    _Atomic uint32_t
        holder; // worker + 1; 0: free. Written by the holder, read by those who wait: a note, never a decision
    _Atomic uint32_t waiting; // how many wait now
};

// Before an acquisition that has to wait: joins those that wait, so that the holder sees it. Returns the holder + 1, 0 if
// none could be seen.
static inline uint32_t passage_queues(const struct work *work, struct passage *passage)
{
    atomic_fetch_add_explicit(&passage->waiting, 1, memory_order_relaxed);
    const uint32_t holder = atomic_load_explicit(&passage->holder, memory_order_relaxed);
    return holder == work->index + 1 ? 0 : holder;
}

// Then, as it begins to wait. holder: from passage_queues. Returns the moment for passage_waited.
static inline uint64_t passage_waits(struct work *work, unsigned lock, uint32_t holder)
{
    const uint64_t ticks = os_ticks();
    work_note_at(work, NOTE_WAITS, lock, holder, ticks);
    work->counts.contended[lock]++;
    return ticks;
}

// After it got the lock.
static inline void passage_waited(struct work *work, struct passage *passage, unsigned lock, uint64_t since_ticks)
{
    atomic_fetch_sub_explicit(&passage->waiting, 1, memory_order_relaxed);
    const uint64_t ticks = os_ticks();
    work->counts.wait_ticks[lock] += ticks - since_ticks;
    work->waited[lock] = true;
    work->acquired_ticks[lock] = ticks;
    work_note_at(work, NOTE_ACQUIRED, lock, 0, ticks);
}

// After an acquisition that did not wait.
static inline void passage_walked(struct work *work, unsigned lock, bool timed)
{
    work->waited[lock] = false;
    if (timed) {
        work->acquired_ticks[lock] = os_ticks();
        work_note_at(work, NOTE_ACQUIRED, lock, 0, work->acquired_ticks[lock]);
    }
}

// The lock is ours, waited for or not.
static inline void passage_holds(struct work *work, struct passage *passage, unsigned lock)
{
    work->counts.acquisitions[lock]++;
    atomic_store_explicit(&passage->holder, work->index + 1, memory_order_relaxed);
}

// Just before it is given back.
static inline void passage_releases(struct work *work, struct passage *passage, unsigned lock, bool timed)
{
    const bool wanted = atomic_load_explicit(&passage->waiting, memory_order_relaxed) != 0;
    if (timed || wanted || work->waited[lock]) {
        const uint64_t ticks = os_ticks();
        if (timed)
            work->counts.hold_ticks[lock] += ticks - work->acquired_ticks[lock];
        work_note_at(work, NOTE_RELEASED, lock, wanted, ticks);
    }
    atomic_store_explicit(&passage->holder, 0, memory_order_relaxed);
}

#endif
