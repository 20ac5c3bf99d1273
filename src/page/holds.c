// Rows below the tasks': who had each lock and who waited for it, and how much was in what something can be put into.
//
// A long one is cut into equal columns as the tasks' are: of a lock what fills each most, with its holder where one had it all that
// time; of a queue the most that was in it.
#include "page/rows.h"

#include "page/fold.h"
#include "recording/resource_said.h"

enum {
    LOCKS_MOST = 24,
    HOLDS_MOST = 4000, // of all locks
    WAITS_MOST = 3000, // of all locks
    LEVELS_MOST = 12,
    LEVEL_STEPS_MOST = 4000, // of all of them
    COLUMNS_LEAST = 24,
};

// ---- locks -----------------------------------------------------------------------------------------------------------

// A change of what a lock is: from when, what (−1 is free), whose (−1: of nobody, several, or not of one alone).
static void put_hold(struct json *json, const struct document *document, uint64_t ns, int kind, int holder)
{
    json_uint(json, page_ns(document, ns));
    json_int(json, kind);
    json_int(json, holder);
}

// A GIL's track has its holder for a kind.
static int kind_of(const struct document *document, uint32_t resource, int kind)
{
    return document->recording.resources[resource].kind == RESOURCE_GIL && kind >= 0 ? TRACK_HELD : kind;
}

static void put_span(struct json *json, const struct document *document, uint32_t resource, uint64_t ns,
                     const struct track_span *span)
{
    const int kind = span ? kind_of(document, resource, span->kind) : -1;
    put_hold(json, document, ns, kind, span && kind != TRACK_SEVERAL ? span->extra : -1);
}

static void put_columns(struct json *json, const struct document *document, uint32_t resource, size_t columns)
{
    const struct track *track = &document->overview.locks[resource];
    int last_kind = -2, last_holder = -2;
    for (size_t c = 0; c < columns; c++) {
        const uint64_t from = page_column_ns(document, c, columns), to = page_column_ns(document, c + 1, columns);
        const int kind = kind_of(document, resource, track_most(track, from, to, NULL));
        const size_t at = track_find(track, from);
        const bool one =
            kind >= 0 && at < track->count && track->spans[at].from_ns <= from && track->spans[at].to_ns >= to;
        const int holder = one && kind != TRACK_SEVERAL ? track->spans[at].extra : -1;
        if (kind != last_kind || holder != last_holder)
            put_hold(json, document, from, kind, holder);
        last_kind = kind;
        last_holder = holder;
    }
}

// Whose waits for it: from, to, who.
static size_t put_waits(struct json *json, const struct document *document, uint32_t resource)
{
    size_t count = 0;
    for (uint32_t t = 0; t < document->recording.task_count; t++) {
        const struct worker_states *worker = &document->states.workers[t];
        for (size_t i = 0; i < worker->activity_count; i++) {
            const struct activity_span *span = &worker->activities[i];
            if (span->activity != ACTIVITY_WAITING || span->lock != resource + 1)
                continue;
            count++;
            if (!json)
                continue;
            json_uint(json, page_ns(document, span->from_ns));
            json_uint(json, page_ns(document, span->to_ns));
            json_uint(json, t);
        }
    }
    return count;
}

// The locks that anybody was seen to have, those that were waited for longest first, where that is known. Returns how many.
static size_t locks_of(const struct document *document, uint32_t *locks, size_t room, size_t *all)
{
    const struct recording *recording = &document->recording;
    size_t count = 0;
    *all = 0;
    for (uint32_t i = 0; i < recording->resource_count; i++) {
        const uint32_t r = document->crowd.most_waited ? document->crowd.most_waited[i] : i;
        if (!resource_is_lock(&recording->resources[r]) || document->overview.locks[r].count == 0)
            continue;
        if (count < room)
            locks[count++] = r;
        ++*all;
    }
    return count;
}

