// A thread as the hooks know it, and the turns it has.
#ifndef INSIDE_HOOKS_TASK_H
#define INSIDE_HOOKS_TASK_H

#include "inside/books_layout.h"
#include "inside/hooks/calls.h"
#include "inside/hooks/clock.h"
#include "inside/hooks/region.h"
#include "inside/hooks/shadow.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct cell;
struct seat;
struct variable;

// A word whose turn a thread has, from one hook to its next.
struct turn {
    struct cell *_Atomic cell; // NULL: somebody ended it meanwhile
    struct variable *variable;
    struct seat *seat;
    uintptr_t place; // of the hook
    uint64_t ns;     // when it came; 0: not looked at
    bool stores;     // what the program's instruction stores is yet to be read
};

enum {
    CHAINS_KNOWN = 256, // powers of two
    PROGRAM_CODE = 16,
};

// A chain of calls up to an allocation (chains.h) that the task came by.
struct known_chain {
    uint64_t way; // a hash of them all
    uint32_t number;
};

// What a hook said that it would store, once the call that returns to `until` is done too (announced.h).
struct announced {
    uintptr_t address;
    size_t bytes;
    uintptr_t place, until; // until 0: nothing waits
};

// What the child of a fork goes on with of the thread that it was forked by: where that was.
struct inherited {
    uintptr_t stack_low, stack_high;
    struct calls calls;
};

struct task {
    // Written by the thread itself, looked at by who takes over a word of its: the bytes that it is about to touch.
    volatile uintptr_t at;        // 0: none
    volatile uintptr_t low, high; // a range; high 0: none
    volatile uintptr_t place;     // where its last hook returned to

    // Not 0 until the thread is known as well: then its hooks go the slow way.
    volatile uint32_t turn_count;
    // The complement of its number, which stands in the shadow of words that are its alone; 0, which fits no word: its next hook
    // goes the slow way. So it does in the child of a fork, whose shadow is all zeros.
    volatile uint32_t inverse;

    volatile uint8_t in_hook;       // it is somewhere in our own code, with things half done
    volatile uint8_t settling;      // it is about to give its turns back
    volatile uint8_t ended;         // it touches nothing any more
    volatile uint8_t has_signal;    // a handler waits for its next hook (hooks/signals.c)
    _Atomic uint32_t rung;          // a bell was rung for it that it has not heard
    volatile uintptr_t instruction; // where the last bell found it since its last hook
    struct turn *volatile turn;     // in order of their words
    uint32_t turn_room;
    struct cell *spare_cell;    // made, and not needed
    struct cell *spare_shared;  // the same, of what processes share
    volatile uint32_t progress; // turns that it had
    uint32_t number;            // of the process, from 1; 0: it is not known
    uint32_t identity;          // number in the recording, from 1
    uint32_t seated;            // on which of a variable's seats it sits: its identity, and more in handlers of signals
    int32_t tid;
    uint32_t image;  // from 0
    uintptr_t frame; // of the function that called the hook that it is in, or its last one that came the slow way
    uintptr_t stack_low, stack_high; // of its stack; 0: not known
    uintptr_t own_high;              // its copies of variables of which each thread has one end there
    _Atomic uint32_t on_stack;       // variables that lie there
    struct clock_task clocks;
    struct announced announced;
    uint32_t recent_first[16]; // how it touched words of its own (first.c)
    struct known_chain chain[CHAINS_KNOWN];
    uintptr_t program_code[PROGRAM_CODE]; // places of atomic hooks that are no header's
    struct inherited *to_child;           // kept memory (region.h); NULL: it has not forked yet
    struct calls calls;
};

// The calling thread's. Never NULL: before a thread is known it is one that owns nothing.
extern _Thread_local struct task *hooks_me __attribute__((tls_model("initial-exec"), visibility("hidden")));

// Calls the handler of a signal that waits for the task (hooks/signals.c).
extern void (*task_deliver)(struct task *task) __attribute__((visibility("hidden")));

// In the child of a fork the one that it has from its parent is not: that one goes on there.
static inline bool task_is_known(const struct task *task)
{
    return task->number != 0 && atomic_load_explicit(&process()->image, memory_order_relaxed) == task->image + 1;
}

static inline uintptr_t *task_program_code(struct task *task, uintptr_t place)
{
    return &task->program_code[(place ^ place >> 6) & (PROGRAM_CODE - 1)];
}

// What the thread does next to a word comes the slow way (task_enter); and not any more.
static inline void task_call(struct task *task) { task->inverse = 0; }
static inline void task_call_done(struct task *task) { task->inverse = ~task->number; }

// The calling thread, begun where it is new. NULL: nothing is watched, or there are more threads than numbers.
struct task *task_known(void);

// Who waits for a task looks at it every now and then, with a patience of its own that is zeroed at first. One that has computed
// for long since it got its turn is told that somebody waits (bell.c).
struct patience {
    const struct task *task;
    uint32_t progress;
    uint64_t cpu_ns;
};
void task_press(struct task *task, struct patience *patience);

// It ends: what the calling thread does from now on is nobody's; or it is the child of a fork, and a new one begins with its next hook,
// with what it inherits (NULL: nothing is known).
void task_forget_oneself(void);
void task_is_forked(const struct inherited *inherited);

#endif
