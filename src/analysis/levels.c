// Collects the changes of all tasks' notes, puts them in order of time and adds them up.
#include "analysis/levels.h"

#include "analysis/noted.h"
#include "base/fault.h"

#include <stdlib.h>

struct change {
    uint64_t ns;
    int by;
};

bool level_is_of(enum resource_kind kind)
{
    return kind == RESOURCE_SEMAPHORE || kind == RESOURCE_QUEUE || kind == RESOURCE_PIPE || kind == RESOURCE_POOL;
}

// By how much the note changes its resource's level.
static int change_of(const struct resource *resource, const struct note *note)
{
    const bool counts_takers = resource->kind == RESOURCE_SEMAPHORE;
    if (note->kind == (counts_takers ? NOTE_ACQUIRED : NOTE_PUT))
        return 1;
    return note->kind == (counts_takers ? NOTE_RELEASED : NOTE_TOOK) ? -1 : 0;
}

// Where each resource's changes are to be put; NULL: they are only counted.
struct lists {
    struct change *of[RESOURCES_MAX];
    size_t counts[RESOURCES_MAX];
};

static void collect(const struct recording *recording, struct lists *lists)
{
    for (uint32_t t = 0; t < recording->task_count; t++) {
        for (uint64_t i = 0; i < recording->tasks[t].notes; i++) {
            const struct note *note = &recording->notes[t][i];
            const struct resource *resource = noted_resource(recording, note);
            const int by = resource && level_is_of((enum resource_kind)resource->kind) ? change_of(resource, note) : 0;
            if (by == 0)
                continue;
            const size_t at = lists->counts[note->resource]++;
            if (lists->of[note->resource])
                lists->of[note->resource][at] = (struct change){ recording_ns(recording, note->ticks), by };
        }
    }
}

static bool has_levels(const struct recording *recording)
{
    for (uint32_t r = 0; r < recording->resource_count; r++)
        if (level_is_of((enum resource_kind)recording->resources[r].kind))
            return true;
    return false;
}

// At one moment what is put in comes first.
static int by_time(const void *a, const void *b)
{
    const struct change *x = a, *y = b;
    return x->ns != y->ns ? (x->ns < y->ns ? -1 : 1) : y->by - x->by;
}

static bool make_track(struct level_track *track, struct change *changes, size_t count, struct arena *memory)
{
    struct level_step *steps = arena_get_array(memory, count, sizeof *steps);
    int64_t level = 0;
    if (!steps)
        return false;
    qsort(changes, count, sizeof *changes, by_time);
    for (size_t i = 0; i < count; i++) {
        level += changes[i].by;
        steps[i] = (struct level_step){ changes[i].ns, level > 0 ? (uint32_t)level : 0 };
        track->most = steps[i].level > track->most ? steps[i].level : track->most;
    }
    track->steps = steps;
    track->count = count;
    return true;
}

static bool make_tracks(struct level_track *tracks, const struct recording *recording, struct arena *memory)
{
    struct lists lists = { .counts = { 0 } };
    size_t all = 0;
    bool made = true;
    collect(recording, &lists);
    for (uint32_t r = 0; r < recording->resource_count; r++)
        all += lists.counts[r];
    struct change *changes = all > 0 ? malloc(all * sizeof *changes) : NULL, *next = changes;
    if (!changes)
        return all == 0;
    for (uint32_t r = 0; r < recording->resource_count; r++) {
        lists.of[r] = next;
        next += lists.counts[r];
        lists.counts[r] = 0;
    }
    collect(recording, &lists);
    for (uint32_t r = 0; made && r < recording->resource_count; r++)
        made = lists.counts[r] == 0 || make_track(&tracks[r], lists.of[r], lists.counts[r], memory);
    free(changes);
    return made;
}

struct status levels_build(struct levels *levels, const struct recording *recording)
{
    *levels = (struct levels){ .memory = ARENA_EMPTY, .resource_count = recording->resource_count };
    struct level_track *tracks = arena_get_array(&levels->memory, recording->resource_count + 1u, sizeof *tracks);
    levels->of = tracks;
    if (tracks && (!has_levels(recording) || make_tracks(tracks, recording, &levels->memory)))
        return status_ok();
    levels_finish(levels);
    return status_fault(STATUS_FAILED, FAULT_LEVELS_MEMORY);
}

void levels_finish(struct levels *levels)
{
    arena_finish(&levels->memory);
    *levels = (struct levels){ 0 };
}

size_t level_steps_until(const struct level_track *track, uint64_t ns)
{
    size_t low = 0, high = track->count;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (track->steps[middle].ns <= ns)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

uint32_t level_at(const struct level_track *track, uint64_t ns)
{
    const size_t passed = level_steps_until(track, ns);
    return passed > 0 ? track->steps[passed - 1].level : 0;
}
