// What labs with a program have in common.
#include "lab/program_lab.h"

#include "base/fault.h"

#include <string.h>

const uint64_t program_lab_paces[] = {
    SETTING_US, 10 * SETTING_US, 50 * SETTING_US, 100 * SETTING_US, SETTING_MS, 10 * SETTING_MS, 0,
};

static struct status bad(const char *what) { return status_with(STATUS_BAD_FILE, FAULT_INCONSISTENT, part_text(what)); }

struct status program_lab_check(const struct lab *lab, const struct recording *recording)
{
    const struct plan *plan = recording->plan;
    struct resource resources[RESOURCES_MAX] = { 0 };
    const uint32_t count = lab->resources(plan, resources);
    if (recording->task_count > lab->program->tasks_most(plan))
        return bad("tasks: there are more than its plan can make");
    for (uint32_t t = 0; t < recording->task_count; t++)
        if (recording->tasks[t].notes > lab->program->notes_most(plan))
            return bad("tasks: one made more notes than its plan can keep");
    if (recording->resource_count != count || memcmp(recording->resources, resources, count * sizeof *resources) != 0)
        return bad("resources: they are not those of the plan");
    return status_ok();
}

const void *program_lab_shared(const struct recording *recording) { return recording->own[0]; }

uint64_t program_lab_notes_until(const struct recording *recording, uint32_t task, uint64_t until_ns)
{
    uint64_t low = 0, high = recording->tasks[task].notes;
    while (low < high) {
        const uint64_t middle = low + (high - low) / 2;
        if (recording_ns(recording, recording->notes[task][middle].ticks) <= until_ns)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}
