// The timeline: rows of every kind (row.h) over one axis of time; the short one at the foot of the stage
// is the same with fewer rows.
#include "view/timeline/parts.h"

#include "base/text.h"
#include "labs/balance/experiment.h"
#include "labs/balance/story.h"
#include "view/looks/marks.h"
#include "view/model/view_row.h"
#include "view/texts/clock_text.h"
#include "view/timeline/layout.h"
#include "view/timeline/links.h"
#include "view/timeline/measure.h"
#include "view/timeline/processes.h"
#include "view/timeline/rows.h"
#include "view/timeline/stretch.h"
#include "view/timeline/timeline.h"
#include "view/timeline/timeline_model.h"
#include "view/ui/words.h"

#include <math.h>
#include <stdio.h>

static const char *clock_of(struct frame *frame, uint64_t ns)
{
    char text[CLOCK_TEXT_BYTES];
    const uint64_t from = document_from_ns(frame->document);
    const char *copy =
        arena_printf(frame->arena, "%s", clock_text(text, ns - from, document_clock_ns(frame->document)));
    return copy ? copy : "";
}

static const char *range_text(struct frame *frame, const struct timeline_axis *axis, float room_px)
{
    const struct text_style style = ui_text(frame, TYPE_SMALL, TEXT_FAINT);
    const char *range = FILL(TEXT_TIMELINE_RANGE_ID, clock_of(frame, axis->from_ns), clock_of(frame, axis->to_ns));
    const char *whole = FILL(TEXT_TIMELINE_HINT_ID, range);
    return draw_text_width(frame->list, whole, style) < room_px && !frame->scale.lecture ? whole : range;
}

static const struct timeline_row *row_at(const struct timeline_layout *layout, struct point point)
{
    for (int i = layout->rows.count; i-- > 0;) // the pinned ones lie over those that scroll
        if (rect_holds(layout->rows.list[i].rect, point))
            return &layout->rows.list[i];
    return NULL;
}

static void draw_some(struct frame *frame, const struct timeline_layout *layout, struct rect room, int first, int end)
{
    const bool scrolls = first == 0 && layout->content > layout->moving.height;
    const float over = scrolls ? 0 : 5 * frame->scale.u; // the name of a low row is higher than it
    const struct rect clip = rect_between(layout->labels.x, room.y - over, rect_right(room), rect_bottom(room));
    draw_clip_push(frame->list, clip, scrolls);
    for (int i = first; i < end; i++) {
        const struct timeline_row *row = &layout->rows.list[i];
        if (rect_bottom(row->rect) < clip.y || row->rect.y > rect_bottom(clip) ||
            (!scrolls && rect_bottom(row->rect) > rect_bottom(clip) + 1))
            continue;
        timeline_label_draw(frame, &layout->axis,
                            rect_of(layout->labels.x, row->rect.y, layout->labels.width, row->rect.height), row);
        row->kind->draw(frame, &layout->axis, row);
    }
    draw_clip_pop(frame->list);
}

static void draw_rows(struct frame *frame, const struct timeline_layout *layout)
{
    const int moving = layout->rows.count - layout->pinned;
    draw_some(frame, layout, layout->moving, 0, moving);
    draw_some(frame, layout, layout->plots, moving, layout->rows.count);
}

// How far the rows can be scrolled, in pixels.
static int scroll_most(const struct timeline_layout *layout)
{
    return layout->many && layout->content > layout->moving.height ? (int)ceilf(layout->content - layout->moving.height)
                                                                   : 0;
}

// Beside rows that scroll: how many there are, and which are in sight.
static void draw_scroll(struct frame *frame, const struct timeline_layout *layout)
{
    const float room = layout->moving.height, u = frame->scale.u, x = rect_right(layout->plots) + 3 * u;
    if (scroll_most(layout) == 0)
        return;
    const float scrolled = layout->moving.y - layout->rows.list[0].rect.y;
    ui_hit(frame, (struct hit){ .rect = rect_of(x - 4 * u, layout->moving.y, 12 * u, room),
                                .id = ui_id("timeline bar", 0),
                                .kind = HIT_AREA,
                                .action = ACTION_TIMELINE_BAR,
                                .argument = scroll_most(layout),
                                .tip = text_of(frame->language, TEXT_TIMELINE_ROWS_TIP_ID) });
    draw_box(frame->list, rect_of(x, layout->moving.y, 4 * u, room), 2 * u,
             paint_solid(frame->theme->trims[TRIM_TRACK]), stroke_none());
    // Of thousands of rows those in sight are hardly any: it is still to be seen where they are.
    const float handle = fminf(fmaxf(room * room / layout->content, 16 * u), room),
                way = scrolled / (layout->content - layout->moving.height);
    draw_box(frame->list, rect_of(x, layout->moving.y + (room - handle) * way, 4 * u, handle), 2 * u,
             paint_solid(frame->theme->marks[MARK_LINE]), stroke_none());
}

