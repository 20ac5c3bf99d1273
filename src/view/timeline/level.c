// A resource's row that something can be in: how much is in it, as steps.
//
// A column of pixels shows the most that it held there, so that nothing that came and went is left out.
#include "view/timeline/lock.h"
#include "view/timeline/pick.h"
#include "view/timeline/track.h"

#include "document/document.h"
#include "view/timeline/processes.h"
#include "view/ui/words.h"

#include <math.h>

static const struct level_track *track_of(const struct frame *frame, const struct timeline_row *row)
{
    return &frame->document->levels.of[row->index];
}

// The short timeline shows two at most, beside many tasks one: the first that hold things rather than permits.
static bool is_shown(const struct timeline_rows *rows, const struct document *document, uint32_t resource)
{
    const struct resource *resources = document->recording.resources;
    int before = 0;
    if (rows->whole)
        return level_is_of((enum resource_kind)resources[resource].kind);
    for (uint32_t r = 0; r < resource; r++)
        before += document->levels.of[r].count > 0 && resources[r].kind != RESOURCE_SEMAPHORE;
    return document->levels.of[resource].count > 0 && resources[resource].kind != RESOURCE_SEMAPHORE &&
           before < (rows->workers <= 4 ? 2 : 1);
}

static void collect(struct timeline_rows *rows, const struct document *document)
{
    const uint32_t *ranked = document->crowd.most_waited; // of a program that was recorded
    for (uint32_t i = 0; i < document->recording.resource_count; i++) {
        const uint32_t r = ranked ? ranked[i] : i;
        if (is_shown(rows, document, r) && !timeline_resource_folded(rows->model, document, i))
            timeline_rows_add(rows, &timeline_level_row, (int)r);
    }
}

// The most that is in it from one moment to before another.
static uint32_t most_between(const struct level_track *track, uint64_t from_ns, uint64_t to_ns)
{
    uint32_t most = level_at(track, from_ns);
    for (size_t i = level_steps_until(track, from_ns); i < track->count && track->steps[i].ns < to_ns; i++)
        most = track->steps[i].level > most ? track->steps[i].level : most;
    return most;
}

// As high as it can be filled, where that says anything; a pipe's capacity counts bytes.
static uint32_t full_of(const struct frame *frame, const struct timeline_row *row)
{
    const struct resource *resource = &frame->document->recording.resources[row->index];
    const uint32_t most = track_of(frame, row)->most > 0 ? track_of(frame, row)->most : 1;
    return resource->kind != RESOURCE_PIPE && resource->capacity > most ? resource->capacity : most;
}

static void draw_stretch(struct frame *frame, const struct timeline_row *row, float from, float to, uint32_t level)
{
    const float height = floorf(row->rect.height * (float)level / (float)full_of(frame, row));
    if (level > 0)
        draw_rect(frame->list, rect_of(from, rect_bottom(row->rect) - fmaxf(height, 2), to - from, fmaxf(height, 2)),
                  paint_solid(frame->theme->marks[MARK_ACCENT]));
}

static void draw(struct frame *frame, const struct timeline_axis *axis, const struct timeline_row *row)
{
    const struct level_track *track = track_of(frame, row);
    const float end = axis->x + axis->width;
    draw_rect(frame->list, rect_of(axis->x, rect_bottom(row->rect), axis->width, frame->scale.line_px),
              paint_solid(frame->theme->trims[TRIM_EDGE]));
    for (float x = axis->x; x < end;) {
        const uint64_t ns = timeline_ns(axis, x);
        const size_t next = level_steps_until(track, ns);
        frame->looked_at++;
        const float step = next < track->count ? timeline_x(axis, track->steps[next].ns) : end,
                    to = fminf(fmaxf(floorf(step), x + 1), end);
        const uint32_t level = to - x > 1.5f ? level_at(track, ns) : most_between(track, ns, timeline_ns(axis, to));
        draw_stretch(frame, row, x, to, level);
        x = to;
    }
}

static void label(struct frame *frame, const struct timeline_axis *axis, struct rect rect,
                  const struct timeline_row *row)
{
    (void)axis;
    timeline_name_draw(frame, rect, words_resource(frame, row->index));
}

static const char *explain(struct frame *frame, const struct timeline_row *row)
{
    const struct resource *resource = &frame->document->recording.resources[row->index];
    return FILL(resource->kind == RESOURCE_SEMAPHORE ? TEXT_TIMELINE_ROW_PERMITS_ID : TEXT_TIMELINE_ROW_LEVEL_ID,
                words_resource(frame, row->index));
}

static const char *words(struct frame *frame, const struct timeline_axis *axis, const struct timeline_row *row,
                         uint64_t ns)
{
    const struct resource *resource = &frame->document->recording.resources[row->index];
    (void)axis;
    return FILL(resource->kind == RESOURCE_SEMAPHORE ? TEXT_TIMELINE_TIP_PERMITS_ID : TEXT_TIMELINE_TIP_LEVEL_ID,
                words_resource(frame, row->index), words_number(frame, level_at(track_of(frame, row), ns)));
}

// As long as the level stood.
static bool pick(const struct document *document, const struct timeline_axis *axis, const struct timeline_row *row,
                 float x, struct timeline_pick *picked)
{
    const struct level_track *track = &document->levels.of[row->index];
    const size_t next = level_steps_until(track, timeline_ns(axis, x));
    picked->from_ns = next > 0 ? track->steps[next - 1].ns : document_from_ns(document);
    picked->to_ns = next < track->count ? track->steps[next].ns : document_to_ns(document);
    return picked->to_ns > picked->from_ns;
}

const struct timeline_row_kind timeline_level_row = {
    .weight = 0.7f,
    .collect = collect,
    .draw = draw,
    .label = label,
    .name = timeline_resource_name,
    .explain = explain,
    .words = words,
    .pick = pick,
};
