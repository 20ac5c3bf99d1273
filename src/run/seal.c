// Sealing: facts are copied together, large arrays stay where the workers wrote them. What the workers left is the lab's to read.
#include "run/seal.h"

#include "base/fault.h"
#include "run/facts.h"

#include <stdlib.h>
#include <string.h>

struct sealed {
    struct run_memory memory;
    struct run_facts facts;
    struct task tasks[TASKS_STARTED_MAX];
    struct resource resources[RESOURCES_MAX];
    struct use *uses; // as in the recording
    const struct note *notes[TASKS_STARTED_MAX];
    struct switch_record *switches;
};

static void release(void *owner)
{
    struct sealed *sealed = owner;
    run_memory_unmap(&sealed->memory);
    free(sealed->uses);
    free(sealed->switches);
    free(sealed);
}

static bool finished(const struct run_slot *slot)
{
    return atomic_load_explicit(&slot->finished, memory_order_acquire) != 0;
}

static enum task_end end_of(const struct run_slot *slot, const struct os_worker *handle, uint64_t steps)
{
    if (!finished(slot) && handle->end == OS_WORKER_SIGNALED)
        return TASK_SIGNALED;
    if (!finished(slot) && handle->end == OS_WORKER_EXITED)
        return TASK_EXITED;
    return steps == slot->control->live->steps(slot->control->plan) ? TASK_DONE : TASK_STOPPED;
}

static void fill_task(struct task *task, const struct run_slot *slot, const struct run_outcome *outcome,
                      const struct task_account *account)
{
    const uint32_t index = slot->index;
    const struct os_worker *handle = &outcome->workers[index].handle;
    const bool process = handle->kind == OS_WORKER_PROCESS;
    // A process that was killed before its first own instruction could not introduce itself; whoever started it knows it.
    const int64_t known = process ? handle->process : 0;
    *task = (struct task){
        .pid = slot->pid ? slot->pid : known,
        .tid = slot->tid ? slot->tid : known,
        .parent_pid = slot->parent_pid ? slot->parent_pid
                      : known          ? os_self_pid()
                                       : 0,
        .parent = TASK_NONE,
        .kind = process ? TASK_PROCESS : TASK_THREAD,
        .end = end_of(slot, handle, account->steps),
        .first_cpu = slot->first_cpu,
        .created_ns = outcome->workers[index].created_ns,
        .started_ns = outcome->workers[index].started_ns,
        .entered_ns = slot->entered_ns,
        .released_ns = slot->start.released_ns,
        .finished_ns = slot->finished_ns,
        .joined_ns = outcome->workers[index].joined_ns,
        .cpu_ns = slot->cpu_ns,
        .run_cpu_ns = finished(slot) ? slot->run_cpu_ns : 0,
        .notes = account->notes,
        .notes_dropped = account->notes_dropped,
    };
    task_set_name(task, index);
    if (task->end == TASK_EXITED || task->end == TASK_SIGNALED)
        task->end_code = handle->end_code;
}

static void fill_facts(struct sealed *sealed, const struct run_outcome *outcome)
{
    const struct run_memory *memory = &sealed->memory;
    const struct run_line *line = &memory->control->line;
    const uint64_t go_ticks = atomic_load_explicit(&line->go_ticks, memory_order_relaxed);
    run_fill_facts(&sealed->facts, &outcome->watch);
    sealed->facts.called_ns = go_ticks ? atomic_load_explicit(&line->called_ns, memory_order_relaxed) : 0;
    for (uint32_t i = 0; i < memory->plan->tasks; i++)
        sealed->facts.unpinned |= memory->slots[i].unpinned;
    const struct recording clock = { .facts = &sealed->facts };
    sealed->facts.released_ns = go_ticks ? recording_ns(&clock, go_ticks) : 0;
}

// What the lab makes of what each task left.
static void settle(const struct run_memory *memory, struct task_account *accounts)
{
    for (uint32_t i = 0; i < memory->plan->tasks; i++) {
        const struct run_slot *slot = &memory->slots[i];
        accounts[i] = (struct task_account){
            .finished = finished(slot),
            .progress = atomic_load_explicit(&slot->progress, memory_order_relaxed),
        };
    }
    memory->lab->live->settle(memory->own, accounts,
                              atomic_load_explicit(&memory->control->line.go_ticks, memory_order_relaxed));
}

// Points the recording to what the sealed memory has, and fills in what is counted by the task.
static struct status put_together(struct recording *recording, struct sealed *sealed, const struct run_outcome *outcome)
{
    struct run_memory *memory = &sealed->memory;
    struct task_account accounts[TASKS_STARTED_MAX];
    settle(memory, accounts);
    for (uint32_t i = 0; i < memory->plan->tasks; i++) {
        fill_task(&sealed->tasks[i], &memory->slots[i], outcome, &accounts[i]);
        sealed->notes[i] = accounts[i].kept;
    }
    recording->plan = memory->plan;
    recording->facts = &sealed->facts;
    recording->tasks = sealed->tasks;
    recording->task_count = memory->plan->tasks;
    recording->resources = sealed->resources;
    recording->resource_count = memory->lab->resources(memory->plan, sealed->resources);
    recording->notes = sealed->notes;
    sealed->uses = calloc((size_t)recording->task_count * recording->resource_count + 1, sizeof *sealed->uses);
    if (!sealed->uses)
        return status_fault(STATUS_FAILED, FAULT_SEAL_MEMORY);
    recording->uses = sealed->uses;
    memory->lab->live->seal(memory->own, recording, sealed->uses);
    return status_ok();
}

struct status run_seal(struct recording *recording, struct run_memory *memory, const struct run_outcome *outcome)
{
    struct sealed *sealed = calloc(1, sizeof *sealed);
    if (!sealed)
        return status_fault(STATUS_FAILED, FAULT_SEAL_MEMORY);
    *recording = (struct recording){ 0 };
    sealed->memory = *memory;
    struct status status = put_together(recording, sealed, outcome);
    if (status_is_ok(status)) {
        fill_facts(sealed, outcome);
        status = run_copy_switches(sealed->tasks, sealed->memory.plan->tasks, outcome->watch.switches,
                                   &sealed->switches, &recording->switch_count);
    }
    if (!status_is_ok(status)) {
        *recording = (struct recording){ 0 };
        free(sealed->uses);
        free(sealed);
        return status;
    }
    recording->switches = sealed->switches;
    recording->owner = sealed;
    recording->release = release;
    *memory = (struct run_memory){ 0 };
    return status_ok();
}
