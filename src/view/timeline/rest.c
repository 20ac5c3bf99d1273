// Resources of a recorded program that nobody waited for, many of them, and GILs past the first few: folded into one row, which a
// press opens.
#include "view/timeline/row.h"

#include "document/document.h"
#include "view/timeline/processes.h"
#include "view/timeline/timeline_model.h"
#include "view/ui/words.h"

enum {
    ALWAYS_SHOWN = 6,      // resources
    GILS_ALWAYS_SHOWN = 4, // of those that were waited for longest
};

// What was searched for by name is to be seen.
static bool all_are_shown(const struct timeline_model *timeline)
{
    return timeline->all_resources || timeline_filters(&timeline->arrangement);
}

bool timeline_resource_folded(const struct timeline_model *timeline, const struct document *document, uint32_t rank)
{
    const struct crowd *crowd = &document->crowd;
    return crowd->process_count > 0 && rank >= ALWAYS_SHOWN && !all_are_shown(timeline) &&
           crowd->waits[crowd->most_waited[rank]].count == 0;
}

static bool is_gil(const struct document *document, uint32_t resource)
{
    return document->recording.resources[resource].kind == RESOURCE_GIL;
}

// One that a thread has for itself tells nothing.
static bool is_alone(const struct document *document, uint32_t resource)
{
    const struct recording *recording = &document->recording;
    for (uint32_t i = 0; i < recording->gil_count; i++)
        if (recording->gils[i].resource == resource)
            return !found_gil_is_shared(&recording->gils[i]);
    return false;
}

static bool gil_folds(const struct document *document, uint32_t rank)
{
    const uint32_t *most_waited = document->crowd.most_waited;
    uint32_t before = 0;
    for (uint32_t i = 0; i < rank; i++)
        before += is_gil(document, most_waited[i]) && !is_alone(document, most_waited[i]);
    return before >= GILS_ALWAYS_SHOWN || is_alone(document, most_waited[rank]);
}

bool timeline_gil_folded(const struct timeline_model *timeline, const struct document *document, uint32_t rank)
{
    return document->crowd.process_count > 0 && !all_are_shown(timeline) && gil_folds(document, rank);
}

static bool has_row(const struct document *document, uint32_t resource)
{
    const struct resource *of = &document->recording.resources[resource];
    return resource_is_lock(of) || level_is_of((enum resource_kind)of->kind);
}

// *gils: how many of them are GILs.
static uint32_t count_rest(const struct document *document, uint32_t *gils)
{
    const struct crowd *crowd = &document->crowd;
    uint32_t count = 0;
    *gils = 0;
    for (uint32_t i = 0; i < crowd->resource_count; i++) {
        const uint32_t resource = crowd->most_waited[i];
        if (is_gil(document, resource))
            *gils += gil_folds(document, i);
        else
            count += i >= ALWAYS_SHOWN && crowd->waits[resource].count == 0 && has_row(document, resource);
    }
    return count + *gils;
}

static void collect(struct timeline_rows *rows, const struct document *document)
{
    uint32_t gils;
    if (rows->whole && document->crowd.process_count > 0 && count_rest(document, &gils) > 0)
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
    uint32_t gils;
    const uint32_t count = count_rest(frame->document, &gils);
    (void)row;
    if (gils == 0)
        return FILL(TEXT_TIMELINE_REST_TIP_ID, words_number(frame, count));
    return FILL(TEXT_TIMELINE_REST_GILS_TIP_ID, words_number(frame, gils), words_number(frame, count - gils));
}

static void label(struct frame *frame, const struct timeline_axis *axis, struct rect rect,
                  const struct timeline_row *row)
{
    uint32_t gils;
    (void)axis;
    timeline_fold_draw(frame, rect,
                       FILL(TEXT_TIMELINE_REST_ID, words_number(frame, count_rest(frame->document, &gils))),
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
