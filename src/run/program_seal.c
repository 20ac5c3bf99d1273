// Sealing a program's run: what its tasks left stands where they wrote it; what each printed is merged by time.
#include "run/program_seal.h"

#include "base/fault.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>

struct sealed {
    struct program_memory memory;
    struct run_facts facts;
    struct task tasks[TASKS_STARTED_MAX];
    struct resource resources[RESOURCES_MAX];
    const struct note *notes[TASKS_STARTED_MAX];
    const void *own[1];
    struct use *uses;
    struct switch_record *switches;
    struct printed *console;
    char *console_text;
};

static void free_copies(struct sealed *sealed)
{
    free(sealed->uses);
    free(sealed->switches);
    free(sealed->console);
    free(sealed->console_text);
    free(sealed);
}

static void release(void *owner)
{
    struct sealed *sealed = owner;
    program_memory_unmap(&sealed->memory);
    free_copies(sealed);
}

// ---- tasks ----------------------------------------------------------------------------------------------------------

static enum task_end end_of(const struct program_slot *slot)
{
    switch (slot->end) {
    case OS_WORKER_SIGNALED:
        return TASK_SIGNALED;
    case OS_WORKER_EXITED:
        return TASK_EXITED;
    case OS_WORKER_RUNNING:
    case OS_WORKER_RETURNED:
        break;
    }
    return slot->finished_ns ? TASK_DONE : TASK_STOPPED;
}

// Each moment no earlier than the one before it: who makes a task and the task itself write theirs side by side.
static void put_in_order(struct task *task)
{
    uint64_t *const moments[] = { &task->created_ns,  &task->started_ns,  &task->entered_ns,
                                  &task->released_ns, &task->finished_ns, &task->joined_ns };
    uint64_t last = 0;
    for (size_t i = 0; i < sizeof moments / sizeof *moments; i++) {
        if (*moments[i] && *moments[i] < last)
            *moments[i] = last;
        last = *moments[i] ? *moments[i] : last;
    }
}

static void fill_task(struct task *task, const struct program_slot *slot)
{
    *task = (struct task){
        .pid = slot->pid,
        .tid = slot->tid ? slot->tid : slot->pid,
        .parent_pid = slot->parent_pid,
        .parent = slot->parent,
        .kind = slot->kind,
        .end = slot->kind == TASK_THREAD ? (slot->finished_ns ? TASK_DONE : TASK_STOPPED) : end_of(slot),
        .end_code = slot->kind == TASK_PROCESS && slot->end != OS_WORKER_RETURNED ? slot->end_code : 0,
        .first_cpu = slot->first_cpu,
        .reaper = slot->reaper,
        .created_ns = slot->created_ns,
        .started_ns = slot->started_ns,
        .entered_ns = slot->entered_ns,
        .released_ns = slot->entered_ns,
        .finished_ns = slot->finished_ns,
        .joined_ns = slot->joined_ns,
        .cpu_ns = slot->cpu_ns,
        .run_cpu_ns = slot->cpu_ns,
        .notes = atomic_load_explicit(&slot->note_count, memory_order_acquire),
        .notes_dropped = slot->dropped,
    };
    memcpy(task->name, slot->name, strnlen(slot->name, sizeof task->name - 1));
    put_in_order(task);
}

// ---- console --------------------------------------------------------------------------------------------------------

struct prints {
    uint32_t next[TASKS_STARTED_MAX];
    uint64_t offset[TASKS_STARTED_MAX]; // in the task's text
};

static bool has_print(const struct program_slot *slot, uint32_t number)
{
    return number < atomic_load_explicit(&slot->print_count, memory_order_acquire);
}

// The task whose next print is the earliest; `tasks`: nobody has one left.
static uint32_t earliest(const struct program_memory *memory, const struct prints *prints, uint32_t tasks)
{
    uint32_t first = tasks;
    for (uint32_t t = 0; t < tasks; t++)
        if (has_print(&memory->slots[t], prints->next[t]) &&
            (first == tasks ||
             memory->slots[t].prints[prints->next[t]].ns < memory->slots[first].prints[prints->next[first]].ns))
            first = t;
    return first;
}

