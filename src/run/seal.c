// Sealing: facts are copied together, large arrays stay where the workers wrote them.
//
// A worker process that was killed could not say how far it came. Its journal entry is written before the store, so
// every version that anyone has seen has its entry: what counts is what it had reported, or the highest of its
// versions that is in any journal or in the balance. Anything after that nobody has seen, so leaving it out changes
// no book.
#include "run/seal.h"

#include "labs/balance/books.h"
#include "labs/balance/experiment.h"
#include "labs/balance/guard.h"
#include "os/cpus.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct sealed {
    struct run_memory memory;
    struct run_facts facts;
    struct task tasks[WORKERS_MAX];
    struct resource resources[RESOURCES_MAX];
    struct use uses[WORKERS_MAX * GUARD_LOCKS_MAX]; // as in the recording
    const struct note *notes[WORKERS_MAX];
    struct balance_books books;
    struct switch_record *switches;
};

_Static_assert((int)SWITCH_IN == (int)OS_SWITCH_IN && (int)SWITCH_OUT_READY == (int)OS_SWITCH_OUT_READY &&
                   (int)SWITCH_OUT_WAIT == (int)OS_SWITCH_OUT_WAIT && (int)SWITCH_START == (int)OS_SWITCH_START &&
                   (int)SWITCH_EXIT == (int)OS_SWITCH_EXIT && (int)SWITCH_LOST == (int)OS_SWITCH_LOST,
               "kinds are the same in both");

static void release(void *owner)
{
    struct sealed *sealed = owner;
    run_memory_unmap(&sealed->memory);
    free(sealed->switches);
    free(sealed);
}

static bool finished(const struct run_slot *slot)
{
    return atomic_load_explicit(&slot->finished, memory_order_acquire) != 0;
}

// The highest sequence number + 1 of a worker's versions in one journal.
static uint64_t seen_in(const uint32_t *journal, uint64_t length, uint32_t worker, uint64_t so_far)
{
    for (uint64_t i = 0; i < length; i++) {
        const uint32_t version = journal[i];
        if (version != VERSION_START && version_worker(version) == worker && version_sequence(version) + 1u > so_far)
            so_far = version_sequence(version) + 1u;
    }
    return so_far;
}

// How many updates of a worker that died are certain. Its own journal does not count: the last entry may have had
// no store.
static uint64_t updates_of_the_dead(const struct run_memory *memory, uint32_t dead, const uint64_t *lengths)
{
    const uint32_t last = cell_version(atomic_load_explicit(memory->cell, memory_order_relaxed));
    uint64_t updates = atomic_load_explicit(&memory->slots[dead].progress, memory_order_relaxed);
    updates = seen_in(&last, 1, dead, updates);
    for (uint32_t i = 0; i < memory->experiment->count; i++)
        if (i != dead)
            updates = seen_in(memory->slots[i].work.journal, lengths[i], dead, updates);
    return updates;
}

// With several dead, what one has seen of another may itself become certain: repeated until nothing changes.
static void count_updates(const struct run_memory *memory, uint64_t *updates)
{
    const uint32_t count = memory->experiment->count;
    bool changed = false;
    for (uint32_t i = 0; i < count; i++) {
        const struct run_slot *slot = &memory->slots[i];
        updates[i] = finished(slot) ? slot->work.sequence : atomic_load_explicit(&slot->progress, memory_order_relaxed);
        changed |= !finished(slot);
    }
    while (changed) {
        changed = false;
        for (uint32_t i = 0; i < count; i++) {
            if (finished(&memory->slots[i]))
                continue;
            const uint64_t certain = updates_of_the_dead(memory, i, updates);
            changed |= certain > updates[i];
            updates[i] = certain > updates[i] ? certain : updates[i];
        }
    }
}

static enum task_end end_of(const struct run_slot *slot, const struct os_worker *handle, uint64_t updates)
{
    if (!finished(slot) && handle->end == OS_WORKER_SIGNALED)
        return TASK_SIGNALED;
    if (!finished(slot) && handle->end == OS_WORKER_EXITED)
        return TASK_EXITED;
    return updates == experiment_updates_per_worker(slot->work.experiment) ? TASK_DONE : TASK_STOPPED;
}

// A process killed in the middle of noting something may leave half of a note (the rest of it 0), and one that is ahead
// of its certain updates.
static uint64_t mend_notes(struct run_slot *slot, uint64_t updates)
{
    struct note *notes = slot->work.notes;
    uint64_t count = slot->work.counts.notes;
    while (count > 0 && (notes[count - 1].kind == 0 || notes[count - 1].ticks == 0))
        count--;
    for (uint64_t i = count; i > 0 && notes[i - 1].step > updates; i--)
        notes[i - 1].step = (uint32_t)updates;
    return count;
}

