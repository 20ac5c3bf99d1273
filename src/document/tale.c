// Collects and sorts.
#include "document/tale.h"

#include "analysis/noted.h"
#include "analysis/spans.h"
#include "base/fault.h"

#include <stdlib.h>

// A step of the program is where it is, not what happened; what a semaphore counts is told by what it is taken for.
static bool is_told(const struct recording *recording, const struct note *note)
{
    const struct resource *resource = noted_resource(recording, note);
    const bool counts = resource && resource->kind == RESOURCE_SEMAPHORE;
    return note->kind != NOTE_AT && !(counts && (note->kind == NOTE_ACQUIRED || note->kind == NOTE_RELEASED));
}

static size_t collect(const struct recording *recording, struct tale_event *list)
{
    size_t count = 0;
    for (uint32_t t = 0; t < recording->task_count; t++) {
        for (uint64_t i = 0; i < recording->tasks[t].notes; i++) {
            const struct note *note = &recording->notes[t][i];
            if (!is_told(recording, note))
                continue;
            if (list)
                list[count] =
                    (struct tale_event){ recording_ns(recording, note->ticks), (uint32_t)i, (uint16_t)t, TOLD_NOTE };
            count++;
        }
    }
    for (size_t i = 0; i < recording->console_count; i++, count++)
        if (list)
            list[count] =
                (struct tale_event){ recording->console[i].ns, (uint32_t)i, recording->console[i].task, TOLD_PRINT };
    return count;
}

// At one moment by task, and what was noted before what was printed.
static int by_time(const void *a, const void *b)
{
    const struct tale_event *x = a, *y = b;
    if (x->ns != y->ns)
        return x->ns < y->ns ? -1 : 1;
    if (x->kind != y->kind)
        return x->kind - y->kind;
    if (x->task != y->task)
        return x->task - y->task;
    return x->index < y->index ? -1 : x->index > y->index;
}

struct status tale_build(struct tale *tale, const struct recording *recording, uint64_t from_ns, uint64_t to_ns)
{
    const size_t count = collect(recording, NULL);
    *tale = (struct tale){ .all = calloc(count + 1, sizeof *tale->all), .count = count };
    if (!tale->all) {
        tale->count = 0;
        return status_fault(STATUS_FAILED, FAULT_MOMENTS_MEMORY);
    }
    collect(recording, tale->all);
    for (size_t i = 0; i < count; i++)
        tale->all[i].ns = span_clamp(tale->all[i].ns, from_ns, to_ns);
    qsort(tale->all, count, sizeof *tale->all, by_time);
    return status_ok();
}

void tale_finish(struct tale *tale)
{
    free(tale->all);
    *tale = (struct tale){ 0 };
}

size_t tale_until(const struct tale *tale, uint64_t ns)
{
    size_t low = 0, high = tale->count;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (tale->all[middle].ns <= ns)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

size_t tale_beats_until(const struct tale *tale, uint64_t ns)
{
    size_t until = 0;
    while (until < tale->beat_count && tale->all[tale->beats[until]].ns <= ns)
        until++;
    return until;
}