// Workers that the short one has no room for.
static void draw_left_out(struct frame *frame, const struct timeline_layout *layout)
{
    const uint32_t count = frame->document->recording.task_count;
    struct text_style style = ui_text(frame, TYPE_SMALL, TEXT_FAINT);
    style.along = ALONG_MIDDLE;
    if (layout->rows.workers < count)
        draw_textf(frame->list, point_at(layout->labels.x, rect_centre(layout->ruler).y), style, "+%u",
                   count - layout->rows.workers);
}

static void put_areas(struct frame *frame, const struct timeline_layout *layout, bool whole)
{
    const uint32_t rows = ui_id("timeline rows", whole), ruler = ui_id("timeline ruler", whole);
    const struct point pointer = frame->ui->pointer;
    const struct timeline_row *row = frame->ui->hover == rows ? row_at(layout, pointer) : NULL;
    if (scroll_most(layout) > 0)
        ui_hit(frame, (struct hit){ .rect = rect_of(layout->labels.x, layout->moving.y, layout->labels.width,
                                                    layout->moving.height),
                                    .id = ui_id("timeline labels", whole),
                                    .kind = HIT_AREA,
                                    .action = ACTION_TIMELINE_ROWS,
                                    .argument = scroll_most(layout),
                                    .tip = text_of(frame->language, TEXT_TIMELINE_ROWS_TIP_ID) });
    ui_hit(frame, (struct hit){ .rect = layout->ruler,
                                .id = ruler,
                                .kind = HIT_AREA,
                                .action = ACTION_TIMELINE_RULER,
                                .tip = text_of(frame->language, TEXT_TIMELINE_RULER_TIP_ID) });
    ui_hit(frame,
           (struct hit){ .rect = layout->plots,
                         .id = rows,
                         .kind = HIT_AREA,
                         .action = ACTION_TIMELINE_AREA,
                         .argument = scroll_most(layout),
                         .tip = row ? timeline_tip(frame, &layout->axis, row, timeline_ns(&layout->axis, pointer.x))
                                    : NULL });
}

// What a click has kept: the words beside the place, until Escape or another click.
static void draw_pin(struct frame *frame, const struct timeline_layout *layout)
{
    const struct timeline_model *timeline = frame->model->timeline;
    const struct timeline_axis *axis = &layout->axis;
    if (!timeline->pinned || timeline->pin.ns < axis->from_ns || timeline->pin.ns > axis->to_ns)
        return;
    const struct point at =
        point_at(timeline_x(axis, timeline->pin.ns), layout->plots.y + timeline->pin.share * layout->plots.height);
    const struct timeline_row *row = row_at(layout, at);
    if (!row)
        return;
    const float size = 3.5f * frame->scale.u;
    draw_disc(frame->list, at, size, paint_solid(frame->theme->marks[MARK_PLAYHEAD]),
              stroke_solid(frame->theme->grounds[GROUND_PANEL], frame->scale.line_px));
    ui_note(frame, rect_of(at.x, row->rect.y, 0, row->rect.height), at,
            timeline_tip(frame, axis, row, timeline->pin.ns));
}

// The stretch that was measured with the ruler.
static void draw_measured(struct frame *frame, const struct timeline_layout *layout)
{
    const struct timeline_model *timeline = frame->model->timeline;
    uint64_t from = timeline->measure_from_ns, to = timeline->measure_to_ns;
    char time[TEXT_NUMBER_BYTES], switches[TEXT_NUMBER_BYTES], updates[TEXT_NUMBER_BYTES], lost[TEXT_NUMBER_BYTES];
    if (!timeline->measuring || from == to)
        return;
    if (from > to) {
        const uint64_t other = from;
        from = to;
        to = other;
    }
    const struct timeline_measure measure = timeline_measure_of(frame->document, from, to);
    const float left = fmaxf(timeline_x(&layout->axis, from), layout->plots.x),
                right = fminf(timeline_x(&layout->axis, to), rect_right(layout->plots));
    if (right <= left)
        return;
    struct colour shade = frame->theme->marks[MARK_ACCENT];
    draw_rect(frame->list, rect_between(left, layout->ruler.y, right, rect_bottom(layout->plots)),
              paint_solid(colour_faded(shade, 46)));
    const char *text = FILL(frame->document->cell.kind ? TEXT_TIMELINE_MEASURE_ID : TEXT_TIMELINE_MEASURE_PLAIN_ID,
                            text_duration(time, measure.ns), text_grouped(switches, (int64_t)measure.switches),
                            text_grouped(updates, (int64_t)measure.updates), text_grouped(lost, (int64_t)measure.lost));
    struct text_style style = ui_bold(frame, TYPE_SMALL, TEXT_MAIN);
    const float half = mark_plate_rect(frame->list, point_at(0, 0), text, style, frame->scale.u).width / 2;
    float middle = (left + right) / 2;
    middle = fminf(fmaxf(middle, layout->plots.x + half), rect_right(layout->plots) - half);
    draw_layer_begin(frame->list);
    mark_plate(frame->list, frame->theme, point_at(middle, rect_bottom(layout->ruler) + style.size_px),
               rect_of(0, 0, frame->list->width_px, frame->list->height_px), text, style, frame->scale.u);
}

