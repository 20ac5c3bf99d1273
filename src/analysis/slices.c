// Goes through all workers' acquisitions of the GIL in their order and measures from switch to switch.
#include "analysis/slices.h"

#include "base/fault.h"

#include <stdlib.h>

enum {
    NOBODY = -1
};

// The next acquisition of the GIL at or after `from` among a worker's events; the number of events where there is none.
static uint64_t next_acquisition(const struct recording *recording, int gil, uint32_t worker, uint64_t from)
{
    const uint64_t count = recording->tasks[worker].notes;
    const struct note *events = recording->notes[worker];
    while (from < count && !(events[from].kind == NOTE_ACQUIRED && events[from].resource == gil))
        from++;
    return from;
}

static int earliest(const struct recording *recording, const uint64_t *next)
{
    int first = NOBODY;
    uint64_t ticks = UINT64_MAX;
    for (uint32_t w = 0; w < recording->task_count; w++) {
        if (next[w] < recording->tasks[w].notes && recording->notes[w][next[w]].ticks <= ticks) {
            ticks = recording->notes[w][next[w]].ticks;
            first = (int)w;
        }
    }
    return first;
}

struct status slices_of(const struct recording *recording, double **lengths_ns, size_t *count)
{
    uint64_t next[TASKS_STARTED_MAX] = { 0 }, all = 0;
    *lengths_ns = NULL;
    *count = 0;
    const int gil = recording_find_resource(recording, RESOURCE_GIL);
    if (gil < 0)
        return status_ok();
    for (uint32_t w = 0; w < recording->task_count; w++) {
        all += recording->tasks[w].notes;
        next[w] = next_acquisition(recording, gil, w, 0);
    }
    if (all == 0)
        return status_ok();
    *lengths_ns = malloc(all * sizeof **lengths_ns);
    if (!*lengths_ns)
        return status_fault(STATUS_FAILED, FAULT_SLICES_MEMORY);
    int holder = NOBODY;
    uint64_t since = 0;
    for (int w = earliest(recording, next); w != NOBODY; w = earliest(recording, next)) {
        const uint64_t ticks = recording->notes[w][next[w]].ticks;
        if (holder != NOBODY && holder != w)
            (*lengths_ns)[(*count)++] = (double)recording_span_ns(recording, ticks - since);
        if (holder != w)
            since = ticks;
        holder = w;
        next[w] = next_acquisition(recording, gil, (uint32_t)w, next[w] + 1);
    }
    return status_ok();
}
