// Sorts tasks by process, and collects the edges of what they were at.
#include "document/crowd.h"

#include "base/fault.h"
#include "base/search.h"
#include "lab/lab.h"

#include <stdlib.h>

// ---- processes -------------------------------------------------------------------------------------------------------

struct member {
    int64_t pid;
    uint32_t task;
};

static int by_process(const void *a, const void *b)
{
    const struct member *x = a, *y = b;
    if (x->pid != y->pid)
        return x->pid < y->pid ? -1 : 1;
    return x->task < y->task ? -1 : x->task > y->task;
}

static int by_first_task(const void *a, const void *b)
{
    const struct crowd_process *x = a, *y = b;
    return x->first < y->first ? -1 : x->first > y->first;
}

// A number may be used again: a task that is a process begins another.
static bool begins(const struct recording *recording, const struct member *members, uint32_t i)
{
    return i == 0 || members[i].pid != members[i - 1].pid || recording->tasks[members[i].task].kind == TASK_PROCESS;
}

// first: for now the number of the first task itself.
static void find_processes(struct crowd *crowd, const struct recording *recording, const struct member *members)
{
    for (uint32_t i = 0; i < recording->task_count; i++) {
        if (begins(recording, members, i))
            crowd->processes[crowd->process_count++] = (struct crowd_process){ .first = members[i].task };
        crowd->processes[crowd->process_count - 1].count++;
    }
}

// Members are sorted by process already, but the processes stand in another order.
static void list_tasks(struct crowd *crowd, const struct recording *recording, const struct member *members)
{
    uint32_t place = 0;
    for (uint32_t i = 0, process = 0; i < recording->task_count; i++) {
        process += i > 0 && begins(recording, members, i);
        crowd->process_of[members[i].task] = process;
    }
    uint32_t *number_of = crowd->tasks; // of a process as found: by its first task, which is its own
    for (uint32_t p = 0; p < crowd->process_count; p++)
        number_of[crowd->process_of[crowd->processes[p].first]] = p;
    for (uint32_t t = 0; t < recording->task_count; t++)
        crowd->process_of[t] = number_of[crowd->process_of[t]];
    for (uint32_t p = 0; p < crowd->process_count; p++) {
        struct crowd_process *process = &crowd->processes[p];
        process->first = place;
        place += process->count;
        process->count = 0;
    }
    for (uint32_t t = 0; t < recording->task_count; t++) {
        struct crowd_process *process = &crowd->processes[crowd->process_of[t]];
        crowd->tasks[process->first + process->count++] = t;
    }
}

static bool make_processes(struct crowd *crowd, const struct recording *recording)
{
    const uint32_t count = recording->task_count;
    struct member *members = malloc(count * sizeof *members);
    crowd->processes = arena_get_array(&crowd->memory, count, sizeof *crowd->processes);
    crowd->tasks = arena_get_array(&crowd->memory, count, sizeof *crowd->tasks);
    crowd->process_of = arena_get_array(&crowd->memory, count, sizeof *crowd->process_of);
    const bool made = members && crowd->processes && crowd->tasks && crowd->process_of;
    for (uint32_t t = 0; made && t < count; t++)
        members[t] = (struct member){ recording->tasks[t].pid, t };
    if (made) {
        qsort(members, count, sizeof *members, by_process);
        find_processes(crowd, recording, members);
        qsort(crowd->processes, crowd->process_count, sizeof *crowd->processes, by_first_task);
        list_tasks(crowd, recording, members);
    }
    free(members);
    return made;
}

// ---- meters ----------------------------------------------------------------------------------------------------------

static size_t add(struct meter_edge *edges, size_t count, uint64_t from_ns, uint64_t to_ns)
{
    if (to_ns <= from_ns)
        return count;
    if (edges) {
        edges[count] = (struct meter_edge){ from_ns, 1 };
        edges[count + 1] = (struct meter_edge){ to_ns, -1 };
    }
    return count + 2;
}

// NULL: they are only counted.
static size_t running_edges(const struct crowd *crowd, const struct states *states, uint32_t process,
                            struct meter_edge *edges)
{
    const struct crowd_process *of = &crowd->processes[process];
    size_t count = 0;
    for (uint32_t i = 0; i < of->count; i++) {
        const struct worker_states *worker = &states->workers[crowd->tasks[of->first + i]];
        for (size_t k = 0; k < worker->span_count; k++)
            if (worker->spans[k].state == STATE_RUNNING)
                count = add(edges, count, worker->spans[k].from_ns, worker->spans[k].to_ns);
    }
    return count;
}

// Of each process, and of all together.
static bool make_running(struct crowd *crowd, const struct states *states)
{
    size_t all = 0, count = 0;
    for (uint32_t p = 0; p < crowd->process_count; p++)
        all += running_edges(crowd, states, p, NULL);
    struct meter_edge *edges = malloc((all + 1) * sizeof *edges);
    bool made = edges != NULL;
    for (uint32_t p = 0; made && p < crowd->process_count; p++) {
        const size_t own = running_edges(crowd, states, p, edges + count);
        made = meter_make(&crowd->processes[p].running, &crowd->memory, edges + count, own);
        count += own;
    }
    made = made && meter_make(&crowd->running, &crowd->memory, edges, count);
    free(edges);
    return made;
}