// A hair line under the pointer, across all rows.
static void draw_pointer(struct frame *frame, const struct timeline_layout *layout, bool whole)
{
    const uint32_t hover = frame->ui->hover;
    if (hover == ui_id("timeline rows", whole) || hover == ui_id("timeline ruler", whole))
        draw_rect(frame->list,
                  rect_of(frame->ui->pointer.x, layout->ruler.y, frame->scale.line_px,
                          rect_bottom(layout->plots) - layout->ruler.y),
                  paint_solid(frame->theme->texts[TEXT_FAINT]));
}

static void draw_playhead(struct frame *frame, const struct timeline_layout *layout)
{
    const uint64_t ns = frame->model->playback.ns;
    const float top = layout->ruler.y + layout->ruler.height * 0.5f, foot = rect_bottom(layout->plots),
                folded = timeline_folds_x(frame, &layout->folds, ns), x = timeline_x(&layout->axis, ns);
    if (folded >= 0)
        timeline_playhead_draw(frame, folded, top, foot);
    else if (x >= layout->axis.x - 1 && x <= layout->axis.x + layout->axis.width + 1)
        timeline_playhead_draw(frame, x, top, foot);
}

// The search field and "whole run", at the right of the panel's head.
static float draw_tools(struct frame *frame, struct rect rect)
{
    const float height = ui_row_height(frame), pad = frame->scale.pad_px;
    const bool whole = timeline_shows_all(frame->model, frame->document);
    const bool all = whole && frame->document->moments.lab.count > 0; // else there is no part of its own to show
    const bool updates = frame->document->cell.kind != NULL;
    const enum text_id hint = updates ? TEXT_TIMELINE_SEARCH_ID : TEXT_TIMELINE_SEARCH_TASKS_ID;
    const char *fit = text_of(frame->language, TEXT_TIMELINE_FIT_ID),
               *work = text_of(frame->language, TEXT_TIMELINE_EXTENT_ID);
    const float fit_px = fmaxf(ui_button_width(frame, fit), ui_button_width(frame, work)),
                search_px =
                    draw_text_width(frame->list, text_of(frame->language, hint), ui_text(frame, TYPE_BODY, TEXT_MAIN)) *
                        1.25f +
                    2 * pad;
    if (frame->scale.lecture || fit_px + search_px + 4 * pad > rect.width * 0.6f)
        return 0;
    const float y = rect.y + pad * 0.35f;
    float x = rect_right(rect) - pad - fit_px;
    ui_button(frame, rect_of(x, y, fit_px, height), all ? work : fit,
              (struct ui_press){
                  .id = ui_id("timeline fit", 0),
                  .group = ui_group("timeline tools"),
                  .action = ACTION_TIMELINE_FIT,
                  .argument = all,
                  .tip = text_of(frame->language, all ? TEXT_TIMELINE_EXTENT_TIP_ID : TEXT_TIMELINE_FIT_TIP_ID),
                  .disabled = whole && (!all || frame->model->timeline->to_ns == 0) });
    x -= search_px + frame->scale.gap_px;
    ui_field(frame, rect_of(x, y, search_px, height), frame->model->timeline->search, text_of(frame->language, hint),
             (struct ui_press){ .id = ui_id("search", 0),
                                .group = ui_group("timeline tools"),
                                .action = ACTION_SEARCH,
                                .tip = text_of(frame->language, updates ? TEXT_TIMELINE_SEARCH_TIP_ID
                                                                        : TEXT_TIMELINE_SEARCH_TASKS_TIP_ID) });
    return rect_right(rect) - x;
}

