// The global interpreter lock of CPython 3.2 and later: a boolean under a mutex and a condition.
//
// As in CPython (Python/ceval_gil.h, later ceval_gil.c; the protocol is restated here in our own words):
// - Taking: while it is locked, wait on the condition for one interval. Only if that wait timed out, the lock is
//   still held and nobody switched meanwhile, ask the holder to let go. So any switch restarts a waiter's patience.
// - Dropping: unlock and signal. If the holder was asked, it then waits until somebody else has taken the lock
//   (forced switching), so that it cannot take its own lock straight back. The interval is no quantum: only waiters
//   count it, and a lone worker never switches.
#ifndef EXPERIMENT_GIL_H
#define EXPERIMENT_GIL_H

#include "experiment/work.h"

#include <pthread.h>

struct gil {
    pthread_mutex_t mutex; // guards locked, switch_number, last_holder
    pthread_cond_t freed;
    bool locked;
    uint64_t switch_number; // how many times another worker than the last one took it
    uint32_t last_holder;   // worker + 1; 0: nobody yet
    uint32_t waiting;       // how many wait for it
    uint64_t interval_ns;
    pthread_mutex_t switch_mutex; // for forced switching: guards nothing but the wait for last_holder to change
    pthread_cond_t switched;
    _Alignas(64) _Atomic uint32_t drop_request; // read at every switch point, so on a line of its own
};

// On zeroed memory; between_processes where the workers are processes.
void gil_init(struct gil *gil, uint64_t interval_ns, bool between_processes);

// Waits for the lock and takes it. Events are noted as of lock 0 of the worker's guard.
void gil_take(struct gil *gil, struct work *work);

// Gives it back. forced: after a request, wait until somebody else has taken it, as CPython does wherever a thread that
// goes on lets go, be it to wait for a lock; false when the worker is about to end.
void gil_drop(struct gil *gil, struct work *work, bool forced);

// Whether the holder has been asked to let go: one relaxed load, for that is all the holder's look is in CPython too.
static inline bool gil_requested(struct gil *gil)
{
    return atomic_load_explicit(&gil->drop_request, memory_order_relaxed) != 0;
}

#endif
