// A lock's row: who held it, hatched while others waited; grey from the death of a holder on that kept it.
#include "view/timeline/lock.h"
#include "view/timeline/hits.h"
#include "view/timeline/pick.h"

#include "document/present.h"
#include "lab/lab.h"
#include "labs/balance/experiment.h"
#include "view/looks/marks.h"
#include "view/timeline/processes.h"
#include "view/timeline/track.h"
#include "view/ui/words.h"

#include <strings.h>

bool timeline_lock_shown(const struct timeline_rows *rows, const struct document *document, int resource)
{
    const struct recording *recording = &document->recording;
    const uint32_t *ranked = document->crowd.most_waited;
    int at = (int)recording->resource_count - 1, last = at;
    // Of a program that was recorded: the lock that was waited for longest, be it the GIL.
    for (; at >= 0; at--) {
        last = ranked ? (int)ranked[recording->resource_count - 1 - (uint32_t)at] : at;
        if (resource_is_lock(&recording->resources[last]))
            break;
    }
    return resource_is_lock(&recording->resources[resource]) &&
           (rows->whole || (resource == last && rows->workers <= 3));
}

// Of a program that was recorded the ones that were waited for longest come first.
static void collect(struct timeline_rows *rows, const struct document *document)
{
    const uint32_t *ranked = document->crowd.most_waited;
    for (int i = 0; i < (int)document->recording.resource_count; i++) {
        const int resource = ranked ? (int)ranked[i] : i;
        if (document->recording.resources[resource].kind != RESOURCE_GIL &&
            timeline_lock_shown(rows, document, resource) &&
            !timeline_resource_folded(rows->model, document, (uint32_t)i))
            timeline_rows_add(rows, &timeline_lock_row, resource);
    }
}

static void draw_hold(struct frame *frame, const struct timeline_row *row, const struct timeline_piece *piece)
{
    const struct theme *theme = frame->theme;
    const struct rect rect = rect_of(piece->from, row->rect.y, piece->to - piece->from, row->rect.height);
    const struct colour fill = piece->span ? theme_worker(theme, piece->span->extra)->fill : theme->marks[MARK_LINE];
    struct paint paint = paint_solid(fill);
    if (piece->kind == TRACK_HELD_DEAD) {
        mark_zombie_span(frame->list, theme, rect, 0, frame->scale.u, point_at(0, rect.y));
        if (piece->span)
            timeline_plate_draw(frame, rect,
                                FILL(TEXT_TIMELINE_HELD_DEAD_ID, words_name(frame, (uint32_t)piece->span->extra)));
        return;
    }
    if (piece->kind == TRACK_WANTED)
        paint = (struct paint){ fill, theme->on_worker, PATTERN_HATCH, 9 * frame->scale.u, point_at(0, 0) };
    if (piece->kind == TRACK_SEVERAL)
        paint = paint_solid(theme->marks[MARK_LOST]);
    draw_box(frame->list, rect, 0, paint,
             piece->span && piece->kind != TRACK_SEVERAL
                 ? theme_worker_stroke(theme, (int)piece->span->extra, frame->scale.u)
                 : stroke_none());
    if (piece->span && piece->kind == TRACK_HELD)
        timeline_inside_draw(frame, rect, words_name(frame, (uint32_t)piece->span->extra), theme->on_worker);
}

static void draw(struct frame *frame, const struct timeline_axis *axis, const struct timeline_row *row)
{
    timeline_track_draw(frame, axis, row, &frame->document->overview.locks[row->index], draw_hold);
}

const char *timeline_resource_name(struct frame *frame, int resource) { return words_resource(frame, resource); }

void timeline_lock_label(struct frame *frame, const struct timeline_axis *axis, struct rect rect,
                         const struct timeline_row *row)
{
    (void)axis;
    timeline_name_draw(frame, rect, words_resource(frame, row->index));
}

static const char *explain(struct frame *frame, const struct timeline_row *row)
{
    const char *name = words_resource(frame, row->index);
    return resource_is_lock(&frame->document->recording.resources[row->index]) ? FILL(TEXT_TIMELINE_ROW_LOCK_ID, name)
                                                                               : name;
}

const char *timeline_lock_words(struct frame *frame, const struct timeline_axis *axis, const struct timeline_row *row,
                                uint64_t ns)
{
    const struct recording *recording = &frame->document->recording;
    const struct track_span *span = timeline_span_at(&frame->document->overview.locks[row->index], ns);
    (void)axis;
    if (span && span->kind == TRACK_SEVERAL && !patiences_of(&frame->document->gils, row->index))
        return FILL(TEXT_TIMELINE_TIP_LOCK_SEVERAL_ID, words_resource(frame, row->index),
                    words_time(frame, span->to_ns - span->from_ns));
    if (span)
        return FILL(span->kind == TRACK_HELD_DEAD && !patiences_of(&frame->document->gils, row->index)
                        ? TEXT_TIMELINE_TIP_LOCK_DEAD_ID
                        : TEXT_TIMELINE_TIP_LOCK_ID,
                    words_resource(frame, row->index), words_name(frame, (uint32_t)span->extra),
                    words_time(frame, span->to_ns - span->from_ns));
    if (ns < lab_resource_from(lab_of(recording->plan->lab), recording, (uint32_t)row->index))
        return FILL(TEXT_TIMELINE_TIP_NOT_YET_ID, words_resource(frame, row->index));
    if (recording->plan->timing == TIMING_FULL && resource_is_lock(&recording->resources[row->index]))
        return FILL(TEXT_STAGE_LOCK_OPEN_ID, words_resource(frame, row->index));
    return text_of(frame->language, TEXT_TIMELINE_TIP_NONE_ID);
}

bool timeline_lock_pick(const struct document *document, const struct timeline_axis *axis,
                        const struct timeline_row *row, float x, struct timeline_pick *pick)
{
    return timeline_track_pick(&document->overview.locks[row->index], axis, x, pick);
}

// Where a lock of that name was taken.
static void find(const struct document *document, const char *word, struct timeline_hits *hits)
{
    const struct recording *recording = &document->recording;
    for (uint32_t r = 0; r < recording->resource_count; r++) {
        const struct track *track = &document->overview.locks[r];
        if (!resource_is_lock(&recording->resources[r]) || recording->resources[r].kind == RESOURCE_GIL ||
            strncasecmp(recording->resources[r].name, word, sizeof recording->resources[r].name) != 0)
            continue;
        for (size_t i = 0; i < track->count; i++)
            timeline_hit_add(hits, &(struct timeline_pick){ .kind = &timeline_lock_row,
                                                            .index = (int)r,
                                                            .from_ns = track->spans[i].from_ns,
                                                            .to_ns = track->spans[i].to_ns,
                                                            .store = -1 });
    }
}

const struct timeline_row_kind timeline_lock_row = {
    .weight = 0.55f,
    .foot_u = 18,
    .foreign_foot = true,
    .collect = collect,
    .draw = draw,
    .label = timeline_lock_label,
    .name = timeline_resource_name,
    .explain = explain,
    .words = timeline_lock_words,
    .pick = timeline_lock_pick,
    .find = find,
};