static void draw_all(struct frame *frame, struct rect rect, bool whole)
{
    struct timeline_layout *layout = arena_get(frame->arena, sizeof *layout);
    const char *title = text_of(frame->language, TEXT_TIMELINE_TITLE_ID);
    if (!layout)
        return;
    const float title_px = draw_text_width(frame->list, title, ui_bold(frame, TYPE_LABEL, TEXT_SOFT));
    const struct timeline_axis axis = timeline_axis_of(frame->model, frame->document, rect);
    struct rect room = ui_panel(
        frame, rect, title, whole ? NULL : range_text(frame, &axis, rect.width - title_px - 4 * frame->scale.pad_px));
    ui_explain(frame, rect_of(room.x, rect.y, title_px, room.y - rect.y),
               text_of(frame->language, TEXT_TIP_TIMELINE_ID));
    if (whole) {
        const float used = draw_tools(frame, rect);
        struct text_style style = ui_text(frame, TYPE_SMALL, TEXT_FAINT);
        const float left = room.x + title_px + 2 * frame->scale.pad_px, most = rect_right(room) - used - left;
        const char *text = range_text(frame, &axis, most);
        style.along = ALONG_MIDDLE;
        if (draw_text_width(frame->list, text, style) < most)
            ui_explain(
                frame,
                draw_text(frame->list,
                          point_at(left, rect.y + frame->scale.pad_px * 0.65f + frame->scale.type[TYPE_LABEL] * 0.7f),
                          text, style),
                text_of(frame->language, TEXT_TIMELINE_RANGE_TIP_ID));
        rect_cut_top(&room, used > 0 ? frame->scale.pad_px * 0.8f : 0);
    }
    if (room.height < 3 * frame->scale.type[TYPE_SMALL] || room.width < 40)
        return;
    const struct rect stretch = whole ? timeline_stretch_cut(frame, &room) : rect_of(0, 0, 0, 0);
    if (!timeline_lay_out(layout, frame, room, whole))
        return;
    timeline_ruler_draw(frame, &layout->axis, layout->ruler, rect_bottom(layout->plots));
    put_areas(frame, layout, whole);
    draw_rows(frame, layout);
    draw_clip_push(frame->list, layout->moving, false);
    timeline_links_draw(frame, &layout->axis, &layout->rows);
    draw_clip_pop(frame->list);
    draw_left_out(frame, layout);
    draw_scroll(frame, layout);
    timeline_folds_draw(frame, &layout->folds);
    draw_pointer(frame, layout, whole);
    draw_playhead(frame, layout);
    if (whole)
        timeline_map_draw(frame, layout->map, &layout->axis);
    timeline_stretch_draw(frame, &layout->axis, stretch);
    draw_measured(frame, layout);
    draw_pin(frame, layout);
}

void timeline_strip_draw(struct frame *frame, struct rect rect) { draw_all(frame, rect, false); }

static void draw(struct frame *frame) { draw_all(frame, frame->body, true); }

static void opened(struct model *model, const struct document *document)
{
    (void)document;
    *model->timeline = (struct timeline_model){ 0 };
}

static bool escape(struct model *model)
{
    const bool any = model->timeline->pinned || model->timeline->measuring;
    model->timeline->pinned = model->timeline->measuring = false;
    return any;
}

void timeline_tell(struct frame *frame, FILE *out)
{
    const struct document *document = frame->document;
    const struct timeline_axis axis = timeline_axis_of(frame->model, document, frame->body);
    struct timeline_rows rows = { .whole = true, .model = frame->model->timeline };
    rows.workers = document->recording.task_count;
    if (!timeline_rows_make(&rows, frame->arena, document))
        return;
    timeline_rows_collect(&rows, document);
    for (int i = 0; i < rows.count; i++) {
        const char *words = rows.list[i].kind->words(frame, &axis, &rows.list[i], frame->model->playback.ns);
        if (words != text_of(frame->language, TEXT_TIMELINE_TIP_NONE_ID))
            fprintf(out, "%s\n", words);
    }
}

const struct view_row view_timeline = {
    .name = "timeline",
    .title = TEXT_VIEW_TIMELINE_ID,
    .tip = TEXT_TIP_TIMELINE_ID,
    .needs = NEEDS_RUN,
    .opened = opened,
    .draw = draw,
    .tell = timeline_tell,
    .actions =
        (const enum action[]){ ACTION_TIMELINE_ZOOM, ACTION_TIMELINE_PAN, ACTION_TIMELINE_ROWS, ACTION_TIMELINE_SCROLL,
                               ACTION_TIMELINE_BAR, ACTION_TIMELINE_FOLD, ACTION_TIMELINE_FIT, ACTION_TIMELINE_AREA,
                               ACTION_TIMELINE_RULER, ACTION_TIMELINE_MAP, ACTION_SEARCH, ACTION_NONE },
    .act = timeline_act,
    .pointer = timeline_pointer,
    .follow = timeline_follow,
    .escape = escape,
    .search = &timeline_search,
};