static uint32_t sample_every(enum timing_kind timing)
{
    return timing == TIMING_FULL ? 1 : timing == TIMING_SAMPLED ? TIMING_SAMPLE_EVERY : 0;
}

// One killed between a store and its time stamp leaves the stamp out: the store came no earlier than what was
// stamped last.
static void mend_times(struct run_slot *slot, uint64_t updates)
{
    const uint32_t every = sample_every((enum timing_kind)slot->work.experiment->timing);
    const uint64_t stamps = every ? (updates + every - 1) / every : 0;
    uint64_t last = atomic_load_explicit(&slot->control->line.go_ticks, memory_order_relaxed);
    for (uint64_t i = 0; i < stamps; i++) {
        if (slot->work.times[i] == 0)
            slot->work.times[i] = last;
        last = slot->work.times[i];
    }
}

static void fill_task(struct task *task, struct run_slot *slot, const struct run_outcome *outcome, uint64_t updates)
{
    const uint32_t index = slot->work.index;
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
        .end = end_of(slot, handle, updates),
        .first_cpu = slot->first_cpu,
        .created_ns = outcome->workers[index].created_ns,
        .started_ns = outcome->workers[index].started_ns,
        .entered_ns = slot->entered_ns,
        .released_ns = slot->start.released_ns,
        .finished_ns = slot->finished_ns,
        .joined_ns = outcome->workers[index].joined_ns,
        .cpu_ns = slot->cpu_ns,
        .run_cpu_ns = finished(slot) ? slot->run_cpu_ns : 0,
        .notes = finished(slot) ? slot->work.counts.notes : mend_notes(slot, updates),
        .notes_dropped = slot->work.counts.notes_dropped,
    };
    task_set_name(task, index);
    if (task->end == TASK_EXITED || task->end == TASK_SIGNALED)
        task->end_code = handle->end_code;
}

static void fill_books(struct balance_worker *worker, struct run_slot *slot, uint64_t updates)
{
    *worker = (struct balance_worker){
        .updates = updates,
        .final_cell = slot->final_cell,
        .retries = slot->work.counts.retries,
        .amount = slot->work.amount,
    };
    // Nobody but the dead worker itself saw its own memory: its balance is what its certain updates left.
    if (slot->control->private_memory && !finished(slot) && updates > 0)
        worker->final_cell =
            cell_make(updates_net(worker->amount, updates), version_make(slot->work.index, (uint32_t)updates - 1));
    if (!finished(slot))
        mend_times(slot, updates);
}

static struct use use_of(const struct work_counts *counts, uint32_t lock, bool gil)
{
    return (struct use){
        .acquisitions = counts->acquisitions[lock],
        .contended = counts->contended[lock],
        .wait_ticks = counts->wait_ticks[lock],
        .hold_ticks = counts->hold_ticks[lock],
        .switches = gil ? counts->gil_switches : 0,
        .requests = gil ? counts->gil_requests : 0,
        .timeouts = gil ? counts->gil_timeouts : 0,
    };
}

// Stolen time is told in steps; of a short run it is no more than the run took.
static void fill_taken(struct run_facts *facts, const struct run_outcome *outcome)
{
    const struct os_taken taken = os_taken_between(&outcome->taken_before, &outcome->taken_after);
    const uint64_t most_ns = (facts->ended_ns - facts->began_ns) * facts->machine_cpus;
    facts->taken = (uint8_t)((taken.throttled_known ? TAKEN_THROTTLED : 0) | (taken.stolen_known ? TAKEN_STOLEN : 0));
    facts->throttled_ns = taken.throttled_ns;
    facts->stolen_ns = taken.stolen_ns < most_ns ? taken.stolen_ns : most_ns;
}

