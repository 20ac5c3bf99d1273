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
// atomic exchange each: whoever is to wait first says so (`waiting`), then tries once more, and whoever unlocks looks
// for waiters afterwards, both in one total order, so that one of the two sees the other.
#ifndef EXPERIMENT_GIL_H
#define EXPERIMENT_GIL_H

#include "experiment/python.h"
#include "experiment/work.h"

#include <pthread.h>

struct gil {
    pthread_mutex_t mutex; // who waits holds it but while asleep; requests are made and taken back under it
    pthread_cond_t freed;
    pthread_mutex_t switch_mutex; // for forced switching: guards nothing but the wait for last_holder to change
    pthread_cond_t switched;
    enum gil_kind kind;
    int ticks_set;                // GIL_TICKS: where the count begins
    _Atomic uint64_t interval_ns; // read at the beginning of every wait
    _Alignas(64) _Atomic uint32_t locked;
    _Atomic uint32_t waiting;       // how many wait for it
    _Atomic uint32_t handing;       // how many wait for another to take it
    _Atomic uint32_t last_holder;   // worker + 1; 0: nobody yet. Written by the holder
    _Atomic uint64_t switch_number; // how many times another worker than the last one took it. Written by the holder
    int ticks;                      // GIL_TICKS: looks until it lets go. The holder's
    _Alignas(64) _Atomic uint32_t drop_request; // read at every switch point, so on a line of its own
};

// On zeroed memory; python->lock is not GIL_NONE. between_processes where the workers are processes.
void gil_init(struct gil *gil, const struct python *python, uint64_t interval_ns, bool between_processes);

// From now on whoever begins to wait has this much patience. Any thread.
void gil_set_interval(struct gil *gil, uint64_t interval_ns);

// Waits for the lock and takes it. Events are noted as of lock 0 of the worker's guard.
void gil_take(struct gil *gil, struct work *work);

// Gives it back. forced: after a request, wait until somebody else has taken it, as CPython does wherever a thread that
// goes on lets go, be it to wait for a lock; false when the worker is about to end.
void gil_drop(struct gil *gil, struct work *work, bool forced);

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
