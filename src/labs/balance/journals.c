// Finds the runs in entries of which nearly all are their worker's own: blocks are compared with what those would be, and
// only one that differs is looked at entry by entry. A stream (stream.h) has them nearly as they are. Where more runs come
// out than are worth it, the entries stay, or are made of the stream.
#include "labs/balance/journals.h"

#include "base/fault.h"
#include "base/search.h"
#include "labs/balance/books.h"
#include "labs/balance/experiment.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    BLOCK = 64, // entries compared at once
};

static struct status bad_read(uint32_t worker, uint32_t update, uint32_t version)
{
    char name[16];
    snprintf(name, sizeof name, "%08x", (unsigned)version);
    return status_with(STATUS_BAD_FILE, FAULT_CANNOT_READ, part_number(update), part_number(worker + 1),
                       part_text(name));
}

static struct status no_memory(uint64_t updates)
{
    return status_with(STATUS_FAILED, FAULT_LEDGER_MEMORY, part_number(updates));
}

// ---- what there is -------------------------------------------------------------------------------------------------

static struct status begin(struct journals *journals, const struct recording *recording)
{
    *journals = (struct journals){ .recording = recording };
    if (!experiment_of(recording))
        return status_fault(STATUS_BAD_FILE, FAULT_NO_BALANCE);
    const uint32_t count = experiment_of(recording)->count;
    if (count == 0 || count > WORKERS_MAX)
        return status_with(STATUS_BAD_FILE, FAULT_RUN_OF_WORKERS, part_number(count));
    journals->count = count;
    journals->private = experiment_of(recording)->memory == MEMORY_PRIVATE;
    for (uint32_t w = 0; w < count; w++) {
        const uint64_t updates = balance_updates(recording, w);
        if (updates > VERSION_SEQUENCE_MASK || (updates > 0 && !recording->own[BALANCE_OWN_JOURNALS + w]))
            return status_with(STATUS_BAD_FILE, FAULT_JOURNAL_OF, part_number(w + 1), part_number(updates));
        journals->made[w] = (uint32_t)updates;
        journals->updates += updates;
    }
    return status_ok();
}

// Whether the worker can have read it.
static bool can_read(const struct journals *journals, uint32_t worker, uint32_t version)
{
    return version == VERSION_START ||
           (journals_has(journals, version) && (!journals->private || version_worker(version) == worker));
}

// ---- dense ---------------------------------------------------------------------------------------------------------

static struct status check_dense(const struct journals *journals, uint32_t worker)
{
    const uint32_t *entries = journals->dense[worker];
    uint32_t bounds[WORKERS_MAX + 1] = { 1 }; // by a version's high bits: the first there that was not made
    for (uint32_t w = 0; w < journals->count; w++)
        bounds[w + 1] = journals->private && w != worker ? 0 : version_make(w, journals->made[w]);
    uint32_t wrong = 0; // gathered, not branched on
    for (uint32_t s = 0; s < journals->made[worker]; s++)
        wrong |= entries[s] >= bounds[entries[s] >> VERSION_SEQUENCE_BITS];
    for (uint32_t s = 0; wrong && s < journals->made[worker]; s++)
        if (!can_read(journals, worker, entries[s]))
            return bad_read(worker, s, entries[s]);
    return status_ok();
}

static struct status bad_stream(uint32_t worker, uint32_t update)
{
    return status_with(STATUS_BAD_FILE, FAULT_STREAM, part_number(worker + 1), part_number(update));
}

// Entries made of streams.
static struct status expand(struct journals *journals)
{
    uint32_t *entries = journals->expanded = malloc(journals->updates * sizeof *entries + 1);
    if (!entries)
        return no_memory(journals->updates);
    for (uint32_t w = 0; w < journals->count; w++) {
        const struct stream stream = balance_stream(journals->recording, w);
        if (!stream_is_whole(stream))
            return bad_stream(w, stream.next);
        stream_expand(stream, entries);
        journals->dense[w] = entries;
        entries += journals->made[w];
    }
    return status_ok();
}

static struct status build_dense(struct journals *journals)
{
    struct status status = status_ok();
    if (balance_in_streams(journals->recording))
        status = expand(journals);
    else
        for (uint32_t w = 0; w < journals->count; w++)
            journals->dense[w] = balance_journal(journals->recording, w);
    for (uint32_t w = 0; w < journals->count && status_is_ok(status); w++)
        status = check_dense(journals, w);
    return status;
}

// ---- runs ----------------------------------------------------------------------------------------------------------

struct extraction {
    struct journals *journals;
    size_t count, room;
    uint64_t most; // runs that are worth it
    struct status wrong;
};

static bool grow(struct extraction *extraction)
{
    struct journals *journals = extraction->journals;
    const size_t room = extraction->room + extraction->room / 2 + 1024;
    uint32_t *first = realloc(journals->first, room * sizeof *first);
    journals->first = first ? first : journals->first;
    uint32_t *parent = realloc(journals->parent, room * sizeof *parent);
    journals->parent = parent ? parent : journals->parent;
    if (!first || !parent) {
        extraction->wrong = no_memory(journals->updates);
        return false;
    }
    extraction->room = room;
    return true;
}

// Whether all of a block's entries are the worker's own versions from `own` on.
static inline bool is_own(const uint32_t *entries, uint32_t own)
{
    uint32_t differs = 0;
    for (uint32_t i = 0; i < BLOCK; i++)
        differs |= entries[i] ^ (own + i);
    return differs == 0;
}