static void fill_facts(struct sealed *sealed, const struct run_outcome *outcome)
{
    const struct run_memory *memory = &sealed->memory;
    const struct run_line *line = &memory->control->line;
    const uint64_t go_ticks = atomic_load_explicit(&line->go_ticks, memory_order_relaxed);
    struct run_facts *facts = &sealed->facts;
    *facts = (struct run_facts){
        .ended = outcome->ended,
        .states_source = outcome->switches ? STATES_KERNEL : STATES_PROGRAM,
        .began_unix_ns = outcome->began_unix_ns,
        .began_ns = outcome->began_ns,
        .ended_ns = outcome->ended_ns,
        .tick0 = outcome->before.ticks,
        .tick0_ns = outcome->before.ns,
        .tick1 = outcome->after.ticks,
        .tick1_ns = outcome->after.ns,
        .lost_switch_records = outcome->switches ? os_switches_lost(outcome->switches) : 0,
        .supervisor_pid = os_self_pid(),
        .machine_cpus = (uint32_t)os_cpus_allowed()->count,
        .called_ns = go_ticks ? atomic_load_explicit(&line->called_ns, memory_order_relaxed) : 0,
    };
    fill_taken(facts, outcome);
    for (uint32_t i = 0; i < memory->experiment->count; i++)
        facts->unpinned |= memory->slots[i].unpinned;
    if (!outcome->switches)
        snprintf(facts->states_reason, sizeof facts->states_reason, "%s", outcome->switches_status.message);
    const struct recording clock = { .facts = facts };
    facts->released_ns = go_ticks ? recording_ns(&clock, go_ticks) : 0;
}

static int worker_of(const struct sealed *sealed, uint32_t count, int32_t tid)
{
    for (uint32_t i = 0; i < count; i++)
        if (sealed->tasks[i].tid == tid)
            return (int)i;
    return -1;
}

// The workers' own records, and what was lost.
static struct status copy_switches(struct sealed *sealed, struct os_switches *switches, size_t *kept)
{
    size_t count = 0;
    const struct os_switch *records = switches ? os_switches_records(switches, &count) : NULL;
    *kept = 0;
    if (count == 0)
        return status_ok();
    sealed->switches = malloc(count * sizeof *sealed->switches);
    if (!sealed->switches)
        return status_make(STATUS_FAILED, "no memory for the kernel's %zu switch records", count);
    for (size_t i = 0; i < count; i++) {
        const bool lost = records[i].kind == OS_SWITCH_LOST;
        const int worker = lost ? SWITCH_NOBODY : worker_of(sealed, sealed->memory.experiment->count, records[i].tid);
        if (worker < 0)
            continue;
        sealed->switches[(*kept)++] = (struct switch_record){
            .ns = records[i].ns,
            .cpu = lost ? (uint32_t)records[i].tid : records[i].cpu,
            .task = (uint16_t)worker,
            .kind = records[i].kind,
        };
    }
    return status_ok();
}

// Points the recording to what the sealed memory has, and fills in what is counted by the task.
static void put_together(struct recording *recording, struct sealed *sealed, const struct run_outcome *outcome,
                         const uint64_t *updates)
{
    struct run_memory *memory = &sealed->memory;
    struct balance_books *books = &sealed->books;
    recording->plan = experiment_plan(memory->experiment);
    recording->facts = &sealed->facts;
    recording->tasks = sealed->tasks;
    recording->task_count = memory->experiment->count;
    recording->resources = sealed->resources;
    recording->resource_count = guard_resources(memory->experiment, sealed->resources);
    recording->uses = sealed->uses;
    recording->notes = sealed->notes;
    balance_books_attach(books, recording);
    books->run.sample_every = sample_every((enum timing_kind)memory->experiment->timing);
    books->run.final_cell =
        memory->control->private_memory ? 0 : atomic_load_explicit(memory->cell, memory_order_relaxed);
    const int gil = recording_find_resource(recording, RESOURCE_GIL);
    for (uint32_t w = 0; w < recording->task_count; w++) {
        struct run_slot *slot = &memory->slots[w];
        fill_task(&sealed->tasks[w], slot, outcome, updates[w]);
        fill_books(&books->workers[w], slot, updates[w]);
        for (uint32_t lock = 0; lock < recording->resource_count; lock++)
            sealed->uses[w * recording->resource_count + lock] = use_of(&slot->work.counts, lock, (int)lock == gil);
        sealed->notes[w] = slot->work.notes;
        balance_books_set(books, recording, w, slot->work.journal, slot->work.times);
    }
}

struct status run_seal(struct recording *recording, struct run_memory *memory, const struct run_outcome *outcome)
{
    uint64_t updates[WORKERS_MAX];
    struct sealed *sealed = calloc(1, sizeof *sealed);
    if (!sealed)
        return status_make(STATUS_FAILED, "no memory to seal the recording");
    *recording = (struct recording){ 0 };
    sealed->memory = *memory;
    count_updates(memory, updates);
    put_together(recording, sealed, outcome, updates);
    fill_facts(sealed, outcome);
    struct status status = copy_switches(sealed, outcome->switches, &recording->switch_count);
    if (!status_is_ok(status)) {
        *recording = (struct recording){ 0 };
        free(sealed);
        return status;
    }
    recording->switches = sealed->switches;
    recording->owner = sealed;
    recording->release = release;
    *memory = (struct run_memory){ 0 };
    return status_ok();
}
