// Counted by task, put in their places, and sorted where they are not by themselves.
#include "document/whereabouts.h"

#include "base/fault.h"
#include "base/search.h"

#include <stdlib.h>
#include <string.h>

enum {
    LOOKED_BACK = 16, // past those of the variable that is left out
    LOOKED_AT = 4096, // notes, at the most
    RUNS_AT_ONCE = 64,
};

// Who takes each of them in turn.
struct taker {
    void (*take)(struct taker *taker, uint32_t task, struct sighting sighting);
    struct whereabouts *whereabouts;
    const struct recording *recording;
    uint64_t count;
};

static void give(struct taker *taker, uint32_t task, struct sighting sighting)
{
    const struct recording *recording = taker->recording;
    if (task < recording->task_count && sighting.place < recording->watched->place_count)
        taker->take(taker, task, sighting);
}

static void give_store(struct taker *taker, const struct store *store, uint32_t variable)
{
    const struct act *act = &taker->recording->acts[store->act];
    if (act->kind == ACT_FOREIGN) // nobody knows whose
        return;
    if (store->held_ns != STORE_NOT_HELD && store->held_ns <= store->ns)
        give(taker, store->task, (struct sighting){ store->ns - store->held_ns, act->load_place, variable });
    give(taker, store->task, (struct sighting){ store->ns, act->place, variable });
}

static void give_all(struct taker *taker)
{
    const struct recording *recording = taker->recording;
    for (uint32_t v = 0; v < recording->watched->variable_count; v++) {
        const struct variable *variable = &recording->variables[v];
        for (uint64_t i = 0; i < variable->store_count; i++)
            give_store(taker, &recording->stores[variable->first_store + i], v);
        for (uint32_t i = 0; i < variable->access_count; i++) {
            const struct access *access = &recording->accesses[variable->first_access + i];
            give(taker, access->task, (struct sighting){ access->first_ns, access->place, v });
        }
    }
}

static void count(struct taker *taker, uint32_t task, struct sighting sighting)
{
    (void)sighting;
    taker->count++;
    taker->whereabouts->starts[task + 2]++;
}

// The start of the task before moves to this one's as it is filled.
static void put(struct taker *taker, uint32_t task, struct sighting sighting)
{
    taker->whereabouts->all[taker->whereabouts->starts[task + 1]++] = sighting;
}

// From one on as far as they are in order.
static uint32_t run_end(const struct sighting *all, uint32_t from, uint32_t number)
{
    uint32_t end = from + 1;
    while (end < number && all[end].ns >= all[end - 1].ns)
        end++;
    return end < number ? end : number;
}

static void merge(struct sighting *all, uint32_t middle, uint32_t number, struct sighting *left)
{
    uint32_t i = 0, j = middle, to = 0;
    memcpy(left, all, middle * sizeof *left);
    while (i < middle)
        all[to++] = j < number && all[j].ns < left[i].ns ? all[j++] : left[i++];
}

// Two neighbours that are as short as any, so that what is long is copied once.
static uint32_t shortest_pair(const uint32_t *ends, uint32_t runs)
{
    uint32_t best = 0, best_length = UINT32_MAX;
    for (uint32_t i = 0; i + 1 < runs; i++) {
        const uint32_t length = ends[i + 1] - (i > 0 ? ends[i - 1] : 0);
        if (length < best_length) {
            best = i;
            best_length = length;
        }
    }
    return best;
}

// The first runs, as many as there is room for, become one; where it ends.
static uint32_t merge_runs(struct sighting *all, uint32_t number, struct sighting *left)
{
    uint32_t ends[RUNS_AT_ONCE], runs = 0;
    for (uint32_t at = 0; at < number && runs < RUNS_AT_ONCE; at = ends[runs++])
        ends[runs] = run_end(all, at, number);
    const uint32_t end = runs > 0 ? ends[runs - 1] : 0;
    for (; runs > 1; runs--) {
        const uint32_t i = shortest_pair(ends, runs), from = i > 0 ? ends[i - 1] : 0;
        merge(all + from, ends[i] - from, ends[i + 1] - from, left);
        memmove(&ends[i], &ends[i + 1], (runs - i - 1) * sizeof *ends);
    }
    return end;
}

