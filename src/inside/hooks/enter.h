// What every hook does first that does not go the quick way, and last.
#ifndef INSIDE_HOOKS_ENTER_H
#define INSIDE_HOOKS_ENTER_H

#include "inside/hooks/task.h"

#include <stddef.h>

// The thread, known from now on, and said to be in a hook; NULL: nothing is watched.
static inline struct task *hook_enter(void)
{
    struct task *task = task_known();
    if (!task || task->in_hook)
        return NULL;
    if (__builtin_expect(task->has_signal, 0))
        task_deliver(task);
    task->in_hook = true;
    __atomic_signal_fence(__ATOMIC_SEQ_CST);
    return task;
}

// place: where the hook returns to.
static inline void hook_leave(struct task *task, uintptr_t place)
{
    task->place = place;
    task->instruction = 0;
    __atomic_signal_fence(__ATOMIC_SEQ_CST);
    task->in_hook = false;
}

#endif
