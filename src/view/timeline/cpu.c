// A cpu's row: who ran on it.
#include "document/present.h"
#include "labs/balance/experiment.h"
#include "view/timeline/pick.h"
#include "view/timeline/track.h"
#include "view/ui/words.h"

static void collect(struct timeline_rows *rows, const struct document *document)
{
    for (int i = 0; rows->whole && i < document->overview.cpu_count && i < TIMELINE_CPUS_MOST; i++)
        timeline_rows_add(rows, &timeline_cpu_row, i);
}

static void draw_ran(struct frame *frame, const struct timeline_row *row, const struct timeline_piece *piece)
{
    const struct rect rect = rect_of(piece->from, row->rect.y, piece->to - piece->from, row->rect.height);
    draw_box(frame->list, rect, rect.width > 8 ? 2 * frame->scale.u : 0,
             paint_solid(theme_worker(frame->theme, piece->kind)->fill),
             theme_worker_stroke(frame->theme, piece->kind, frame->scale.u));
    if (piece->span)
        timeline_inside_draw(frame, rect, words_name(frame, (uint32_t)piece->span->extra), frame->theme->on_worker);
}

static void draw(struct frame *frame, const struct timeline_axis *axis, const struct timeline_row *row)
{
    timeline_track_draw(frame, axis, row, &frame->document->overview.cpus[row->index], draw_ran);
}

static const char *number_of(struct frame *frame, const struct timeline_row *row)
{
    return words_number(frame, frame->document->overview.cpu_ids[row->index]);
}

static const char *name(struct frame *frame, int index)
{
    return FILL(TEXT_TIMELINE_CPU_ID, words_number(frame, frame->document->overview.cpu_ids[index]));
}

static void label(struct frame *frame, const struct timeline_axis *axis, struct rect rect,
                  const struct timeline_row *row)
{
    (void)axis;
    timeline_words_draw(frame, rect, name(frame, row->index), TEXT_SOFT);
}

static const char *explain(struct frame *frame, const struct timeline_row *row)
{
    return FILL(TEXT_TIMELINE_ROW_CPU_ID, number_of(frame, row));
}

static const char *words(struct frame *frame, const struct timeline_axis *axis, const struct timeline_row *row,
                         uint64_t ns)
{
    const struct track_span *span = timeline_span_at(&frame->document->overview.cpus[row->index], ns);
    (void)axis;
    if (!span)
        return FILL(TEXT_TIMELINE_TIP_IDLE_ID, number_of(frame, row));
    return FILL(TEXT_TIMELINE_TIP_CPU_ID, number_of(frame, row), words_name(frame, (uint32_t)span->extra),
                words_time(frame, span->to_ns - span->from_ns));
}

static bool pick(const struct document *document, const struct timeline_axis *axis, const struct timeline_row *row,
                 float x, struct timeline_pick *picked)
{
    return timeline_track_pick(&document->overview.cpus[row->index], axis, x, picked);
}

const struct timeline_row_kind timeline_cpu_row = {
    .weight = 0.55f,
    .collect = collect,
    .draw = draw,
    .label = label,
    .name = name,
    .explain = explain,
    .words = words,
    .pick = pick,
};
