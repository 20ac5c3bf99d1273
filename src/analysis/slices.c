// All acquisitions of the GIL by time, measured from switch to switch.
#include "analysis/slices.h"

#include "base/fault.h"

#include <stdlib.h>

struct taking {
    uint64_t ticks;
    uint32_t task;
};

static int by_time(const void *a, const void *b)
{
    const struct taking *left = a, *right = b;
    if (left->ticks != right->ticks)
        return left->ticks < right->ticks ? -1 : 1;
    return left->task > right->task ? -1 : left->task < right->task; // any order will do that is always the same
}

// Those of the tasks that count. takings NULL: only how many there are.
static size_t collect(struct taking *takings, const struct recording *recording, uint32_t gil, const bool *counted)
{
    size_t count = 0;
    for (uint32_t t = 0; t < recording->task_count; t++) {
        const uint64_t notes = !counted || counted[t] ? recording->tasks[t].notes : 0;
        for (uint64_t i = 0; i < notes; i++) {
            const struct note *note = &recording->notes[t][i];
            if (note->kind != NOTE_ACQUIRED || note->resource != gil)
                continue;
            if (takings)
                takings[count] = (struct taking){ note->ticks, t };
            count++;
        }
    }
    return count;
}

// From the first acquisition of a task to the first of another. Returns how many.
static size_t measure(double *lengths_ns, const struct taking *takings, size_t count, const struct recording *recording)
{
    size_t slices = 0, since = 0;
    for (size_t i = 1; i < count; i++) {
        if (takings[i].task == takings[since].task)
            continue;
        lengths_ns[slices++] = (double)recording_span_ns(recording, takings[i].ticks - takings[since].ticks);
        since = i;
    }
    return slices;
}

struct status slices_of_gil(const struct recording *recording, uint32_t gil, const bool *counted, double **lengths_ns,
                            size_t *count)
{
    *lengths_ns = NULL;
    *count = 0;
    const size_t all = collect(NULL, recording, gil, counted);
    if (all == 0)
        return status_ok();
    struct taking *takings = malloc(all * sizeof *takings);
    *lengths_ns = malloc(all * sizeof **lengths_ns);
    if (!takings || !*lengths_ns) {
        free(takings);
        return status_fault(STATUS_FAILED, FAULT_SLICES_MEMORY);
    }
    collect(takings, recording, gil, counted);
    qsort(takings, all, sizeof *takings, by_time);
    *count = measure(*lengths_ns, takings, all, recording);
    free(takings);
    return status_ok();
}

struct status slices_of(const struct recording *recording, double **lengths_ns, size_t *count)
{
    const int gil = recording_find_resource(recording, RESOURCE_GIL);
    *lengths_ns = NULL;
    *count = 0;
    return gil < 0 ? status_ok() : slices_of_gil(recording, (uint32_t)gil, NULL, lengths_ns, count);
}
