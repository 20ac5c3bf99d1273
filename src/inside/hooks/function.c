// Hooks that touch no word of which books are kept: a function begins or ends. They end the turns that the thread has. What lies in
// the frame of a function that ends is given back with it.
#include "inside/hooks/enter.h"
#include "inside/hooks/frame.h"
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

#define PLACE ((uintptr_t)__builtin_return_address(0))

HOOK void __tsan_func_entry(void *caller);
HOOK void __tsan_func_exit(void);

void __tsan_func_entry(void *caller)
{
    (void)caller;
    if (unlikely(hooks_me->turn_count > 0))
        settle_slowly(PLACE);
}

static __attribute__((noinline)) void leave_frame(uintptr_t frame)
{
    const struct task *task = hooks_me;
    const uintptr_t from = (uintptr_t)__builtin_frame_address(0);
    if (frame > from && frame - from < FRAME_BYTES_MAX && frame <= task->stack_high)
        hooks_forget(from, frame - from);
}

void __tsan_func_exit(void)
{
    struct task *task = hooks_me;
    if (unlikely(task->turn_count > 0))
        settle_slowly(PLACE);
    if (unlikely(atomic_load_explicit(&task->on_stack, memory_order_relaxed) > 0))
        leave_frame(frame_pointer());
}
