// A lock for a few instructions, between threads of the hooks themselves. Who has one has told that it is in a hook (task.h), so
// that no handler of a signal comes in between and waits for it. What the processes of a family have in common may be left locked by
// one that was killed: then who waits takes it over.
#ifndef INSIDE_HOOKS_SPIN_H
#define INSIDE_HOOKS_SPIN_H

#include "inside/raw.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    SPIN_TURNS = 100, // before others are let go on
    SPIN_LOOKS = 1 << 14,
};

// What a lock that the calling thread has says: its tid; before that is known 1.
extern _Thread_local uint32_t spin_name __attribute__((tls_model("initial-exec"), visibility("hidden")));

// Takes the lock over from `there` where that is no more; false: it is still at it.
bool spin_inherit(_Atomic uint32_t *lock, uint32_t there) __attribute__((visibility("hidden")));

// The one that the calling thread has; NULL: none. It never has two.
extern _Thread_local _Atomic uint32_t *spin_held __attribute__((tls_model("initial-exec"), visibility("hidden")));

static inline void spin_take(_Atomic uint32_t *lock)
{
    const uint32_t mine = spin_name;
    uint32_t there = 0;
    for (int turns = 1;
         !atomic_compare_exchange_strong_explicit(lock, &there, mine, memory_order_acquire, memory_order_relaxed);
         turns++) {
        if (turns % SPIN_TURNS == 0)
            raw_call(SYS_sched_yield, 0, 0, 0, 0, 0, 0);
        if (turns % SPIN_LOOKS == 0 && spin_inherit(lock, there))
            break;
        there = 0;
    }
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
