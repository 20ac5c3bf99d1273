// What every hook does first that does not go the quick way, and last.
#ifndef INSIDE_HOOKS_ENTER_H
#define INSIDE_HOOKS_ENTER_H

#include "inside/hooks/task.h"

#include <stddef.h>

// The thread, known from now on, and said to be in a hook; NULL: nothing is watched.
static inline struct task *hook_enter(void)
{
    struct task *task = hooks_me;
    if (__builtin_expect(!task_is_known(task), 0))
        task = task_known();
    if (!task || task->in_hook)
        return NULL;
    if (__builtin_expect(task->has_signal, 0))
        task_deliver(task);
    task->in_hook = true;
    __atomic_signal_fence(__ATOMIC_SEQ_CST);
    return task;
}

// Whether an instruction is one of those.
extern const char __start_before_access[] __attribute__((visibility("hidden")));
extern const char __stop_before_access[] __attribute__((visibility("hidden")));
static inline bool is_before_access(uintptr_t instruction)
{
    return instruction >= (uintptr_t)__start_before_access && instruction < (uintptr_t)__stop_before_access;
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
