// Lays out a run's shared memory: sizes are added up first, then the same walk hands out the pieces.
#include "run/memory.h"

#include "labs/balance/guard.h"
#include "labs/balance/needs.h"
#include "os/cpus.h"
#include "os/memory.h"

#include <string.h>

// Walks through the mapping; with base NULL it only measures.
struct layout {
    char *base;
    size_t used;
};

static void *take(struct layout *layout, size_t size_bytes)
{
    void *piece = layout->base ? layout->base + layout->used : NULL;
    layout->used += (size_bytes + RUN_LINE_BYTES - 1) / RUN_LINE_BYTES * RUN_LINE_BYTES;
    return size_bytes ? piece : NULL;
}

static uint64_t stamp_count(const struct experiment *experiment)
{
    const uint64_t updates = experiment_updates_per_worker(experiment);
    switch ((enum timing_kind)experiment->timing) {
    case TIMING_FULL:
        return updates;
    case TIMING_SAMPLED:
        return (updates + TIMING_SAMPLE_EVERY - 1) / TIMING_SAMPLE_EVERY;
    case TIMING_OFF:
    case TIMING_COUNT:
        break;
    }
    return 0;
}

// Every time the GIL changes hands in a driven run it is taken and given back, however long the run takes.
static uint64_t gil_events_of(const struct experiment *experiment, const struct turn_list *turns, uint32_t worker)
{
    uint64_t stretches = 0;
    for (uint32_t i = 0; turns && experiment_has_gil(experiment) && i < turns->count; i++)
        stretches += turns->turns[i].worker == worker && (i == 0 || turns->turns[i - 1].worker != worker);
    return stretches * 2;
}

static void lay_out_worker(struct layout *layout, struct work *work, const struct experiment *experiment,
                           uint64_t notes_capacity)
{
    uint32_t *journal = take(layout, experiment_updates_per_worker(experiment) * sizeof *journal);
    uint64_t *times = take(layout, stamp_count(experiment) * sizeof *times);
    struct note *events = take(layout, notes_capacity * sizeof *events);
    if (!work)
        return;
    work->journal = journal;
    work->times = times;
    work->notes = events;
    work->notes_capacity = notes_capacity;
}

// The baton, with a copy of the turns.
static struct baton *lay_out_baton(struct layout *layout, const struct turn_list *turns)
{
    struct baton *baton = take(layout, sizeof *baton);
    struct turn *copy = take(layout, turns->count * sizeof *copy);
    if (layout->base) {
        if (turns->count)
            memcpy(copy, turns->turns, turns->count * sizeof *copy);
        baton_init(baton, &(struct turn_list){ copy, turns->count });
    }
    return baton;
}

static void lay_out(struct layout *layout, struct run_memory *memory, const struct experiment *experiment,
                    const struct turn_list *turns)
{
    memory->experiment = take(layout, sizeof *memory->experiment);
    memory->control = take(layout, sizeof *memory->control);
    memory->slots = take(layout, experiment->count * sizeof *memory->slots);
    memory->cell = take(layout, sizeof *memory->cell);
    void *lock = take(layout, guard_of(experiment)->state_bytes);
    const uint64_t capacity = experiment_notes_capacity(experiment);
    struct baton *baton = turns ? lay_out_baton(layout, turns) : NULL;
    if (layout->base) {
        memory->control->shared = layout->base;
        memory->control->shared_bytes = layout->used;
    }
    for (uint32_t i = 0; i < experiment->count; i++) {
        struct work *work = layout->base ? &memory->slots[i].work : NULL;
        lay_out_worker(layout, work, experiment, capacity + gil_events_of(experiment, turns, i));
        if (!work)
            continue;
        work->lock = lock;
        work->baton = baton;
    }
}

// A driven run's workers take turns: one at a time is all that can have a cpu.
static void fill_line(struct run_line *line, const struct experiment *experiment)
{
    const uint32_t cpus = (uint32_t)os_cpus_allowed()->count;
    const uint32_t cores = experiment->cores < cpus ? experiment->cores : cpus;
    line->count = experiment->count;
    line->abreast = experiment->scheduled == SCHEDULE_DRIVEN ? 1
                    : experiment->count < cores              ? experiment->count
                                                             : cores;
    line->ticks_per_ns = os_ticks_per_ns();
}

static void fill_in(struct run_memory *memory)
{
    const struct experiment *experiment = memory->experiment;
    const struct guard *guard = guard_of(experiment);
    struct run_control *control = memory->control;
    control->count = experiment->count;
    fill_line(&control->line, experiment);
    control->private_memory = experiment->memory == MEMORY_PRIVATE;
    for (uint32_t i = 0; i < experiment->count; i++) {
        struct run_slot *slot = &memory->slots[i];
        slot->control = control;
        slot->work.experiment = experiment;
        slot->work.program = guard_program(experiment);
        slot->work.cell = memory->cell;
        slot->work.stop = &control->stop;
        slot->work.progress = &slot->progress;
        slot->work.index = i;
        slot->work.amount = experiment->amounts[i];
        slot->work.ticks_per_ns = control->line.ticks_per_ns;
    }
    if (guard->state_init)
        guard->state_init(memory->slots[0].work.lock, experiment);
}

struct status run_memory_map(struct run_memory *memory, const struct experiment *experiment,
                             const struct turn_list *turns)
{
    *memory = (struct run_memory){ 0 };
    struct layout layout = { 0 };
    lay_out(&layout, memory, experiment, turns);
    memory->mapping_bytes = layout.used;
    struct status status = os_memory_map_shared(layout.used, &memory->mapping);
    if (!status_is_ok(status)) {
        *memory = (struct run_memory){ 0 };
        return status;
    }
    layout = (struct layout){ .base = memory->mapping };
    lay_out(&layout, memory, experiment, turns);
    *memory->experiment = *experiment;
    memory->experiment->scheduled = turns ? SCHEDULE_DRIVEN : SCHEDULE_FREE;
    fill_in(memory);
    return status_ok();
}

void run_memory_unmap(struct run_memory *memory)
{
    os_memory_unmap(memory->mapping, memory->mapping_bytes);
    *memory = (struct run_memory){ 0 };
}

void run_memory_prepare(const struct run_slot *slot)
{
    const struct work *work = &slot->work;
    os_memory_prepare(slot->control->shared, slot->control->shared_bytes);
    os_memory_prepare(work->journal, experiment_updates_per_worker(work->experiment) * sizeof *work->journal);
    os_memory_prepare(work->times, stamp_count(work->experiment) * sizeof *work->times);
    os_memory_prepare(work->notes, work->notes_capacity * sizeof *work->notes);
}
