// See task_notes.h.
#include "record/task_notes.h"

#include "base/merge.h"

#include <stdlib.h>
#include <string.h>

bool task_notes_add(struct task_notes *notes, struct note note)
{
    if (notes->count == notes->capacity) {
        const size_t larger = notes->capacity ? notes->capacity * 2 : 64;
        void *grown = realloc(notes->notes, larger * sizeof *notes->notes);
        if (!grown)
            return false;
        notes->notes = grown;
        notes->capacity = larger;
    }
    notes->notes[notes->count++] = note;
    return true;
}

// ---- order ----------------------------------------------------------------------------------------------------------

// Sorts from the bottom up, equal moments in the order in which they came; the result is in the one that is returned.
static struct note *sort_stretches(struct note *from, struct note *to, size_t count)
{
    for (size_t width = 1; width < count; width *= 2) {
        for (size_t begin = 0; begin < count; begin += 2 * width) {
            const size_t middle = begin + width < count ? begin + width : count;
            const size_t end = middle + width < count ? middle + width : count;
            size_t left = begin, right = middle;
            for (size_t at = begin; at < end; at++) {
                const bool takes_left = left < middle && (right >= end || from[left].ticks <= from[right].ticks);
                to[at] = takes_left ? from[left++] : from[right++];
            }
        }
        struct note *swapped = from;
        from = to;
        to = swapped;
    }
    return from;
}

static size_t count_in_order(const struct note *notes, size_t count)
{
    size_t i = count > 0;
    while (i < count && notes[i - 1].ticks <= notes[i].ticks)
        i++;
    return i;
}

// What came last, and does not follow what is there, is put beside it, into order, and in again from the end on: so only that is
// held twice.
static bool sort(struct task_notes *notes)
{
    size_t kept = count_in_order(notes->notes, notes->count), rest = notes->count - kept;
    if (rest == 0)
        return true;
    const bool in_order = count_in_order(notes->notes + kept, rest) == rest;
    struct note *others = malloc((in_order ? 1 : 2) * rest * sizeof *others);
    if (!others)
        return false;
    memcpy(others, notes->notes + kept, rest * sizeof *others);
    const struct note *sorted = in_order ? others : sort_stretches(others, others + rest, rest);
    for (size_t to = notes->count; rest > 0; to--)
        notes->notes[to - 1] =
            kept > 0 && notes->notes[kept - 1].ticks > sorted[rest - 1].ticks ? notes->notes[--kept] : sorted[--rest];
    free(others);
    return true;
}

bool task_notes_sort(struct task_notes *notes, uint32_t tasks)
{
    bool enough = true;
    for (uint32_t t = 0; enough && t < tasks; t++)
        enough = sort(&notes[t]);
    return enough;
}

// ---- who waited for what was given back -----------------------------------------------------------------------------

// A task's notes, as far as they were gone through.
struct lane {
    size_t at;
    uint64_t waiting; // bit r: it waits for resource r
};

struct lanes {
    struct task_notes *notes;
    const struct resource *resources;
    struct lane *lanes;
    struct merge merge;
    int64_t waiters[RESOURCES_MAX];
};

static bool ends_wait(uint8_t kind) { return kind == NOTE_ACQUIRED || kind == NOTE_TIMED_OUT || kind == NOTE_REFUSED; }

static void take(struct lanes *lanes, struct lane *lane, struct note *note)
{
    const bool is_gil = note->kind <= NOTE_REFUSED && lanes->resources[note->resource].kind == RESOURCE_GIL;
    const uint64_t bit = UINT64_C(1) << (note->resource & 63);
    if (note->kind > NOTE_REFUSED || is_gil)
        return;
    if (note->kind == NOTE_WAITS && !(lane->waiting & bit)) {
        lane->waiting |= bit;
        lanes->waiters[note->resource]++;
    } else if (ends_wait(note->kind) && (lane->waiting & bit)) {
        lane->waiting &= ~bit;
        lanes->waiters[note->resource]--;
    } else if (note->kind == NOTE_RELEASED) {
        note->other = lanes->waiters[note->resource] > 0;
    }
}

static void walk(struct lanes *lanes, uint32_t tasks)
{
    for (uint32_t t = 0; t < tasks; t++)
        if (lanes->notes[t].count > 0)
            merge_add(&lanes->merge, lanes->notes[t].notes[0].ticks, t);
    while (lanes->merge.count > 0) {
        const uint32_t task = lanes->merge.rows[0].row;
        const struct task_notes *notes = &lanes->notes[task];
        struct lane *lane = &lanes->lanes[task];
        take(lanes, lane, &notes->notes[lane->at++]);
        if (lane->at < notes->count)
            merge_go_on(&lanes->merge, notes->notes[lane->at].ticks);
        else
            merge_drop(&lanes->merge);
    }
}

bool task_notes_tell_releases(struct task_notes *notes, uint32_t tasks, const struct resource *resources)
{
    struct lanes lanes = { .notes = notes,
                           .resources = resources,
                           .lanes = calloc(tasks + 1u, sizeof *lanes.lanes),
                           .merge = { .rows = malloc((tasks + 1u) * sizeof *lanes.merge.rows) } };
    const bool enough = lanes.lanes && lanes.merge.rows;
    if (enough)
        walk(&lanes, tasks);
    free(lanes.lanes);
    free(lanes.merge.rows);
    return enough;
}
