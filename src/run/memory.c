// Lays out the memory that a run's tasks share: sizes are added up first, then the same walk hands out the pieces.
#include "run/memory.h"

#include "os/clock.h"
#include "os/cpus.h"
#include "os/memory.h"

static void lay_out(struct layout *layout, struct run_memory *memory, const struct plan *plan, const void *script)
{
    memory->plan = layout_take(layout, sizeof *memory->plan);
    memory->control = layout_take(layout, sizeof *memory->control);
    memory->slots = layout_take(layout, plan->tasks * sizeof *memory->slots);
    memory->own = memory->lab->live->lay_out(layout, plan, script);
}

// A driven run's workers take turns: one at a time is all that can have a cpu.
static void fill_line(struct run_line *line, const struct plan *plan, bool driven)
{
    const uint32_t cpus = (uint32_t)os_cpus_allowed()->count;
    const uint32_t cores = plan->cores < cpus ? plan->cores : cpus;
    line->count = plan->tasks;
    line->abreast = driven ? 1 : plan->tasks < cores ? plan->tasks : cores;
    line->ticks_per_ns = os_ticks_per_ns();
}

static void fill_in(struct run_memory *memory, const struct layout *layout, const void *script)
{
    struct run_control *control = memory->control;
    struct worker_place places[TASKS_STARTED_MAX];
    control->shared = layout->base;
    control->shared_bytes = layout->shared;
    control->count = memory->plan->tasks;
    control->live = memory->lab->live;
    control->lab = memory->own;
    control->plan = memory->plan;
    fill_line(&control->line, memory->plan, script != NULL);
    for (uint32_t i = 0; i < memory->plan->tasks; i++) {
        struct run_slot *slot = &memory->slots[i];
        slot->control = control;
        slot->index = i;
        places[i] = (struct worker_place){
            .plan = memory->plan,
            .stop = &control->stop,
            .progress = &slot->progress,
            .ticks_per_ns = control->line.ticks_per_ns,
        };
    }
    control->live->prepare(memory->own, memory->plan, places, script);
}

struct status run_memory_map(struct run_memory *memory, const struct plan *plan, const void *script)
{
    *memory = (struct run_memory){ .lab = lab_of(plan->lab) };
    struct layout layout = { 0 };
    lay_out(&layout, memory, plan, script);
    memory->mapping_bytes = layout.used;
    const size_t present = layout.present ? layout.present : layout.used;
    const bool forked = plan->kind == WORKERS_PROCESSES;
    struct status status =
        (forked ? os_memory_reserve_shared : os_memory_reserve_private)(layout.used, present, &memory->mapping);
    if (!status_is_ok(status)) {
        *memory = (struct run_memory){ 0 };
        return status;
    }
    layout = (struct layout){ .base = memory->mapping };
    lay_out(&layout, memory, plan, script);
    *memory->plan = *plan;
    fill_in(memory, &layout, script);
    return status_ok();
}

void run_memory_unmap(struct run_memory *memory)
{
    os_memory_unmap(memory->mapping, memory->mapping_bytes);
    *memory = (struct run_memory){ 0 };
}

void run_memory_prepare(const struct run_slot *slot)
{
    const struct run_control *control = slot->control;
    os_memory_prepare(control->shared, control->shared_bytes);
    control->live->touch(control->lab, slot->index);
}
