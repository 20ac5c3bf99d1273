// Merges the others once; a lab's events are merged in when asked, by searching.
#include "document/moments.h"

#include "base/fault.h"

#include <assert.h>
#include <stdlib.h>

// ---- building ------------------------------------------------------------------------------------------------------

struct runs {
    uint64_t *ns, *spare;
    uint64_t *ends; // of each sorted run, one behind the other: two more than there are tasks
    uint32_t count;
    uint64_t from_ns, to_ns;
};

static uint64_t held(const struct runs *runs, uint64_t ns)
{
    return ns < runs->from_ns ? runs->from_ns : ns > runs->to_ns ? runs->to_ns : ns;
}

// Adds a moment to the run that is being filled; what comes out of order is moved up, so that the run stays sorted.
static void runs_add(struct runs *runs, uint64_t start, uint64_t *end, uint64_t ns)
{
    const uint64_t before = *end > start ? runs->ns[*end - 1] : 0;
    ns = held(runs, ns);
    runs->ns[(*end)++] = ns > before ? ns : before;
}

// A step that a lab has events of its own for is one of these already.
static void runs_fill(struct runs *runs, const struct recording *recording, bool has_events)
{
    uint64_t end = 0;
    for (size_t i = 0; i < recording->switch_count; i++)
        if (recording->switches[i].kind != SWITCH_LOST)
            runs_add(runs, 0, &end, recording->switches[i].ns);
    runs->ends[runs->count++] = end;
    for (uint32_t w = 0; w < recording->task_count; w++) {
        const uint64_t start = end;
        for (uint64_t i = 0; i < recording->tasks[w].notes; i++)
            if (!has_events || recording->notes[w][i].kind != NOTE_AT)
                runs_add(runs, start, &end, recording_ns(recording, recording->notes[w][i].ticks));
        runs->ends[runs->count++] = end;
    }
    const uint64_t start = end;
    for (size_t i = 0; i < recording->console_count; i++)
        runs_add(runs, start, &end, recording->console[i].ns);
    runs->ends[runs->count++] = end;
}

static void merge(const uint64_t *from, uint64_t start, uint64_t middle, uint64_t end, uint64_t *to)
{
    uint64_t a = start, b = middle;
    for (uint64_t i = start; i < end; i++)
        to[i] = b >= end || (a < middle && from[a] <= from[b]) ? from[a++] : from[b++];
}

// Neighbours together, pair by pair, until one run is left.
static void runs_merge(struct runs *runs)
{
    while (runs->count > 1) {
        uint32_t kept = 0;
        uint64_t start = 0;
        for (uint32_t i = 0; i < runs->count; i += 2) {
            const uint64_t middle = runs->ends[i], end = i + 1 < runs->count ? runs->ends[i + 1] : middle;
            merge(runs->ns, start, middle, end, runs->spare);
            runs->ends[kept++] = end;
            start = end;
        }
        runs->count = kept;
        uint64_t *merged = runs->spare;
        runs->spare = runs->ns;
        runs->ns = merged;
    }
}

static uint64_t count_others(const struct recording *recording)
{
    uint64_t count = recording->switch_count + recording->console_count;
    for (uint32_t w = 0; w < recording->task_count; w++)
        count += recording->tasks[w].notes;
    return count;
}

struct status moments_build(struct moments *moments, const struct recording *recording, struct moments_source lab,
                            uint64_t from_ns, uint64_t to_ns)
{
    const uint64_t most = count_others(recording);
    struct runs runs = { .from_ns = from_ns, .to_ns = to_ns };
    *moments = (struct moments){ .lab = lab, .from_ns = from_ns };
    runs.ns = calloc(most + 1, sizeof *runs.ns);
    runs.spare = calloc(most + 1, sizeof *runs.spare);
    runs.ends = calloc(recording->task_count + (size_t)2, sizeof *runs.ends);
    if (!runs.ns || !runs.spare || !runs.ends) {
        free(runs.ns);
        free(runs.spare);
        free(runs.ends);
        return status_fault(STATUS_FAILED, FAULT_MOMENTS_MEMORY);
    }
    runs_fill(&runs, recording, lab.count > 0);
    moments->other_count = runs.ends[runs.count - 1];
    runs_merge(&runs);
    free(runs.spare);
    free(runs.ends);
    moments->others_ns = runs.ns;
    moments->count = lab.count + moments->other_count;
    return status_ok();
}

void moments_finish(struct moments *moments)
{
    free(moments->others_ns);
    *moments = (struct moments){ 0 };
}

// ---- asking --------------------------------------------------------------------------------------------------------

// How many of the others have happened by then.
uint64_t moments_others_until(const struct moments *moments, uint64_t ns)
{
    uint64_t low = 0, high = moments->other_count;
    while (low < high) {
        const uint64_t middle = low + (high - low) / 2;
        if (moments->others_ns[middle] <= ns)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

uint64_t moments_passed(const struct moments *moments, struct moments_place place)
{
    return place.events + moments_others_until(moments, place.ns);
}

// The place after the last of the lab's events among the first `passed` moments.
static struct moments_place within(const struct moments *moments, uint64_t passed)
{
    const struct moments_source *lab = &moments->lab;
    if (lab->within)
        return lab->within(lab->of, moments, passed);
    uint64_t low = 0, high = lab->count;
    while (low < high) {
        const uint64_t middle = low + (high - low) / 2;
        if (middle + moments_others_until(moments, lab->event(lab->of, middle).ns) < passed)
            low = middle + 1;
        else
            high = middle;
    }
    return moments_after_event(moments, low);
}

struct moments_place moments_after(const struct moments *moments, uint64_t passed)
{
    assert(passed <= moments->count);
    struct moments_place place = within(moments, passed);
    const uint64_t others = passed - place.events;
    if (others > 0 && moments->others_ns[others - 1] > place.ns)
        place.ns = moments->others_ns[others - 1];
    return place;
}

struct moments_place moments_after_event(const struct moments *moments, uint64_t events)
{
    const struct moments_source *lab = &moments->lab;
    return (struct moments_place){ events, events > 0 ? lab->event(lab->of, events - 1).ns : moments->from_ns };
}

static uint64_t events_until(const struct moments *moments, uint64_t ns)
{
    return moments->lab.count > 0 ? moments->lab.until(moments->lab.of, ns) : 0;
}

struct moments_place moments_at_other(const struct moments *moments, uint64_t ns)
{
    return (struct moments_place){ ns > 0 ? events_until(moments, ns - 1) : 0, ns };
}

struct moments_place moments_at(const struct moments *moments, uint64_t ns)
{
    return (struct moments_place){ events_until(moments, ns), ns };
}

struct moments_place moments_step(const struct moments *moments, struct moments_place place, int by)
{
    const uint64_t passed = moments_passed(moments, place);
    if (by > 0)
        return passed < moments->count ? moments_after(moments, passed + 1) : place;
    if (passed == 0)
        return (struct moments_place){ 0, moments->from_ns };
    const struct moments_place back = moments_after(moments, passed - 1);
    if (moments_passed(moments, back) < passed)
        return back;
    // Several of the others share this time: all of them are taken back together.
    const uint64_t others = back.ns > 0 ? moments_others_until(moments, back.ns - 1) : 0;
    return moments_after(moments, back.events + others);
}
