// Peterson's lock for two, made of loads and stores alone (G. L. Peterson, "Myths about the mutual exclusion problem", 1981):
// a worker raises its flag, offers the other the turn, and goes in when the other's flag is down or the turn is its own.
//
// In every interleaving of these steps one at a time is in. A machine does more than interleave: a store waits in its core's
// store buffer while the load behind it is made already, so that each may miss the other's flag. A fence between the
// stores and the load forbids it. Both guards, with it and without, are made from this header.
#ifndef LABS_BALANCE_GUARDS_PETERSON_H
#define LABS_BALANCE_GUARDS_PETERSON_H

#include "labs/balance/by_hand.h"
#include "labs/balance/guards/guard.h"
#include "labs/balance/guards/sources.h"

#include <assert.h>

enum {
    PETERSON_WORKERS = 2,
    PETERSON_MARK_FLAG = 0,
    PETERSON_MARK_TURN = 1,
};

extern const char *const peterson_python[]; // 6, 7: the updates; 12 flag; 13 turn; 14 the wait; 17: the flag down
extern const struct protocol peterson_protocol;

struct peterson {
    struct {
        _Alignas(BY_HAND_LINE_BYTES) _Atomic uint32_t up;
    } flags[PETERSON_WORKERS];
    _Alignas(BY_HAND_LINE_BYTES) _Atomic uint32_t turn; // the worker that goes first
    _Alignas(BY_HAND_LINE_BYTES) struct passage passage;
};

void peterson_init(void *memory, const struct experiment *experiment);

WORK_INLINE void peterson_raise(struct peterson *lock, uint32_t me, memory_order order)
{
    atomic_store_explicit(&lock->flags[me].up, 1, order);
}

WORK_INLINE void peterson_offer(struct peterson *lock, uint32_t me, memory_order order)
{
    atomic_store_explicit(&lock->turn, 1 - me, order);
}

// order: of the loads.
WORK_INLINE bool peterson_lets_in(struct peterson *lock, uint32_t me, memory_order order)
{
    return atomic_load_explicit(&lock->flags[1 - me].up, order) == 0 || atomic_load_explicit(&lock->turn, order) == me;
}

WORK_INLINE void peterson_leave(struct work *work, uint32_t sequence, bool timed)
{
    struct peterson *lock = work->lock;
    work->sequence = sequence;
    passage_releases(work, &lock->passage, 0, timed);
    atomic_store_explicit(&lock->flags[work->index].up, 0, memory_order_release); // pairs with peterson_lets_in
}

#endif
