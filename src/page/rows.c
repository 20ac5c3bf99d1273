// Rows of a long run are cut into equal columns, each with what fills it most.
#include "page/rows.h"

#include "page/fold.h"
#include "recording/resource_said.h"

#include <string.h>

enum {
    TASKS_MOST = 256,
    SPANS_MOST = 8000, // of all rows
    COLUMNS_LEAST = 24,
    CURVE_COLUMNS = 600,
    TOLD_MOST = 2000,
    PRINT_BYTES = 160,
};

uint64_t page_ns(const struct document *document, uint64_t ns)
{
    const uint64_t from = document_from_ns(document);
    return ns > from ? ns - from : 0;
}

static void key_moment(struct json *json, const struct document *document, const char *key, uint64_t ns)
{
    json_key_uint(json, key, page_ns(document, ns));
}

// ---- rows ------------------------------------------------------------------------------------------------------------

// A change of what a row has: −1 is nothing.
static void put_change(struct json *json, const struct document *document, uint64_t ns, int kind)
{
    json_uint(json, page_ns(document, ns));
    json_int(json, kind);
}

static void put_span(struct json *json, const struct document *document, uint32_t task, uint64_t ns,
                     const struct track_span *span)
{
    (void)task;
    put_change(json, document, ns, span ? span->kind : -1);
}

void page_spans(struct json *json, const struct document *document, const struct track *track, uint32_t of,
                page_put_change *put)
{
    const struct extent *extent = &document->extent;
    uint64_t until = extent->from_ns;
    for (size_t i = 0; i < track->count && track->spans[i].from_ns < extent->to_ns; i++) {
        const struct track_span *span = &track->spans[i];
        if (span->to_ns <= extent->from_ns || span->to_ns <= span->from_ns)
            continue;
        const uint64_t from = span->from_ns > extent->from_ns ? span->from_ns : extent->from_ns;
        if (from > until)
            put(json, document, of, until, NULL);
        put(json, document, of, from, span);
        until = span->to_ns;
    }
    if (until < extent->to_ns)
        put(json, document, of, until, NULL);
}

uint64_t page_column_ns(const struct document *document, size_t column, size_t columns)
{
    const struct extent *extent = &document->extent;
    return extent->from_ns + (uint64_t)((double)(extent->to_ns - extent->from_ns) * (double)column / (double)columns);
}

static void put_columns(struct json *json, const struct document *document, const struct track *track, size_t columns)
{
    int last = -2;
    for (size_t c = 0; c < columns; c++) {
        const int kind =
            track_most(track, page_column_ns(document, c, columns), page_column_ns(document, c + 1, columns), NULL);
        if (kind != last)
            put_change(json, document, page_column_ns(document, c, columns), kind);
        last = kind;
    }
}

void page_rows(struct json *json, const struct document *document, int folds)
{
    const size_t all = document->recording.task_count, most = fold_of(TASKS_MOST, 4, folds),
                 tasks = all < most ? all : most, room = fold_of(SPANS_MOST, 64, folds);
    size_t spans = 0;
    for (size_t t = 0; t < tasks; t++)
        spans += document->overview.states[t].count;
    const bool sampled = spans > room;
    const size_t share = room / (tasks > 0 ? tasks : 1), columns = share > COLUMNS_LEAST ? share : COLUMNS_LEAST;
    json_key_uint(json, "tasks_all", all);
    json_key_uint(json, "columns", sampled ? columns : 0);
    json_key(json, "tasks");
    json_array_begin(json);
    for (size_t t = 0; t < tasks; t++) {
        json_object_begin(json);
        json_key_string(json, "name", document->recording.tasks[t].name);
        json_key(json, "states");
        json_array_begin(json);
        if (sampled)
            put_columns(json, document, &document->overview.states[t], columns);
        else
            page_spans(json, document, &document->overview.states[t], (uint32_t)t, put_span);
        json_array_end(json);
        json_object_end(json);
    }
    json_array_end(json);
}

// ---- the value -------------------------------------------------------------------------------------------------------

