// Lays out a program's memory, and settles what its tasks left.
#include "program/memory.h"

#include "os/clock.h"
#include "os/memory.h"

#include <stdio.h>
#include <string.h>

static void lay_out(struct layout *layout, struct program_memory *memory)
{
    memory->plan = layout_take(layout, sizeof *memory->plan);
    memory->made = layout_take(layout, sizeof *memory->made);
    memory->shared = layout_take(layout, memory->lab->program->shared_bytes);
    memory->slots = layout_take(layout, memory->tasks_most * sizeof *memory->slots);
    for (uint32_t i = 0; i < memory->tasks_most; i++) {
        struct note *notes = layout_take(layout, memory->notes_most * sizeof *notes);
        if (memory->slots)
            memory->slots[i].notes = notes;
    }
}

static int find(const struct resource *resources, uint32_t count, enum resource_kind kind)
{
    for (uint32_t i = 0; i < count; i++)
        if (resources[i].kind == kind)
            return (int)i;
    return -1;
}

struct status program_memory_map(struct program_memory *memory, const struct lab *lab, const struct plan *plan)
{
    struct resource resources[RESOURCES_MAX] = { 0 };
    const uint32_t count = lab->resources(plan, resources);
    *memory = (struct program_memory){
        .lab = lab,
        .tasks_most = lab->program->tasks_most(plan),
        .notes_most = lab->program->notes_most(plan),
        .task_resource = find(resources, count, RESOURCE_TASK),
        .clock_resource = find(resources, count, RESOURCE_CLOCK),
        .ticks_per_ns = os_ticks_per_ns(),
    };
    struct layout layout = { 0 };
    lay_out(&layout, memory);
    void *mapping;
    const struct status status = os_memory_map_shared(layout.used, &mapping);
    if (!status_is_ok(status))
        return status;
    memory->mapping = mapping;
    memory->mapping_bytes = layout.used;
    layout = (struct layout){ .base = mapping };
    lay_out(&layout, memory);
    *memory->plan = *plan;
    return status;
}

void program_memory_unmap(struct program_memory *memory)
{
    os_memory_unmap(memory->mapping, memory->mapping_bytes);
    *memory = (struct program_memory){ 0 };
}

static void set_end(struct program_slot *slot, enum os_worker_end end, int code, uint32_t reaper, uint64_t ns)
{
    slot->end = end;
    slot->end_code = code;
    slot->reaper = reaper;
    slot->joined_ns = ns;
    atomic_store_explicit(&slot->joined, 1, memory_order_release);
}

static bool is_joined(const struct program_slot *slot)
{
    return atomic_load_explicit(&slot->joined, memory_order_acquire) != 0;
}

bool program_reaped(struct program_memory *memory, int64_t pid, enum os_worker_end end, int code, uint64_t ns)
{
    // The latest of that pid: an earlier one was reaped, or the number would not be free.
    for (uint32_t i = atomic_load_explicit(memory->made, memory_order_acquire); i-- > 0;) {
        struct program_slot *slot = &memory->slots[i];
        if (slot->kind != TASK_PROCESS || slot->pid != pid || is_joined(slot))
            continue;
        set_end(slot, end, code, 0, ns);
        return true;
    }
    return false;
}

// Who was to make it died as its number was taken: it has no name, and nothing names it.
static bool never_was(const struct program_slot *slot) { return slot->started_ns == 0; }

// A thread that nobody joined ended with its process. A process whose reaper died in between was reaped by it all the same.
static void settle_slot(struct program_memory *memory, struct program_slot *slot, uint64_t ended_ns)
{
    if (is_joined(slot))
        return;
    if (slot->kind == TASK_PROCESS) {
        set_end(slot, slot->finished_ns ? OS_WORKER_RETURNED : OS_WORKER_EXITED, slot->finished_ns ? 0 : -1, 0,
                ended_ns);
        return;
    }
    const struct program_slot *process = slot;
    while (process->kind == TASK_THREAD && process->parent < memory->tasks_most)
        process = &memory->slots[process->parent];
    set_end(slot, OS_WORKER_RETURNED, 0, 0,
            process->joined_ns && process->joined_ns > slot->finished_ns ? process->joined_ns : ended_ns);
}

uint32_t program_settle(struct program_memory *memory, uint64_t ended_ns)
{
    uint32_t made = atomic_load_explicit(memory->made, memory_order_acquire);
    made = made < memory->tasks_most ? made : memory->tasks_most;
    while (made > 1 && never_was(&memory->slots[made - 1]))
        made--;
    for (uint32_t i = 0; i < made; i++) {
        if (never_was(&memory->slots[i])) // others were made after it
            snprintf(memory->slots[i].name, sizeof memory->slots[i].name, "-");
        settle_slot(memory, &memory->slots[i], ended_ns);
    }
    return made;
}
