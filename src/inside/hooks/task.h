// A thread as the hooks know it.
#ifndef INSIDE_HOOKS_TASK_H
#define INSIDE_HOOKS_TASK_H

#include "inside/books_layout.h"
#include "inside/hooks/clock.h"

#include <stdbool.h>
#include <stdint.h>

struct cell;

struct task {
    // Written by the thread itself, looked at by who takes over a word of its: the bytes that it is about to touch.
    volatile uintptr_t at;        // 0: none
    volatile uintptr_t low, high; // a range; high 0: none

    struct cell *volatile held;  // the word whose turn it has; NULL: none
    volatile uint8_t in_hook;    // it is somewhere in our own code, with things half done
    volatile uint8_t settling;   // it is about to give the turn back
    volatile uint8_t ended;      // it touches nothing any more
    volatile uint8_t has_signal; // a handler waits for its next hook (hooks/signals.c): see `number`

    // As it stands in the shadow of words that are its alone. A task that must come into the slow way at its next hook has
    // `number` set to TASK_CALLED; own_number is its true one.
    volatile uint32_t number;
    uint32_t own_number; // from 1
    int32_t tid, pid;
    uint32_t image; // from 0
    struct books_task *left;
    struct clock_task clocks;
};

#define TASK_CALLED UINT32_C(0x7ffd)

// The calling thread's. Never NULL: before a thread is known it is one that owns nothing, whose own_number is 0.
extern _Thread_local struct task *hooks_me __attribute__((tls_model("initial-exec"), visibility("hidden")));

static inline bool task_is_known(const struct task *task) { return task->own_number != 0; }

#endif
