// Resources of a recorded program that nobody waited for, many of them: folded into one row, which a press opens.
#include "view/timeline/row.h"

#include "document/document.h"
#include "view/timeline/processes.h"
#include "view/timeline/timeline_model.h"
#include "view/ui/words.h"

enum {
    ALWAYS_SHOWN = 6, // resources
};

bool timeline_resource_folded(const struct timeline_model *timeline, const struct document *document, uint32_t rank)
{
    const struct crowd *crowd = &document->crowd;
    return crowd->process_count > 0 && rank >= ALWAYS_SHOWN && !timeline->all_resources &&
           crowd->waits[crowd->most_waited[rank]].count == 0;
}

static bool has_row(const struct document *document, uint32_t resource)
{
    const struct resource *of = &document->recording.resources[resource];
    return (int)resource != document->patience.gil &&
           (resource_is_lock(of) || level_is_of((enum resource_kind)of->kind));
}

static uint32_t count_rest(const struct document *document)
{
    const struct crowd *crowd = &document->crowd;
    uint32_t count = 0;
    for (uint32_t i = ALWAYS_SHOWN; i < crowd->resource_count; i++)
        count += crowd->waits[crowd->most_waited[i]].count == 0 && has_row(document, crowd->most_waited[i]);
    return count;
}

static void collect(struct timeline_rows *rows, const struct document *document)
{
    if (rows->whole && document->crowd.process_count > 0 && count_rest(document) > 0)
        timeline_rows_add(rows, &timeline_rest_row, 0);
}

static void draw(struct frame *frame, const struct timeline_axis *axis, const struct timeline_row *row)
{
    (void)axis;
    draw_rect(frame->list, rect_of(row->rect.x, rect_centre(row->rect).y, row->rect.width, frame->scale.line_px),
              paint_solid(frame->theme->trims[TRIM_EDGE]));
}

static const char *explain(struct frame *frame, const struct timeline_row *row)
{
    (void)row;
    return FILL(TEXT_TIMELINE_REST_TIP_ID, words_number(frame, count_rest(frame->document)));
}

static void label(struct frame *frame, const struct timeline_axis *axis, struct rect rect,
                  const struct timeline_row *row)
{
    (void)axis;
    timeline_fold_draw(frame, rect, FILL(TEXT_TIMELINE_REST_ID, words_number(frame, count_rest(frame->document))),
                       &(struct timeline_fold){ .id = ui_id("timeline rest", 0),
                                                .argument = TIMELINE_FOLD_RESOURCES,
                                                .folded = !frame->model->timeline->all_resources,
                                                .tip = explain(frame, row) });
}

static const char *words(struct frame *frame, const struct timeline_axis *axis, const struct timeline_row *row,
                         uint64_t ns)
{
    (void)axis;
    (void)ns;
    return explain(frame, row);
}

const struct timeline_row_kind timeline_rest_row = {
    .weight = 0.45f,
    .collect = collect,
    .draw = draw,
    .label = label,
    .explain = explain,
    .words = words,
};
