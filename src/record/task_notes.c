// See task_notes.h.
#include "record/task_notes.h"

#include <stdlib.h>

// ---- order ----------------------------------------------------------------------------------------------------------

// Merges sorted stretches from the bottom up, equal moments in the order in which they came.
static bool sort(struct task_notes *notes)
{
    bool sorted = true;
    for (size_t i = 1; i < notes->count; i++)
        sorted = sorted && notes->notes[i - 1].ticks <= notes->notes[i].ticks;
    if (sorted)
        return true;
    struct note *other = malloc(notes->capacity * sizeof *other); // takes the place of the first, with the same room
    if (!other)
        return false;
    for (size_t width = 1; width < notes->count; width *= 2) {
        for (size_t from = 0; from < notes->count; from += 2 * width) {
            const size_t middle = from + width < notes->count ? from + width : notes->count;
            const size_t end = middle + width < notes->count ? middle + width : notes->count;
            size_t left = from, right = middle;
            for (size_t to = from; to < end; to++) {
                const bool takes_left =
                    left < middle && (right >= end || notes->notes[left].ticks <= notes->notes[right].ticks);
                other[to] = takes_left ? notes->notes[left++] : notes->notes[right++];
            }
        }
        struct note *swapped = notes->notes;
        notes->notes = other;
        other = swapped;
    }
    free(other);
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

struct change {
    uint64_t ns;
    struct note *note;
    int8_t by; // how many more wait for it; 0: it is given back
};

static int compare_changes(const void *a, const void *b)
{
    const struct change *left = a, *right = b;
    return left->ns < right->ns ? -1 : left->ns > right->ns;
}

static bool ends_wait(uint8_t kind) { return kind == NOTE_ACQUIRED || kind == NOTE_TIMED_OUT || kind == NOTE_REFUSED; }

bool task_notes_tell_releases(struct task_notes *notes, uint32_t tasks, const struct resource *resources)
{
    size_t count = 0, filled = 0;
    for (uint32_t t = 0; t < tasks; t++)
        count += notes[t].count;
    struct change *changes = malloc((count + 1) * sizeof *changes);
    if (!changes)
        return false;
    for (uint32_t t = 0; t < tasks; t++) {
        uint64_t waiting = 0; // bit r: it waits for resource r
        for (size_t i = 0; i < notes[t].count; i++) {
            struct note *one = &notes[t].notes[i];
            const bool is_gil = one->kind <= NOTE_REFUSED && resources[one->resource].kind == RESOURCE_GIL;
            const uint64_t bit = UINT64_C(1) << (one->resource & 63);
            if (one->kind > NOTE_REFUSED || is_gil)
                continue;
            if (one->kind == NOTE_WAITS && !(waiting & bit)) {
                waiting |= bit;
                changes[filled++] = (struct change){ one->ticks, one, 1 };
            } else if (ends_wait(one->kind) && (waiting & bit)) {
                waiting &= ~bit;
                changes[filled++] = (struct change){ one->ticks, one, -1 };
            } else if (one->kind == NOTE_RELEASED) {
                changes[filled++] = (struct change){ one->ticks, one, 0 };
            }
        }
    }
    if (filled)
        qsort(changes, filled, sizeof *changes, compare_changes);
    int64_t waiters[RESOURCES_MAX] = { 0 };
    for (size_t i = 0; i < filled; i++) {
        waiters[changes[i].note->resource] += changes[i].by;
        if (changes[i].by == 0)
            changes[i].note->other = waiters[changes[i].note->resource] > 0;
    }
    free(changes);
    return true;
}
