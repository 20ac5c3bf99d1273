// Reads a task's last state, and who saw its end.
#include "analysis/ends.h"

bool recording_is_tree(const struct recording *recording)
{
    for (uint32_t t = 0; t < recording->task_count; t++)
        if (recording->tasks[t].parent != TASK_NONE)
            return true;
    return false;
}

uint64_t task_died_at(const struct states *states, uint32_t task)
{
    const struct worker_states *worker = &states->workers[task];
    const struct state_span *last = worker->span_count > 0 ? &worker->spans[worker->span_count - 1] : NULL;
    return last && last->state == STATE_DEAD ? last->from_ns : ENDS_NEVER;
}

uint64_t task_reaped_at(const struct recording *recording, uint32_t task)
{
    return recording->tasks[task].joined_ns ? recording->tasks[task].joined_ns : ENDS_NEVER;
}

bool task_is_zombie_at(const struct states *states, const struct recording *recording, uint32_t task, uint64_t ns)
{
    return recording->tasks[task].kind == TASK_PROCESS && ns >= task_died_at(states, task) &&
           ns < task_reaped_at(recording, task) && recording_is_tree(recording);
}

uint64_t task_zombie_ns(const struct states *states, const struct recording *recording, uint32_t task)
{
    const uint64_t died = task_died_at(states, task), reaped = task_reaped_at(recording, task),
                   until = reaped < states->to_ns ? reaped : states->to_ns;
    if (recording->tasks[task].kind != TASK_PROCESS || died >= until || !recording_is_tree(recording))
        return 0;
    return until - died;
}
