// What libc calls around its fork comes to the child before anything of the program runs there. A fork by a bare system call is
// found out at the child's first hook, whose shadow is all zeros, and nobody is known to have made its task.
#include "inside/hooks/fork.h"

#include "inside/hooks/enter.h"
#include "inside/hooks/hooks.h"
#include "inside/hooks/shared.h"
#include "inside/hooks/spin.h"
#include "inside/hooks/turn.h"
#include "inside/hooks/wide.h"
#include "inside/raw.h"

#include <pthread.h>

static _Thread_local uint32_t made __attribute__((tls_model("initial-exec")));
static _Thread_local const struct inherited *left __attribute__((tls_model("initial-exec")));

// In memory of which the child has a copy; that of the task itself is the family's, and goes on with its parent.
static const struct inherited *leave_to_child(struct task *task)
{
    if (!task->to_child)
        task->to_child = kept_take(sizeof *task->to_child);
    if (!task->to_child)
        return NULL;
    task->to_child->stack_low = task->stack_low;
    task->to_child->stack_high = task->stack_high;
    calls_copy(&task->to_child->calls, &task->calls);
    return task->to_child;
}

static void prepare(void)
{
    made = 0;
    left = NULL;
    if (!hooks_are_on())
        return;
    shared_forks(forget_shadow);
    struct task *task = hook_enter();
    if (!task)
        return;
    turns_settle(task);
    task->at = 0;
    made = order_makes(&task->clocks.order);
    left = leave_to_child(task);
    hook_leave(task, task->place);
}

static void begin_child(void)
{
    if (!hooks_are_on())
        return;
    task_is_forked(left);
    spin_name = (uint32_t)raw_call(SYS_gettid, 0, 0, 0, 0, 0, 0);
    if (order_begin())
        order_made_process(made, (int32_t)spin_name);
    clock_made = made;
    made = 0;
}

void forks_begin(void) { pthread_atfork(prepare, NULL, begin_child); }

void fork_is_done(int32_t pid)
{
    if (pid > 0)
        order_made_process(made, pid);
    else
        order_not_made(made);
    made = 0;
}
