// What tasks had of each resource, by one pass through their notes.
//
// A lock that its holder did not give back itself stays its own until another gives it back, or the run ends: the releases of
// each resource are sorted once, so that the one after a moment is found without a search through all notes.
#include "recording/recording.h"

#include <stdlib.h>

// When it began to wait for a resource, and took it; 0: it does not, has not.
struct since {
    uint64_t waits, holds;
};

struct release {
    uint64_t ticks;
    uint32_t task;
};

struct counting {
    const struct recording *recording;
    struct release *releases;        // by resource, then by time
    size_t first[RESOURCES_MAX + 1]; // of each resource's
};

// ---- given back by another ------------------------------------------------------------------------------------------

static bool is_of_resource(const struct recording *recording, const struct note *note)
{
    const bool names_one = note->kind <= NOTE_REFUSED || note->kind == NOTE_JOINED;
    return names_one && note->resource < recording->resource_count;
}

static bool is_release(const struct recording *recording, const struct note *note)
{
    return note->kind == NOTE_RELEASED && note->resource < recording->resource_count;
}

static int compare_releases(const void *a, const void *b)
{
    const struct release *left = a, *right = b;
    return left->ticks < right->ticks ? -1 : left->ticks > right->ticks;
}

static bool find_releases(struct counting *counting)
{
    const struct recording *recording = counting->recording;
    size_t counts[RESOURCES_MAX] = { 0 }, all = 0;
    for (uint32_t t = 0; t < recording->task_count; t++)
        for (uint64_t i = 0; i < recording->tasks[t].notes; i++)
            if (is_release(recording, &recording->notes[t][i]))
                counts[recording->notes[t][i].resource]++;
    for (uint32_t r = 0; r < RESOURCES_MAX; r++) {
        counting->first[r] = all;
        all += counts[r];
        counts[r] = counting->first[r]; // from here on where the next one goes
    }
    counting->first[RESOURCES_MAX] = all;
    counting->releases = malloc((all + 1) * sizeof *counting->releases);
    if (!counting->releases)
        return false;
    for (uint32_t t = 0; t < recording->task_count; t++)
        for (uint64_t i = 0; i < recording->tasks[t].notes; i++) {
            const struct note *note = &recording->notes[t][i];
            if (is_release(recording, note))
                counting->releases[counts[note->resource]++] = (struct release){ note->ticks, t };
        }
    for (uint32_t r = 0; r < recording->resource_count; r++)
        if (counting->first[r + 1] > counting->first[r])
            qsort(counting->releases + counting->first[r], counting->first[r + 1] - counting->first[r],
                  sizeof *counting->releases, compare_releases);
    return true;
}

// When another than its holder gave a lock back that was taken then; UINT64_MAX: nobody did.
static uint64_t given_by_another(const struct counting *counting, uint32_t task, uint32_t resource, uint64_t since)
{
    size_t low = counting->first[resource], high = counting->first[resource + 1];
    const size_t end = high;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (counting->releases[middle].ticks < since)
            low = middle + 1;
        else
            high = middle;
    }
    while (low < end && counting->releases[low].task == task)
        low++;
    return low < end ? counting->releases[low].ticks : UINT64_MAX;
}

// ---- notes ----------------------------------------------------------------------------------------------------------

static void end_wait(struct use *use, struct since *since, uint64_t ticks)
{
    use->wait_ticks += since->waits ? ticks - since->waits : 0;
    since->waits = 0;
}

static void take(struct use *use, struct since *since, uint64_t ticks)
{
    use->acquisitions++;
    end_wait(use, since, ticks);
    since->holds = ticks;
}

static void count_note(struct use *use, struct since *since, const struct note *note, bool is_gil)
{
    switch (note->kind) {
    case NOTE_WAITS:
        use->contended++;
        since->waits = note->ticks;
        break;
    case NOTE_TIMED_OUT:
        use->timeouts++;
        if (!is_gil) // at a GIL it goes on waiting
            end_wait(use, since, note->ticks);
        break;
    case NOTE_REQUESTED:
        use->requests++;
        break;
    case NOTE_PUT:
    case NOTE_TOOK:
    case NOTE_ACQUIRED:
    case NOTE_JOINED:
        take(use, since, note->ticks);
        break;
    case NOTE_RELEASED:
        use->hold_ticks += since->holds ? note->ticks - since->holds : 0;
        since->holds = 0;
        break;
    default:
        break;
    }
}

// ---- what was open at the end ---------------------------------------------------------------------------------------

static uint64_t ticks_at(const struct recording *recording, uint64_t ns)
{
    const struct run_facts *facts = recording->facts;
    if (facts->tick0 == facts->tick0_ns && facts->tick1 == facts->tick1_ns)
        return ns; // one clock
    const double share = (double)(ns - facts->tick0_ns) / (double)(facts->tick1_ns - facts->tick0_ns);
    return facts->tick0 + (uint64_t)(share * (double)(facts->tick1 - facts->tick0));
}

static uint64_t ticks_from(uint64_t from, uint64_t to) { return to > from ? to - from : 0; }

// What the task still waited for and had when it noted its last: it waits until its end.
static void count_open(const struct counting *counting, uint32_t task, const struct since *since, struct use *uses)
{
    const struct recording *recording = counting->recording;
    const struct task *facts = &recording->tasks[task];
    const uint64_t run_end_ns = recording->facts->ended_ns;
    const uint64_t end = ticks_at(recording, facts->finished_ns ? facts->finished_ns
                                             : facts->joined_ns ? facts->joined_ns
                                                                : run_end_ns);
    for (uint32_t r = 0; r < recording->resource_count; r++) {
        if (since[r].waits)
            uses[r].wait_ticks += ticks_from(since[r].waits, end);
        if (!since[r].holds || !resource_is_lock(&recording->resources[r]))
            continue;
        const uint64_t given = given_by_another(counting, task, r, since[r].holds);
        uses[r].hold_ticks += ticks_from(since[r].holds, given != UINT64_MAX ? given : ticks_at(recording, run_end_ns));
    }
}

static void count_task(const struct counting *counting, uint32_t task, struct use *uses)
{
    const struct recording *recording = counting->recording;
    struct since since[RESOURCES_MAX] = { { 0 } };
    for (uint64_t i = 0; i < recording->tasks[task].notes; i++) {
        const struct note *note = &recording->notes[task][i];
        if (is_of_resource(recording, note))
            count_note(&uses[note->resource], &since[note->resource], note,
                       recording->resources[note->resource].kind == RESOURCE_GIL);
    }
    count_open(counting, task, since, uses);
    // A wait that its time ended, or nothing did, was none that was met.
    for (uint32_t r = 0; r < recording->resource_count; r++)
        uses[r].contended = uses[r].contended < uses[r].acquisitions + 1 ? uses[r].contended : uses[r].acquisitions + 1;
}

bool uses_count(const struct recording *recording, struct use *uses)
{
    struct counting counting = { .recording = recording };
    if (!find_releases(&counting))
        return false;
    for (uint32_t t = 0; t < recording->task_count; t++)
        count_task(&counting, t, uses + (size_t)t * recording->resource_count);
    free(counting.releases);
    return true;
}
