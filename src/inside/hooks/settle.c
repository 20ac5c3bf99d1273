// A thread goes where it may stay: its turns are given back.
#include "inside/hooks/hooks.h"
#include "inside/hooks/task.h"
#include "inside/hooks/turn.h"

void hooks_settle(void)
{
    struct task *task = hooks_me;
    if (!task_is_known(task) || task->in_hook)
        return;
    turns_settle(task);
    task->at = 0;
}

void hooks_task_end(void)
{
    struct task *task = hooks_me;
    if (!task_is_known(task))
        return;
    turns_settle(task);
    task->at = 0;
    task->ended = true;
    task_forget_oneself();
}
