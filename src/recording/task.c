// See tasks.h.
#include "recording/tasks.h"

#include <inttypes.h>
#include <stdio.h>

void task_set_name(struct task *task, uint32_t number)
{
    snprintf(task->name, sizeof task->name, "%c%" PRIu32, task->kind == TASK_PROCESS ? 'P' : 'T', number + 1);
}
