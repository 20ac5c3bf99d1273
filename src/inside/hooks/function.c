// Hooks that touch no word of which books are kept: a function begins or ends. They end the turns that the thread has.
#include "inside/hooks/enter.h"
#include "inside/hooks/hooks.h"
#include "inside/hooks/turn.h"

static __attribute__((noinline)) void settle_slowly(uintptr_t place)
{
    struct task *task = hook_enter();
    if (!task)
        return;
    turns_settle(task);
    task->at = 0;
    hook_leave(task, place);
}

static inline void settle(uintptr_t place)
{
    if (unlikely(hooks_me->turn_count > 0))
        settle_slowly(place);
}

#define PLACE ((uintptr_t)__builtin_return_address(0))

HOOK void __tsan_func_entry(void *caller);
HOOK void __tsan_func_exit(void);

void __tsan_func_entry(void *caller)
{
    (void)caller;
    settle(PLACE);
}

void __tsan_func_exit(void) { settle(PLACE); }
