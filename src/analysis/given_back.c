// Follows each task's notes: what it gives back without having taken it was another's.
#include "analysis/given_back.h"

#include "analysis/noted.h"

#include <stdlib.h>

// Adds those of one task to the list, or where that is NULL counts them.
static size_t find_of(const struct recording *recording, uint32_t task, struct given_back *list)
{
    uint64_t held = 0;
    size_t count = 0;
    for (uint64_t i = 0; recording->tasks[task].notes_dropped == 0 && i < recording->tasks[task].notes; i++) {
        const struct note *note = &recording->notes[task][i];
        const struct resource *resource = noted_resource(recording, note);
        if (!resource || resource->kind == RESOURCE_GIL)
            continue;
        const uint64_t bit = UINT64_C(1) << note->resource;
        if (noted_takes(resource, note))
            held |= bit;
        if (!noted_gives(resource, note))
            continue;
        if (!(held & bit)) {
            if (list)
                list[count] = (struct given_back){ recording_ns(recording, note->ticks), note->resource };
            count++;
        }
        held &= ~bit;
    }
    return count;
}

static int by_time(const void *a, const void *b)
{
    const struct given_back *x = a, *y = b;
    return x->ns < y->ns ? -1 : x->ns > y->ns;
}

bool given_back_find(const struct recording *recording, struct arena *memory, const struct given_back **list,
                     size_t *count)
{
    size_t all = 0, found = 0;
    *list = NULL;
    *count = 0;
    for (uint32_t t = 0; recording->plan->timing == TIMING_FULL && t < recording->task_count; t++)
        all += find_of(recording, t, NULL);
    if (all == 0)
        return true;
    struct given_back *made = arena_get_array(memory, all, sizeof *made);
    if (!made)
        return false;
    for (uint32_t t = 0; t < recording->task_count; t++)
        found += find_of(recording, t, made + found);
    qsort(made, all, sizeof *made, by_time);
    *list = made;
    *count = all;
    return true;
}
