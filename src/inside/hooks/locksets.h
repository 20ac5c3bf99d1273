// Which locks a task has now. A set is told by its number in a dictionary that all tasks of a process share: books_locks.
#ifndef INSIDE_HOOKS_LOCKSETS_H
#define INSIDE_HOOKS_LOCKSETS_H

#include "inside/books_layout.h"

#include <stdbool.h>
#include <stdint.h>

enum {
    LOCKS_HELD = 24, // more at a time are not followed
    LOCKS_STEPS = 16,
};

struct lock_held {
    uint64_t lock;
    uint32_t since; // the task's tick when it was taken
    uint32_t taken; // which of the task's it was, from 1
    uint32_t depth; // so many times
    uint8_t mode;   // enum lock_mode
};

// From which number a lock led to which.
struct lock_step {
    uint64_t lock;
    uint32_t from, to;
    uint8_t mode; // 0: given back
};

// Of a task; zero before it begins.
struct lock_task {
    uint32_t number; // of all that it has; 0: of none
    uint32_t count;
    uint32_t taken; // so many so far
    struct lock_held held[LOCKS_HELD];
    struct lock_step step[LOCKS_STEPS];
};

// image: of the task. tick: its own (hooks/order.h), which goes on whenever it gives a lock back.
void locks_take(struct lock_task *task, uint32_t image, uint64_t lock, bool to_read, uint32_t tick);

// Whether it was had to read. to_read: what is said of it, for one that the task was not seen to take.
bool locks_give(struct lock_task *task, uint32_t image, uint64_t lock, bool to_read);

// Whether the task, of the locks that a number tells, or of all locks where that is 0, has one, and none that was among the first so many
// that it took.
bool locks_are_newer(const struct lock_task *task, uint32_t number, uint32_t taken);

// Whether a lock of those that the task had at a tick, which that number tells, was given back since and taken again, and none of them
// was kept.
bool locks_were_let_go(const struct lock_task *task, uint32_t number, uint32_t tick);

#endif
