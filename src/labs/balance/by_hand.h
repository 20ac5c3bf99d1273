// What the locks written by hand have in common: they are plain words of memory that their waiters read again and again.
//
// Every word is atomic, so that what they race for is defined in C11. How much order there is between two of their steps is
// each lock's own affair, and what it is about.
#ifndef LABS_BALANCE_BY_HAND_H
#define LABS_BALANCE_BY_HAND_H

#include "labs/balance/guards/passage.h"
#include "os/worker.h"

enum {
    BY_HAND_LINE_BYTES = 64, // words that different workers write lie on lines of their own
};

// One look: whether the worker is in now.
typedef bool by_hand_try(void *state, uint32_t worker);

// Looks until it is in. Now and then the cpu is offered to others: with fewer cpus than workers, who could open the lock may
// be waiting for one.
WORK_INLINE void by_hand_spin(void *state, uint32_t worker, by_hand_try *try_in)
{
    enum {
        OFFER_EVERY = 64
    };
    for (uint32_t tries = 1; !try_in(state, worker); tries++)
        if (tries % OFFER_EVERY == 0)
            os_yield();
        else
            os_pause();
}

// Waits and goes in, with all that is noted of it.
WORK_INLINE void by_hand_enter(struct work *work, struct passage *passage, bool timed, by_hand_try *try_in)
{
    if (__builtin_expect(try_in(work->lock, work->index), 1)) {
        passage_walked(work, 0, timed);
    } else {
        const uint64_t since = passage_waits(work, 0, passage_queues(work, passage));
        by_hand_spin(work->lock, work->index, try_in);
        passage_waited(work, passage, 0, since);
    }
    passage_holds(work, passage, 0);
}

#endif