// Stores of a variable are in order already, and each first access is a run of its own. left: room for all.
static void sort(struct sighting *all, uint32_t number, struct sighting *left)
{
    for (uint32_t end = 0; end < number;) {
        for (uint32_t at = 0; at < number; at += end)
            end = merge_runs(all + at, number - at, left);
        end = run_end(all, 0, number);
    }
}

struct status whereabouts_build(struct whereabouts *whereabouts, const struct recording *recording)
{
    struct taker taker = { .take = count, .whereabouts = whereabouts, .recording = recording };
    const uint32_t tasks = recording->task_count;
    *whereabouts = (struct whereabouts){ 0 };
    if (!recording->watched)
        return status_ok();
    whereabouts->starts = calloc((size_t)tasks + 2, sizeof *whereabouts->starts);
    if (!whereabouts->starts)
        return status_fault(STATUS_FAILED, FAULT_BOOKS_MEMORY);
    give_all(&taker);
    if (taker.count > WHEREABOUTS_MOST) {
        whereabouts_finish(whereabouts);
        return status_ok();
    }
    for (uint32_t task = 0; task < tasks; task++)
        whereabouts->starts[task + 2] += whereabouts->starts[task + 1];
    whereabouts->all = malloc((size_t)(taker.count + 1) * sizeof *whereabouts->all);
    struct sighting *left = malloc((size_t)(taker.count + 1) * sizeof *left);
    if (!whereabouts->all || !left) {
        free(left);
        whereabouts_finish(whereabouts);
        return status_fault(STATUS_FAILED, FAULT_BOOKS_MEMORY);
    }
    taker.take = put;
    give_all(&taker);
    for (uint32_t task = 0; task < tasks; task++)
        sort(whereabouts->all + whereabouts->starts[task], whereabouts->starts[task + 1] - whereabouts->starts[task],
             left);
    free(left);
    return status_ok();
}

void whereabouts_finish(struct whereabouts *whereabouts)
{
    free(whereabouts->all);
    free(whereabouts->starts);
    *whereabouts = (struct whereabouts){ 0 };
}

static bool is_by_then(const void *all, size_t index, const void *ns)
{
    return ((const struct sighting *)all)[index].ns <= *(const uint64_t *)ns;
}

const struct sighting *whereabouts_at(const struct whereabouts *whereabouts, uint32_t task, uint64_t ns,
                                      uint32_t but_variable)
{
    if (!whereabouts->starts)
        return NULL;
    const struct sighting *own = whereabouts->all + whereabouts->starts[task];
    const uint32_t number = whereabouts->starts[task + 1] - whereabouts->starts[task];
    size_t before = search_count(own, number, &ns, is_by_then);
    for (int i = 0; i < LOOKED_BACK && before > 0; i++, before--)
        if (own[before - 1].variable != but_variable)
            return &own[before - 1];
    return NULL;
}

// A task's notes.
struct notes {
    const struct recording *recording;
    const struct note *all;
};

static bool note_is_by_then(const void *of, size_t index, const void *ns)
{
    const struct notes *notes = of;
    return recording_ns(notes->recording, notes->all[index].ticks) <= *(const uint64_t *)ns;
}

static bool tells_of_interpreter(const struct recording *recording, const struct note *note)
{
    return note->resource < recording->resource_count && recording->resources[note->resource].kind == RESOURCE_GIL;
}

bool whereabouts_went_on(const struct recording *recording, uint32_t task, uint64_t seen_ns, uint64_t by_ns,
                         uint64_t *ns)
{
    const struct task *made = &recording->tasks[task];
    const struct notes notes = { recording, recording->notes[task] };
    size_t i = search_count(&notes, made->notes, &seen_ns, note_is_by_then);
    for (const size_t end = i + LOOKED_AT; i < made->notes && i < end; i++) {
        *ns = recording_ns(recording, notes.all[i].ticks);
        if (*ns > by_ns)
            break;
        if (!tells_of_interpreter(recording, &notes.all[i]))
            return true;
    }
    *ns = made->finished_ns;
    return made->finished_ns > seen_ns && made->finished_ns <= by_ns;
}