// Of all resources, each after the other: of[r] is where its edges begin.
struct wait_edges {
    struct meter_edge *of[RESOURCES_MAX];
    size_t counts[RESOURCES_MAX];
};

static void collect_waits(struct wait_edges *edges, const struct states *states, uint32_t tasks)
{
    for (uint32_t t = 0; t < tasks; t++) {
        for (size_t i = 0; i < states->workers[t].activity_count; i++) {
            const struct activity_span *span = &states->workers[t].activities[i];
            if (span->activity != ACTIVITY_WAITING || span->lock == 0)
                continue;
            const uint32_t resource = span->lock - 1u;
            edges->counts[resource] = add(edges->of[resource], edges->counts[resource], span->from_ns, span->to_ns);
        }
    }
}

static bool make_waits(struct crowd *crowd, const struct states *states, uint32_t tasks)
{
    struct wait_edges edges = { .counts = { 0 } };
    size_t all = 0;
    crowd->waits = arena_get_array(&crowd->memory, crowd->resource_count + 1u, sizeof *crowd->waits);
    collect_waits(&edges, states, tasks);
    for (uint32_t r = 0; r < crowd->resource_count; r++)
        all += edges.counts[r];
    struct meter_edge *list = malloc((all + 1) * sizeof *list), *next = list;
    bool made = list && crowd->waits;
    for (uint32_t r = 0; made && r < crowd->resource_count; r++) {
        edges.of[r] = next;
        next += edges.counts[r];
        edges.counts[r] = 0;
    }
    if (made)
        collect_waits(&edges, states, tasks);
    for (uint32_t r = 0; made && r < crowd->resource_count; r++)
        made = meter_make(&crowd->waits[r], &crowd->memory, edges.of[r], edges.counts[r]);
    free(list);
    return made;
}

struct busy {
    uint64_t ran_ns;
    uint32_t task;
};

static int by_run(const void *a, const void *b)
{
    const struct busy *x = a, *y = b;
    if (x->ran_ns != y->ran_ns)
        return x->ran_ns > y->ran_ns ? -1 : 1;
    return x->task < y->task ? -1 : x->task > y->task;
}

static bool rank_tasks(struct crowd *crowd, const struct states *states, uint32_t tasks)
{
    struct busy *list = malloc(tasks * sizeof *list);
    crowd->busiest = arena_get_array(&crowd->memory, tasks, sizeof *crowd->busiest);
    const bool made = list && crowd->busiest;
    for (uint32_t t = 0; made && t < tasks; t++)
        list[t] = (struct busy){ states->workers[t].life.ns[STATE_RUNNING], t };
    if (made)
        qsort(list, tasks, sizeof *list, by_run);
    for (uint32_t t = 0; made && t < tasks; t++)
        crowd->busiest[t] = list[t].task;
    free(list);
    return made;
}

static bool rank_waits(struct crowd *crowd)
{
    crowd->most_waited = arena_get_array(&crowd->memory, crowd->resource_count + 1u, sizeof *crowd->most_waited);
    for (uint32_t r = 0; crowd->most_waited && r < crowd->resource_count; r++) {
        uint32_t at = r;
        const uint64_t sum = meter_sum_ns(&crowd->waits[r], 0, UINT64_MAX);
        for (; at > 0 && meter_sum_ns(&crowd->waits[crowd->most_waited[at - 1]], 0, UINT64_MAX) < sum; at--)
            crowd->most_waited[at] = crowd->most_waited[at - 1];
        crowd->most_waited[at] = r;
    }
    return crowd->most_waited != NULL;
}

// ---- all of it -------------------------------------------------------------------------------------------------------

struct status crowd_build(struct crowd *crowd, const struct recording *recording, const struct states *states)
{
    *crowd = (struct crowd){ .memory = ARENA_EMPTY };
    if (recording->plan->lab != LAB_NONE)
        return status_ok();
    crowd->resource_count = recording->resource_count;
    if (make_processes(crowd, recording) && (!states->from_kernel || make_running(crowd, states)) &&
        make_waits(crowd, states, recording->task_count) && rank_waits(crowd) &&
        rank_tasks(crowd, states, recording->task_count))
        return status_ok();
    crowd_finish(crowd);
    return status_fault(STATUS_FAILED, FAULT_TIMELINE_MEMORY);
}

static bool stands_before(const void *tasks, size_t index, const void *task)
{
    return ((const uint32_t *)tasks)[index] < *(const uint32_t *)task;
}

uint32_t crowd_number(const struct crowd *crowd, uint32_t task)
{
    const struct crowd_process *process = &crowd->processes[crowd->process_of[task]];
    return (uint32_t)search_count(crowd->tasks + process->first, process->count, &task, stands_before);
}

void crowd_finish(struct crowd *crowd)
{
    arena_finish(&crowd->memory);
    *crowd = (struct crowd){ 0 };
}
