// The global interpreter lock, in the two forms CPython has had.
//
// GIL_TIMED, since 3.2 (Python/ceval_gil.h, later ceval_gil.c; the protocol is restated here in our own words):
// - Taking: while it is locked, wait on the condition for one interval. Only if that wait timed out, the lock is
//   still held and nobody switched meanwhile, ask the holder to let go. So any switch restarts a waiter's patience.
// - Dropping: unlock and signal. If the holder was asked, it then waits until somebody else has taken the lock
//   (forced switching), so that it cannot take its own lock straight back. The interval is no quantum: only waiters
//   count it, and a lone worker never switches.
// GIL_TICKS, up to 3.1: waiting has no end and asks for nothing. The holder counts down; at zero it unlocks, wakes a
// waiter and at once tries to take the lock again, which it mostly wins: the waiter has yet to wake up.
//
// As in CPython a lock that is free goes to whoever comes first. Where nobody waits, taking and dropping are one
// atomic operation each on a word that says both whether it is locked and how many wait. A worker that gives the lock
// back and takes it again with nobody there in between has held it throughout as far as anybody can tell: neither is
// noted. So a release that nobody waits for is noted late, by gil_settle or the next gil_take.
#ifndef LABS_BALANCE_PYTHON_GIL_H
#define LABS_BALANCE_PYTHON_GIL_H

#include "labs/balance/python/python.h"
#include "labs/balance/work.h"

#include <pthread.h>

enum {
    GIL_LOCKED = 1,
    GIL_WAITER = 2,
    GIL_ASKED = 1 << 30, // as drop_request: so that whoever unlocks knows whether it was asked to
};

struct gil {
    pthread_mutex_t mutex; // who waits holds it but while asleep; requests are made and taken back under it
    pthread_cond_t freed;
    pthread_mutex_t switch_mutex; // for forced switching: guards nothing but the wait for last_holder to change
    pthread_cond_t switched;
    enum gil_kind kind;
    int ticks_set;                       // GIL_TICKS: where the count begins
    _Atomic uint64_t interval_ns;        // read at the beginning of every wait
    _Alignas(64) _Atomic uint32_t state; // GIL_LOCKED, GIL_WAITER for each that waits, GIL_ASKED
    _Atomic uint32_t handing;            // how many wait for another to take it
    _Atomic uint32_t last_holder;        // worker + 1; 0: nobody yet. Written by the holder
    _Atomic uint64_t switch_number; // how many times another worker than the last one took it. Written by the holder
    int ticks;                      // GIL_TICKS: looks until it lets go. The holder's
    _Alignas(64) _Atomic uint32_t drop_request; // read at every switch point, so on a line of its own
};

// On zeroed memory; python->lock is not GIL_NONE. between_processes where the workers are processes.
void gil_init(struct gil *gil, const struct python *python, uint64_t interval_ns, bool between_processes);

// From now on whoever begins to wait has this much patience. Any thread.
void gil_set_interval(struct gil *gil, uint64_t interval_ns);

static inline uint32_t gil_last_holder(struct gil *gil)
{
    return atomic_load_explicit(&gil->last_holder, memory_order_relaxed); // to whoever has the lock it is certain
}

// The rest of gil_take and gil_drop: where somebody else is there, or was.
void gil_take_first(struct gil *gil, struct work *work); // it is locked already
void gil_take_waiting(struct gil *gil, struct work *work);
void gil_drop_wanted(struct gil *gil, struct work *work, uint32_t state_before, bool forced); // it is unlocked already

// Waits for the lock and takes it. Events are noted as of lock 0 of the worker's guard.
static inline void gil_take(struct gil *gil, struct work *work)
{
    uint32_t nobody = 0;
    if (__builtin_expect(!atomic_compare_exchange_strong(&gil->state, &nobody, GIL_LOCKED), 0))
        gil_take_waiting(gil, work);
    else if (__builtin_expect(!work->gil_released || gil_last_holder(gil) != work->index + 1, 0))
        gil_take_first(gil, work);
}

// Gives it back. forced: after a request, wait until somebody else has taken it, as CPython does wherever a thread that
// goes on lets go, be it to wait for a lock; false when the worker is about to end.
static inline void gil_drop(struct gil *gil, struct work *work, bool forced)
{
    work->gil_released = os_ticks();
    const uint32_t before = atomic_fetch_sub(&gil->state, GIL_LOCKED);
    if (__builtin_expect(before != GIL_LOCKED, 0))
        gil_drop_wanted(gil, work, before, forced);
}

// Notes a release that is not noted yet. To be called before anything else is noted without the lock, before a wait for
// something else, and at the end.
void gil_settle(struct work *work);

// GIL_TICKS: the holder's count has run out. Lets go, wakes a waiter and tries to take the lock again, waiting if
// another was faster. Noted where somebody was seen waiting or another was faster.
void gil_ticks_over(struct gil *gil, struct work *work);

// Whether the holder has been asked to let go: one relaxed load, for that is all the holder's look is in CPython too.
static inline bool gil_requested(struct gil *gil)
{
    return atomic_load_explicit(&gil->drop_request, memory_order_relaxed) != 0;
}

// The holder comes by a switch point: lets go if it should, and has the lock again on return.
static inline void gil_look(struct gil *gil, struct work *work, enum gil_kind kind)
{
    if (kind == GIL_TICKS) {
        if (__builtin_expect(--gil->ticks < 0, 0))
            gil_ticks_over(gil, work);
    } else if (kind == GIL_TIMED && __builtin_expect(gil_requested(gil), 0)) {
        gil_drop(gil, work, true);
        gil_take(gil, work);
    }
}

#endif
