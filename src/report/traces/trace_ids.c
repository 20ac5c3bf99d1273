// A task of kind process begins one; a thread belongs to that of whoever made it, if the pids agree, or else to the last one
// before it with its pid.
#include "report/traces/trace_ids.h"

#include <stdlib.h>

static bool is_real(int64_t id) { return id > 0 && id <= TRACE_REAL_IDS_MOST; }

static uint32_t add_process(struct trace_ids *ids, uint32_t main, uint32_t first)
{
    ids->processes[ids->process_count] = (struct trace_process){ .main = main, .first = first };
    return ids->process_count++;
}

// The process that a thread is of; process_count: none that was seen before it.
static uint32_t process_of_thread(const struct trace_ids *ids, const struct recording *recording, uint32_t task)
{
    const struct task *thread = &recording->tasks[task];
    if (thread->parent < task && recording->tasks[thread->parent].pid == thread->pid)
        return ids->process_of[thread->parent];
    for (uint32_t p = ids->process_count; p > 0; p--)
        if (recording->tasks[ids->processes[p - 1].first].pid == thread->pid)
            return p - 1;
    return ids->process_count;
}

static void find_processes(struct trace_ids *ids, const struct recording *recording)
{
    for (uint32_t t = 0; t < recording->task_count; t++) {
        const bool begins = recording->tasks[t].kind == TASK_PROCESS;
        const uint32_t process = begins ? ids->process_count : process_of_thread(ids, recording, t);
        ids->process_of[t] = process < ids->process_count ? process : add_process(ids, begins ? t : TASK_NONE, t);
    }
}

static int by_value(const void *a, const void *b)
{
    const int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return x < y ? -1 : x > y;
}

// Whether the number stands in the sorted list more than once.
static bool is_shared(const int64_t *sorted, size_t count, int64_t id)
{
    size_t low = 0, high = count;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (sorted[middle] < id)
            low = middle + 1;
        else
            high = middle;
    }
    return low + 1 < count && sorted[low + 1] == id;
}

static int64_t choose(struct trace_ids *ids, const int64_t *sorted, size_t count, int64_t wanted)
{
    return is_real(wanted) && !is_shared(sorted, count, wanted) ? wanted : ids->next_made_up++;
}

static void number_processes(struct trace_ids *ids, const struct recording *recording, int64_t *sorted)
{
    for (uint32_t p = 0; p < ids->process_count; p++)
        sorted[p] = recording->tasks[ids->processes[p].first].pid;
    qsort(sorted, ids->process_count, sizeof *sorted, by_value);
    for (uint32_t p = 0; p < ids->process_count; p++) {
        struct trace_process *process = &ids->processes[p];
        const struct task *first = &recording->tasks[process->first];
        process->id = choose(ids, sorted, ids->process_count, first->pid);
        process->parent_id = is_real(first->parent_pid) && process->main != TASK_NONE ? first->parent_pid : 0;
        if (process->main != TASK_NONE && first->parent < process->first)
            process->parent_id = ids->processes[ids->process_of[first->parent]].id;
    }
}

static bool is_main(const struct trace_ids *ids, uint32_t task)
{
    return ids->processes[ids->process_of[task]].main == task;
}

// A main task's number is its process's, which no thread of another may have.
static void number_threads(struct trace_ids *ids, const struct recording *recording, int64_t *sorted)
{
    for (uint32_t t = 0; t < recording->task_count; t++)
        sorted[t] = is_main(ids, t) ? ids->processes[ids->process_of[t]].id : recording->tasks[t].tid;
    qsort(sorted, recording->task_count, sizeof *sorted, by_value);
    for (uint32_t t = 0; t < recording->task_count; t++)
        ids->thread_ids[t] = is_main(ids, t) ? ids->processes[ids->process_of[t]].id
                                             : choose(ids, sorted, recording->task_count, recording->tasks[t].tid);
}

bool trace_ids_make(struct trace_ids *ids, const struct recording *recording, struct arena *memory)
{
    const size_t tasks = recording->task_count;
    *ids = (struct trace_ids){ .next_made_up = TRACE_REAL_IDS_MOST + 1 };
    ids->processes = arena_get_array(memory, tasks + 1, sizeof *ids->processes);
    ids->process_of = arena_get_array(memory, tasks + 1, sizeof *ids->process_of);
    ids->thread_ids = arena_get_array(memory, tasks + 1, sizeof *ids->thread_ids);
    int64_t *sorted = arena_get_array(memory, tasks + 1, sizeof *sorted);
    if (!ids->processes || !ids->process_of || !ids->thread_ids || !sorted)
        return false;
    find_processes(ids, recording);
    number_processes(ids, recording, sorted);
    number_threads(ids, recording, sorted);
    return true;
}
