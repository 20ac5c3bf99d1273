// Goes through each worker's own events: a wait is from NOTE_WAITS to the acquisition that ends it.
#include "analysis/gil_waits.h"

#include "base/fault.h"

#include <stdbool.h>
#include <stdlib.h>

struct list {
    uint64_t *lengths; // NULL: only counted
    uint64_t count, longest;
    uint32_t longest_of;
};

static void add(struct list *list, uint32_t worker, uint64_t ticks)
{
    if (list->lengths)
        list->lengths[list->count] = ticks;
    if (list->count++ == 0 || ticks > list->longest) {
        list->longest = ticks;
        list->longest_of = worker;
    }
}

static void collect(struct list *list, const struct recording *recording, int gil)
{
    list->count = 0;
    for (uint32_t w = 0; w < recording->task_count; w++) {
        bool waits = false;
        uint64_t since = 0;
        for (uint64_t i = 0; i < recording->tasks[w].notes; i++) {
            const struct note *event = &recording->notes[w][i];
            if (event->resource != gil || (event->kind != NOTE_WAITS && event->kind != NOTE_ACQUIRED))
                continue;
            if (waits && event->kind == NOTE_ACQUIRED)
                add(list, w, event->ticks > since ? event->ticks - since : 0);
            waits = event->kind == NOTE_WAITS;
            since = event->ticks;
        }
    }
}

static int compare(const void *a, const void *b)
{
    const uint64_t left = *(const uint64_t *)a, right = *(const uint64_t *)b;
    return left < right ? -1 : left > right;
}

// The smallest of the sorted lengths that at least so many of a hundred do not exceed.
static uint64_t rank(const struct list *list, uint64_t percent)
{
    return list->lengths[(list->count * percent + 99) / 100 - 1];
}

struct status gil_waits_of(struct gil_waits *waits, const struct recording *recording)
{
    struct list list = { 0 };
    *waits = (struct gil_waits){ 0 };
    const int gil = recording_find_resource(recording, RESOURCE_GIL);
    if (gil < 0)
        return status_ok();
    collect(&list, recording, gil);
    if (list.count == 0)
        return status_ok();
    list.lengths = malloc(list.count * sizeof *list.lengths);
    if (!list.lengths)
        return status_fault(STATUS_FAILED, FAULT_GIL_WAITS_MEMORY);
    collect(&list, recording, gil);
    qsort(list.lengths, list.count, sizeof *list.lengths, compare);
    *waits = (struct gil_waits){
        .count = list.count,
        .median_ns = recording_span_ns(recording, rank(&list, 50)),
        .p99_ns = recording_span_ns(recording, rank(&list, 99)),
        .worst_ns = recording_span_ns(recording, list.longest),
        .worst = list.longest_of,
    };
    free(list.lengths);
    return status_ok();
}