// Of each column the least and the most of the value, and how many stores and how many of them were lost.
// What nobody saw.
static void put_unseen(struct json *json)
{
    json_array_begin(json);
    json_null(json);
    json_null(json);
    json_uint(json, 0);
    json_uint(json, 0);
    json_array_end(json);
}

void page_curve(struct json *json, const struct document *document, int folds)
{
    const struct cell_history *cell = &document->cell;
    const size_t columns = fold_of(CURVE_COLUMNS, 40, folds);
    json_key(json, "curve");
    if (!cell->kind || cell->stores == 0) {
        json_null(json);
        return;
    }
    json_object_begin(json);
    json_key_string(json, "name", document->variable ? document->variable->history.variable->name : NULL);
    key_moment(json, document, "from", document->extent.from_ns);
    key_moment(json, document, "to", document->extent.to_ns);
    json_key_bool(json, "about", !cell->timed);
    json_key(json, "columns");
    json_array_begin(json);
    for (size_t c = 0; c < columns; c++) {
        const int64_t from = cell->kind->position_at(cell->of, page_column_ns(document, c, columns)) + 1;
        const int64_t to = c + 1 == columns
                               ? cell->stores
                               : cell->kind->position_at(cell->of, page_column_ns(document, c + 1, columns)) + 1;
        if (document->variable && page_column_ns(document, c + 1, columns) <= cell_seen_from_ns(cell)) {
            put_unseen(json);
            continue;
        }
        const struct cell_stretch stretch = cell->kind->stretch(cell->of, from, to > from ? to : from);
        json_array_begin(json);
        json_real(json, stretch.low);
        json_real(json, stretch.high);
        json_uint(json, stretch.stores);
        json_uint(json, stretch.lost);
        json_array_end(json);
    }
    json_array_end(json);
    json_object_end(json);
}

// ---- what is told ----------------------------------------------------------------------------------------------------

static void put_note(struct json *json, const struct recording *recording, const struct note *note)
{
    const bool of_task = note->kind == NOTE_STARTED || note->kind == NOTE_JOINED || note->kind == NOTE_SIGNALED;
    char name[RESOURCE_SAID_BYTES];
    json_uint(json, note->kind);
    if (of_task)
        json_string(json, note->other < recording->task_count ? recording->tasks[note->other].name : NULL);
    else if (note->kind != NOTE_OWN && note->kind != NOTE_RAISED && note->kind != NOTE_AT)
        json_string(json,
                    note->resource < recording->resource_count ? resource_said(name, recording, note->resource) : NULL);
}

// 0 stands for what was printed.
static void put_print(struct json *json, const struct recording *recording, uint32_t index)
{
    char text[PRINT_BYTES + 4];
    const char *from = recording->console_text;
    for (uint32_t i = 0; i < index; i++)
        from += recording->console[i].bytes;
    const uint32_t bytes = recording->console[index].bytes;
    snprintf(text, sizeof text, "%.*s%s", (int)(bytes < PRINT_BYTES ? bytes : PRINT_BYTES), from,
             bytes > PRINT_BYTES ? "…" : "");
    text[strcspn(text, "\n")] = '\0';
    json_uint(json, 0);
    json_string(json, text);
}

void page_told(struct json *json, const struct document *document, int folds)
{
    const struct tale *tale = &document->tale;
    const struct recording *recording = &document->recording;
    const size_t most = fold_of(TOLD_MOST, 20, folds), count = tale->count < most ? tale->count : most;
    json_key_uint(json, "told_all", tale->count);
    json_key(json, "told");
    json_array_begin(json);
    for (size_t i = 0; i < count; i++) {
        const struct tale_event *event = &tale->all[i];
        json_array_begin(json);
        json_uint(json, page_ns(document, event->ns));
        json_uint(json, event->task);
        if (event->kind == TOLD_NOTE)
            put_note(json, recording, tale_note(recording, event));
        else
            put_print(json, recording, event->index);
        json_array_end(json);
    }
    json_array_end(json);
}
