// A lock for a few instructions, between threads of the hooks themselves. Who has one has told that it is in a hook (task.h), so
// that no handler of a signal comes in between and waits for it.
#ifndef INSIDE_HOOKS_SPIN_H
#define INSIDE_HOOKS_SPIN_H

#include "inside/raw.h"

#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

enum {
    SPIN_TURNS = 100, // before others are let go on
};

// The one that the calling thread has; NULL: none. It never has two.
extern _Thread_local _Atomic uint32_t *spin_held __attribute__((tls_model("initial-exec"), visibility("hidden")));

static inline void spin_take(_Atomic uint32_t *lock)
{
    for (int turns = 0; atomic_exchange_explicit(lock, 1, memory_order_acquire) != 0;)
        while (atomic_load_explicit(lock, memory_order_relaxed) != 0)
            if (++turns % SPIN_TURNS == 0)
                raw_call(SYS_sched_yield, 0, 0, 0, 0, 0, 0);
    spin_held = lock;
}

static inline void spin_give(_Atomic uint32_t *lock)
{
    spin_held = NULL;
    atomic_store_explicit(lock, 0, memory_order_release);
}

// Of a thread that was cancelled while it had it.
static inline void spin_give_back(void)
{
    if (spin_held)
        spin_give(spin_held);
}

#endif