// Takes a run; there is room. False: wrong is set.
static inline bool take(struct extraction *extraction, uint32_t worker, uint32_t first, uint32_t parent)
{
    struct journals *journals = extraction->journals;
    if (!can_read(journals, worker, parent)) {
        extraction->wrong = bad_read(worker, first, parent);
        return false;
    }
    journals->first[extraction->count] = first;
    journals->parent[extraction->count++] = parent;
    return true;
}

// Takes the runs that begin among a worker's updates from ≤ s < to, BLOCK at most. False: wrong is set.
static bool take_block(struct extraction *extraction, uint32_t worker, const uint32_t *entries, uint32_t from,
                       uint32_t to)
{
    const uint32_t own = version_make(worker, 0) - 1;
    if (extraction->room - extraction->count < BLOCK && !grow(extraction))
        return false;
    for (uint32_t s = from; s < to; s++)
        if ((entries[s] != own + s || s == 0) && !take(extraction, worker, s, entries[s]))
            return false;
    return true;
}

// False where they are too many, or wrong is set.
static bool take_worker(struct extraction *extraction, uint32_t worker)
{
    const struct journals *journals = extraction->journals;
    const uint32_t *entries = balance_journal(journals->recording, worker);
    const uint32_t updates = journals->made[worker], own = version_make(worker, 0) - 1;
    for (uint32_t s = 0, to; s < updates; s = to) {
        to = updates - s < BLOCK ? updates : s + BLOCK;
        if (to - s == BLOCK && s > 0 && is_own(&entries[s], own + s))
            continue;
        if (!take_block(extraction, worker, entries, s, to) || extraction->count > extraction->most)
            return false;
    }
    return true;
}

// The same of a stream.
static bool take_stream(struct extraction *extraction, uint32_t worker)
{
    struct stream stream = balance_stream(extraction->journals->recording, worker);
    struct stream_run run;
    const size_t before = extraction->count;
    while (stream_next(&stream, &run)) {
        if (extraction->count == extraction->room && !grow(extraction))
            return false;
        if (extraction->count == before && run.first != 0)
            break; // there is none of the first update
        if (!take(extraction, worker, run.first, run.parent) || extraction->count > extraction->most)
            return false;
    }
    if (!stream.broken && (extraction->count > before || stream.updates == 0))
        return true;
    extraction->wrong = bad_stream(worker, stream.next);
    return false;
}

// Gives back what was asked for too much; a refusal leaves it as it is.
static uint32_t *trim(uint32_t *array, size_t count)
{
    uint32_t *exact = realloc(array, (count ? count : 1) * sizeof *exact);
    return exact ? exact : array;
}

// in_runs stays false where they are too many.
static struct status build_runs(struct journals *journals, uint64_t most)
{
    struct extraction extraction = { .journals = journals, .most = most, .wrong = status_ok() };
    const bool in_streams = balance_in_streams(journals->recording);
    bool fits = true;
    for (uint32_t w = 0; w < journals->count && fits; w++) {
        fits = (in_streams ? take_stream : take_worker)(&extraction, w);
        journals->begin[w + 1] = (uint32_t)extraction.count;
    }
    if (fits) {
        journals->in_runs = true;
        journals->first = trim(journals->first, extraction.count);
        journals->parent = trim(journals->parent, extraction.count);
        return status_ok();
    }
    free(journals->first);
    free(journals->parent);
    journals->first = journals->parent = NULL;
    memset(journals->begin, 0, sizeof journals->begin);
    return extraction.wrong;
}

// ---- the whole -----------------------------------------------------------------------------------------------------

struct status journals_build(struct journals *journals, const struct recording *recording, enum journals_form form)
{
    struct status status = begin(journals, recording);
    // Of a few updates each worker's first makes a run of its own.
    const uint64_t most = form == JOURNALS_RUNS ? UINT32_MAX : journals->updates * JOURNALS_RUNS_MOST / 1000;
    if (status_is_ok(status) && form != JOURNALS_DENSE)
        status = build_runs(journals, most);
    if (status_is_ok(status) && !journals->in_runs)
        status = build_dense(journals);
    if (!status_is_ok(status))
        journals_finish(journals);
    return status;
}

void journals_finish(struct journals *journals)
{
    free(journals->first);
    free(journals->parent);
    free(journals->expanded);
    *journals = (struct journals){ 0 };
}

// ---- asking --------------------------------------------------------------------------------------------------------

static bool begins_until(const void *first, size_t run, const void *sequence)
{
    return ((const uint32_t *)first)[run] <= *(const uint32_t *)sequence;
}

uint32_t journals_run_of(const struct journals *journals, uint32_t version)
{
    const uint32_t worker = version_worker(version), sequence = version_sequence(version);
    return (uint32_t)search_within(journals->first, journals->begin[worker], journals->begin[worker + 1], &sequence,
                                   begins_until) -
           1;
}

uint32_t journals_run_near(const struct journals *journals, uint32_t version, uint32_t near)
{
    const uint32_t worker = version_worker(version), sequence = version_sequence(version);
    const uint32_t begin = journals->begin[worker], count = journals->begin[worker + 1] - begin;
    return begin + (uint32_t)search_near(journals->first + begin, count, near - begin + 1, &sequence, begins_until) - 1;
}

uint32_t journals_worker_of(const struct journals *journals, uint32_t run)
{
    uint32_t worker = 0;
    while (journals->begin[worker + 1] <= run)
        worker++;
    return worker;
}
