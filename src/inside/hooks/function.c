// Hooks that touch no word of which books are kept: a function begins or ends, which is remembered (calls.h). They end the turns that
// the thread has. What lies in the frame of a function that ends is given back with it.
#include "inside/hooks/calls.h"
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

static __attribute__((noinline)) void enter_slowly(uintptr_t frame, uintptr_t within, uintptr_t caller, uintptr_t back)
{
    settle_slowly(within);
    struct task *task = hooks_me;
    if (task_is_known(task))
        calls_enter(&task->calls, frame, within, caller, back);
}

// Where a hook's own way back lies, asked for first in it; 0: it keeps that elsewhere.
static inline __attribute__((always_inline)) uintptr_t way_back(uintptr_t place)
{
    const uintptr_t top = stack_pointer();
    return *(const uintptr_t *)top == place ? top : 0; // NOLINT(performance-no-int-to-ptr)
}

// Until the frame pointer is read nothing is called for which its register would be needed.
void __tsan_func_entry(void *caller)
{
    const uintptr_t frame = frame_pointer(), back = way_back(PLACE);
    struct task *task = hooks_me;
    if (likely(task->turn_count == 0 && task_is_known(task)))
        calls_enter(&task->calls, frame, PLACE, (uintptr_t)caller, back);
    else
        enter_slowly(frame, PLACE, (uintptr_t)caller, back);
}

static void forget_frame(uintptr_t frame)
{
    const struct task *task = hooks_me;
    const uintptr_t from = (uintptr_t)__builtin_frame_address(0);
    if (frame > from && frame - from < FRAME_BYTES_MAX && frame <= task->stack_high)
        hooks_forget(from, frame - from);
}

static __attribute__((noinline)) void leave_slowly(uintptr_t frame, uintptr_t place)
{
    struct task *task = hooks_me;
    if (task->turn_count > 0)
        settle_slowly(place);
    if (atomic_load_explicit(&task->on_stack, memory_order_relaxed) > 0)
        forget_frame(frame);
    if (task_is_known(task))
        calls_leave(&task->calls, frame);
}

void __tsan_func_exit(void)
{
    const uintptr_t frame = frame_pointer();
    struct task *task = hooks_me;
    if (likely(task->turn_count == 0 && task_is_known(task) &&
               atomic_load_explicit(&task->on_stack, memory_order_relaxed) == 0))
        calls_leave(&task->calls, frame);
    else
        leave_slowly(frame, PLACE);
}
