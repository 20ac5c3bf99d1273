// The row of lost updates: heat by the share of a column's updates that was lost.
#include "view/timeline/columns.h"
#include "view/timeline/measure.h"
#include "view/timeline/pick.h"
#include "view/timeline/row.h"
#include "view/ui/cell_words.h"
#include "view/ui/words.h"

#include <math.h>

// How wide its columns are.
static float step_of(const struct frame *frame)
{
    const float step = floorf(8 * frame->scale.u);
    return step > 4 ? step : 4;
}

// As heat: the more of a column's updates were lost, the stronger.
static void draw(struct frame *frame, const struct timeline_axis *axis, const struct timeline_row *row)
{
    const int columns = (int)(axis->width / step_of(frame));
    struct cell_stretch *stretches =
        columns > 0 ? arena_get_array(frame->arena, (size_t)columns, sizeof *stretches) : NULL;
    const float middle = rect_centre(row->rect).y;
    draw_rect(frame->list, rect_of(axis->x, middle, axis->width, frame->scale.line_px),
              paint_solid(frame->theme->trims[TRIM_GRID]));
    if (!stretches || frame->document->cell.lost == 0)
        return;
    frame->looked_at += (uint64_t)columns;
    timeline_fill_stretches(frame->document, axis, columns, stretches);
    const float stride = axis->width / (float)columns, gap = stride > 6 ? 1 : 0;
    for (int i = 0; i < columns; i++) {
        if (stretches[i].lost == 0)
            continue;
        const float share = (float)stretches[i].lost / (float)stretches[i].stores;
        const float left = floorf(axis->x + (float)i * stride), right = floorf(axis->x + (float)(i + 1) * stride);
        draw_rect(frame->list, rect_of(left, row->rect.y, right - left - gap, row->rect.height),
                  paint_solid(colour_faded(frame->theme->marks[MARK_LOST], (uint8_t)(60 + 195 * sqrtf(share)))));
    }
}

static const char *name(struct frame *frame, int index)
{
    (void)index;
    return text_of(frame->language, TEXT_LOST_ID);
}

static void label(struct frame *frame, const struct timeline_axis *axis, struct rect rect,
                  const struct timeline_row *row)
{
    (void)axis;
    timeline_words_draw(frame, rect, name(frame, row->index), TEXT_LOST);
}

static const char *explain(struct frame *frame, const struct timeline_row *row)
{
    (void)row;
    return text_of(frame->language, TEXT_TIMELINE_ROW_LOST_ID);
}

// What was lost of the updates in a column's width round the moment.
static const char *words(struct frame *frame, const struct timeline_axis *axis, const struct timeline_row *row,
                         uint64_t ns)
{
    (void)row;
    const double column = (double)(axis->to_ns - axis->from_ns) / (double)axis->width * step_of(frame);
    const uint64_t half = (uint64_t)(column / 2) + 1, from = ns > half ? ns - half : 0;
    const struct timeline_measure measure = timeline_measure_of(frame->document, from, ns + half);
    return FILL(TEXT_TIMELINE_TIP_LOST_ID, words_cell_about(frame, words_number(frame, (int64_t)measure.lost)),
                words_number(frame, (int64_t)measure.updates), words_time(frame, 2 * half));
}

static void collect(struct timeline_rows *rows, const struct document *document)
{
    if (document->cell.kind)
        timeline_rows_add(rows, &timeline_lost_row, 0);
}

static bool pick(const struct document *document, const struct timeline_axis *axis, const struct timeline_row *row,
                 float x, struct timeline_pick *picked)
{
    (void)row;
    return timeline_pick_stores(document, axis, x, picked);
}

const struct timeline_row_kind timeline_lost_row = {
    .weight = 0.6f,
    .at_foot = true,
    .foreign_foot = true,
    .foot_u = 18,
    .collect = collect,
    .draw = draw,
    .label = label,
    .name = name,
    .explain = explain,
    .words = words,
    .pick = pick,
    .tells_stores = true,
};
