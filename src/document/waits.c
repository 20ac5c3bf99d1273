// Each worker's waits are in order already, and are gone through as one.
#include "document/waits.h"

#include "analysis/noted.h"
#include "base/fault.h"
#include "base/merge.h"
#include "base/search.h"

#include <stdlib.h>

static bool is_wait(const struct activity_span *span) { return span->activity == ACTIVITY_WAITING && span->lock > 0; }

// The worker's next wait from an activity on; its number of activities where there is none.
static size_t next_of(const struct worker_states *worker, size_t at)
{
    while (at < worker->activity_count && !is_wait(&worker->activities[at]))
        at++;
    return at;
}

static size_t count_all(const struct states *states, uint32_t workers)
{
    size_t count = 0;
    for (uint32_t w = 0; w < workers; w++)
        for (size_t i = 0; i < states->workers[w].activity_count; i++)
            count += is_wait(&states->workers[w].activities[i]);
    return count;
}

static uint64_t length_of(const struct waits *waits, size_t index)
{
    return waits->all[index].to_ns - waits->all[index].from_ns;
}

// Puts it among the longest, where it is one of them.
static void rank(struct waits *waits, size_t index)
{
    int at = waits->longest_count;
    while (at > 0 && length_of(waits, waits->longest[at - 1]) < length_of(waits, index))
        at--;
    if (at == WAITS_LONGEST)
        return;
    waits->longest_count += waits->longest_count < WAITS_LONGEST;
    for (int i = waits->longest_count - 1; i > at; i--)
        waits->longest[i] = waits->longest[i - 1];
    waits->longest[at] = index;
}

static void take(struct waits *waits, const struct activity_span *span, uint32_t worker)
{
    waits->all[waits->count] = (struct wait){ span->from_ns, span->to_ns, (uint16_t)worker, span->holder };
    rank(waits, waits->count++);
}

static bool collect(struct waits *waits, const struct states *states, uint32_t workers)
{
    size_t *at = malloc(workers * sizeof *at); // of each worker
    struct merge merge = { .rows = malloc(workers * sizeof *merge.rows) };
    const bool enough = at && merge.rows;
    for (uint32_t w = 0; enough && w < workers; w++) {
        at[w] = next_of(&states->workers[w], 0);
        if (at[w] < states->workers[w].activity_count)
            merge_add(&merge, states->workers[w].activities[at[w]].from_ns, w);
    }
    while (merge.count > 0) {
        const uint32_t w = merge.rows[0].row;
        const struct worker_states *worker = &states->workers[w];
        take(waits, &worker->activities[at[w]], w);
        at[w] = next_of(worker, at[w] + 1);
        if (at[w] < worker->activity_count)
            merge_go_on(&merge, worker->activities[at[w]].from_ns);
        else
            merge_drop(&merge);
    }
    free(at);
    free(merge.rows);
    return enough;
}

struct status waits_build(struct waits *waits, const struct states *states, uint32_t workers)
{
    *waits = (struct waits){ .all = calloc(count_all(states, workers) + 1, sizeof *waits->all) };
    if (waits->all && collect(waits, states, workers))
        return status_ok();
    waits_finish(waits);
    return status_fault(STATUS_FAILED, FAULT_WAITS_MEMORY);
}

void waits_finish(struct waits *waits)
{
    free(waits->all);
    *waits = (struct waits){ 0 };
}

static bool has_begun(const void *waits, size_t index, const void *ns)
{
    return ((const struct wait *)waits)[index].from_ns <= *(const uint64_t *)ns;
}

// How many began at or before the moment.
static size_t count_until(const struct waits *waits, uint64_t ns)
{
    return search_count(waits->all, waits->count, &ns, has_begun);
}

int64_t waits_next(const struct waits *waits, uint64_t ns)
{
    const size_t index = count_until(waits, ns);
    return index < waits->count ? (int64_t)index : -1;
}

int64_t waits_previous(const struct waits *waits, uint64_t ns)
{
    return ns > 0 ? (int64_t)count_until(waits, ns - 1) - 1 : -1;
}

// Of a task's notes how many were made by then.
static uint64_t notes_until(const struct recording *recording, uint32_t task, uint64_t ns)
{
    uint64_t low = 0, high = recording->tasks[task].notes;
    while (low < high) {
        const uint64_t middle = low + (high - low) / 2;
        if (recording_ns(recording, recording->notes[task][middle].ticks) <= ns)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

enum note_kind waits_for_what(const struct recording *recording, const struct level_track *level, uint32_t task,
                              uint64_t ns, uint32_t resource)
{
    const uint64_t next = notes_until(recording, task, ns);
    const struct resource *of = &recording->resources[resource];
    const struct note *end = next < recording->tasks[task].notes ? &recording->notes[task][next] : NULL;
    const uint32_t now = level_at(level, ns);
    if (end && noted_resource(recording, end) == of && (end->kind == NOTE_PUT || end->kind == NOTE_TOOK))
        return (enum note_kind)end->kind;
    if (now == 0)
        return NOTE_TOOK;
    const bool full = of->kind == RESOURCE_PIPE || (of->capacity > 0 && now >= of->capacity);
    return full ? NOTE_PUT : (enum note_kind)0;
}
