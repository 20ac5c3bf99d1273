// An atomic operation that a hook does itself.
#ifndef INSIDE_HOOKS_ATOMIC_H
#define INSIDE_HOOKS_ATOMIC_H

#include "inside/hooks/task.h"

#include <stdbool.h>
#include <stdint.h>

struct atomic {
    struct task *task;
    struct cell *cell; // NULL: not this word
    struct turn turn;
    uintptr_t address;
    int kind, order; // enum touch_kind
};

// In a hook of the task, which has no turn of this word or of one behind it: takes the word's, and says what is about to be done.
void atomic_take(struct atomic *atomic, struct task *task, uintptr_t address, unsigned bytes, uintptr_t place);

// It was done; or it was a compare-exchange that failed.
void atomic_give(struct atomic *atomic, bool done);

#endif