static bool merge_console(struct recording *recording, struct sealed *sealed)
{
    const struct program_memory *memory = &sealed->memory;
    const uint32_t tasks = recording->task_count;
    struct prints prints = { 0 };
    size_t bytes = 0, count = 0;
    for (uint32_t t = 0; t < tasks; t++) {
        count += atomic_load_explicit(&memory->slots[t].print_count, memory_order_acquire);
        bytes += memory->slots[t].print_bytes;
    }
    sealed->console = malloc((count + 1) * sizeof *sealed->console);
    sealed->console_text = malloc(bytes + 1);
    if (!sealed->console || !sealed->console_text)
        return false;
    for (uint32_t t; (t = earliest(memory, &prints, tasks)) < tasks; prints.next[t]++) {
        const struct printed *printed = &memory->slots[t].prints[prints.next[t]];
        memcpy(sealed->console_text + recording->console_bytes, memory->slots[t].print_text + prints.offset[t],
               printed->bytes);
        prints.offset[t] += printed->bytes;
        recording->console_bytes += printed->bytes;
        sealed->console[recording->console_count++] = *printed;
    }
    recording->console = sealed->console;
    recording->console_text = sealed->console_text;
    return true;
}

// ---- all together ---------------------------------------------------------------------------------------------------

// Whether somebody of the run had asked for a task's end.
static bool was_signaled(const struct recording *recording, uint32_t task)
{
    for (uint32_t t = 0; t < recording->task_count; t++)
        for (uint64_t i = 0; i < recording->tasks[t].notes; i++)
            if (recording->notes[t][i].kind == NOTE_SIGNALED && recording->notes[t][i].other == task)
                return true;
    return false;
}

static bool any_died(const struct recording *recording)
{
    for (uint32_t t = 0; t < recording->task_count; t++)
        if (recording->tasks[t].end == TASK_SIGNALED && !was_signaled(recording, t))
            return true;
    return false;
}

// Whether the supervisor ended it with the run: it saw that, or whoever saw it was ended in the same moment and told nobody.
static bool was_stopped(const struct recording *recording, uint32_t task)
{
    const struct task *one = &recording->tasks[task];
    const bool killed = one->end == TASK_SIGNALED && one->end_code == SIGKILL,
               unknown = one->end == TASK_EXITED && one->end_code == -1;
    return (killed || unknown) && one->reaper == 0 && !was_signaled(recording, task);
}

// Whom the supervisor ended with the run was stopped, and died of nothing of its own.
static void tell_stopped(const struct recording *recording, struct task *tasks)
{
    for (uint32_t t = 0; t < recording->task_count; t++)
        if (was_stopped(recording, t)) {
            tasks[t].end = TASK_STOPPED;
            tasks[t].end_code = 0;
        }
}

static struct status put_together(struct recording *recording, struct sealed *sealed, const struct run_watch *watch)
{
    struct program_memory *memory = &sealed->memory;
    recording->plan = memory->plan;
    recording->facts = &sealed->facts;
    recording->task_count = program_settle(memory, watch->ended_ns);
    recording->tasks = sealed->tasks;
    recording->notes = sealed->notes;
    for (uint32_t i = 0; i < recording->task_count; i++) {
        fill_task(&sealed->tasks[i], &memory->slots[i]);
        sealed->notes[i] = memory->slots[i].notes;
    }
    recording->resources = sealed->resources;
    recording->resource_count = memory->lab->resources(memory->plan, sealed->resources);
    sealed->uses = calloc((size_t)recording->task_count * recording->resource_count + 1, sizeof *sealed->uses);
    if (!sealed->uses || !merge_console(recording, sealed))
        return status_fault(STATUS_FAILED, FAULT_SEAL_MEMORY);
    recording->uses = sealed->uses;
    sealed->own[0] = memory->shared;
    recording->own = sealed->own;
    run_fill_facts(&sealed->facts, watch);
    if (!uses_count(recording, sealed->uses))
        return status_fault(STATUS_FAILED, FAULT_SEAL_MEMORY);
    sealed->facts.released_ns = sealed->tasks[0].entered_ns;
    if (watch->ended == RUN_DEADLINE || watch->ended == RUN_INTERRUPTED)
        tell_stopped(recording, sealed->tasks);
    if (watch->ended == RUN_COMPLETE && any_died(recording))
        sealed->facts.ended = RUN_WORKER_DIED;
    return run_copy_switches(sealed->tasks, recording->task_count, watch->switches, &sealed->switches,
                             &recording->switch_count);
}

struct status program_seal(struct recording *recording, struct program_memory *memory, const struct run_watch *watch)
{
    struct sealed *sealed = calloc(1, sizeof *sealed);
    if (!sealed)
        return status_fault(STATUS_FAILED, FAULT_SEAL_MEMORY);
    *recording = (struct recording){ 0 };
    sealed->memory = *memory;
    const struct status status = put_together(recording, sealed, watch);
    if (!status_is_ok(status)) {
        *recording = (struct recording){ 0 };
        free_copies(sealed);
        return status;
    }
    recording->switches = sealed->switches;
    recording->owner = sealed;
    recording->release = release;
    *memory = (struct program_memory){ 0 };
    return status;
}