void page_locks(struct json *json, const struct document *document, int folds)
{
    uint32_t locks[LOCKS_MOST];
    size_t all = 0, spans = 0, waits = 0;
    const size_t count = locks_of(document, locks, fold_of(LOCKS_MOST, 2, folds), &all);
    for (size_t i = 0; i < count; i++) {
        spans += document->overview.locks[locks[i]].count;
        waits += put_waits(NULL, document, locks[i]);
    }
    const size_t room = fold_of(HOLDS_MOST, 64, folds), share = room / (count > 0 ? count : 1),
                 columns = share > COLUMNS_LEAST ? share : COLUMNS_LEAST;
    const bool sampled = spans > room, tells_waits = waits <= fold_of(WAITS_MOST, 20, folds);
    json_key_uint(json, "locks_all", all);
    json_key_uint(json, "locks_columns", sampled ? columns : 0);
    json_key_uint(json, "waits_all", waits);
    json_key_bool(json, "waits_told", tells_waits);
    json_key(json, "locks");
    json_array_begin(json);
    for (size_t i = 0; i < count; i++) {
        json_object_begin(json);
        char name[RESOURCE_SAID_BYTES];
        json_key_string(json, "name", resource_said(name, &document->recording, locks[i]));
        json_key(json, "holds");
        json_array_begin(json);
        if (sampled)
            put_columns(json, document, locks[i], columns);
        else
            page_spans(json, document, &document->overview.locks[locks[i]], locks[i], put_span);
        json_array_end(json);
        json_key(json, "waits");
        json_array_begin(json);
        if (tells_waits)
            put_waits(json, document, locks[i]);
        json_array_end(json);
        json_object_end(json);
    }
    json_array_end(json);
}

// ---- what something is in --------------------------------------------------------------------------------------------

static uint32_t most_between(const struct level_track *track, uint64_t from_ns, uint64_t to_ns)
{
    uint32_t most = level_at(track, from_ns);
    for (size_t i = level_steps_until(track, from_ns); i < track->count && track->steps[i].ns < to_ns; i++)
        most = track->steps[i].level > most ? track->steps[i].level : most;
    return most;
}

static void put_level_columns(struct json *json, const struct document *document, const struct level_track *track,
                              size_t columns)
{
    int64_t last = -1;
    for (size_t c = 0; c < columns; c++) {
        const uint32_t level =
            most_between(track, page_column_ns(document, c, columns), page_column_ns(document, c + 1, columns));
        if (level != last) {
            json_uint(json, page_ns(document, page_column_ns(document, c, columns)));
            json_uint(json, level);
        }
        last = level;
    }
}

// As high as it can be filled, where that says anything; a pipe's capacity counts bytes.
static uint32_t full_of(const struct resource *resource, const struct level_track *track)
{
    const uint32_t most = track->most > 0 ? track->most : 1;
    return resource->kind != RESOURCE_PIPE && resource->capacity > most ? resource->capacity : most;
}

void page_levels(struct json *json, const struct document *document, int folds)
{
    const struct recording *recording = &document->recording;
    const size_t most = fold_of(LEVELS_MOST, 1, folds), share = fold_of(LEVEL_STEPS_MOST, 64, folds) / most,
                 columns = share > COLUMNS_LEAST ? share : COLUMNS_LEAST;
    size_t all = 0;
    json_key(json, "levels");
    json_array_begin(json);
    for (uint32_t r = 0; r < recording->resource_count; r++) {
        const struct level_track *track = &document->levels.of[r];
        if (track->count == 0 || all++ >= most)
            continue;
        json_object_begin(json);
        char name[RESOURCE_SAID_BYTES];
        json_key_string(json, "name", resource_said(name, recording, r));
        json_key_uint(json, "full", full_of(&recording->resources[r], track));
        json_key_uint(json, "columns", track->count > share ? columns : 0);
        json_key(json, "steps");
        json_array_begin(json);
        for (size_t i = 0; track->count <= share && i < track->count; i++) {
            json_uint(json, page_ns(document, track->steps[i].ns));
            json_uint(json, track->steps[i].level);
        }
        if (track->count > share)
            put_level_columns(json, document, track, columns);
        json_array_end(json);
        json_object_end(json);
    }
    json_array_end(json);
    json_key_uint(json, "levels_all", all);
}
