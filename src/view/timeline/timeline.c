// The timeline: rows of every kind (row.h) over one axis of time; the short one at the foot of the stage
// is the same with fewer rows.
#include "view/timeline/parts.h"

#include "base/text.h"
#include "labs/balance/experiment.h"
#include "labs/balance/story.h"
#include "view/looks/marks.h"
#include "view/model/together.h"
#include "view/model/view_row.h"
#include "view/timeline/arrange.h"
#include "view/timeline/details.h"
#include "view/timeline/filter.h"
#include "view/timeline/hovered.h"
#include "view/timeline/layout.h"
#include "view/timeline/links.h"
#include "view/timeline/measure.h"
#include "view/timeline/notes.h"
#include "view/timeline/over.h"
#include "view/timeline/pick.h"
#include "view/timeline/processes.h"
#include "view/timeline/rows.h"
#include "view/timeline/search.h"
#include "view/timeline/story.h"
#include "view/timeline/stretch.h"
#include "view/timeline/timeline.h"
#include "view/timeline/timeline_model.h"
#include "view/ui/cell_words.h"
#include "view/ui/words.h"

#include <math.h>
#include <stdio.h>

// Of what is in sight, where updates are interpolated: "~12". Of what the whole run has none of there is none anywhere.
static const char *of_cell(struct frame *frame, const char *figure, uint64_t in_all)
{
    return frame->document->cell.kind && in_all > 0 ? words_cell_figure(frame, figure) : figure;
}

// What lies in sight, and, if it fits, that updates stand there about when they were.
static const char *range_text(struct frame *frame, const struct timeline_axis *axis, float room_px)
{
    const struct text_style style = ui_text(frame, TYPE_SMALL, TEXT_FAINT);
    const struct cell_history *cell = &frame->document->cell;
    const char *range =
        FILL(TEXT_TIMELINE_RANGE_ID, timeline_clock(frame, axis->from_ns), timeline_clock(frame, axis->to_ns));
    const char *about = FILL(TEXT_TIMELINE_ABOUT_ID, range);
    const bool says = cell->kind && !cell->timed && cell->stores > 0;
    return says && draw_text_width(frame->list, about, style) < room_px ? about : range;
}

static void draw_some(struct frame *frame, const struct timeline_layout *layout, struct rect room, int first, int end,
                      bool cut)
{
    const float over = cut ? 0 : 5 * frame->scale.u; // the name of a low row is higher than it
    draw_clip_push(frame->list,
                   rect_between(layout->labels.x, room.y - over, rect_right(room), rect_bottom(room) + over), cut);
    for (int i = first; i < end; i++) {
        const struct timeline_row *row = &layout->rows.list[i];
        if (!cut && rect_bottom(row->rect) > rect_bottom(room) + 1)
            continue;
        timeline_label_draw(frame, &layout->axis,
                            rect_of(layout->labels.x, row->rect.y, layout->labels.width, row->rect.height), row);
        row->kind->draw(frame, &layout->axis, row);
    }
    draw_clip_pop(frame->list);
}

static void draw_rows(struct frame *frame, const struct timeline_layout *layout)
{
    const int first = layout->rows.top + layout->scroll, end = layout->rows.count - layout->pinned;
    draw_some(frame, layout, layout->plots, 0, layout->rows.top, false);
    draw_some(frame, layout, layout->moving, first, layout->scroll_most > 0 ? first + layout->scroll_seen : end,
              layout->cut);
    draw_some(frame, layout, layout->plots, end, layout->rows.count, false);
}

// What an area of rows that scroll has as its argument: how high a row is with its gap, in pixels, and how many can be scrolled by.
static int64_t scroll_argument(const struct timeline_layout *layout)
{
    const float row = layout->moving.height / (float)(layout->scroll_seen > 0 ? layout->scroll_seen : 1);
    return layout->scroll_most > 0 ? argument_of((int)fmaxf(ceilf(row), 1), layout->scroll_most) : 0;
}

// Beside rows that scroll: how many there are, and which are in sight.
static void draw_scroll(struct frame *frame, const struct timeline_layout *layout)
{
    const float room = layout->moving.height, u = frame->scale.u,
                x = fmaxf(rect_right(layout->room), rect_right(layout->folds.after)) + 3 * u;
    const int first = layout->scroll, moving = layout->rows.count - layout->pinned - layout->rows.top;
    if (layout->scroll_most == 0)
        return;
    const struct rect head =
        rect_of(layout->labels.x, layout->ruler.y, layout->labels.width - 8 * u, layout->ruler.height);
    const struct text_style style = ui_text(frame, TYPE_SMALL, TEXT_FAINT);
    const char *seen = FILL(TEXT_TIMELINE_ROWS_SEEN_ID, words_number(frame, first + 1),
                            words_number(frame, first + layout->scroll_seen), words_number(frame, moving));
    words_fit_end(frame, head, seen, style, true);
    ui_explain(frame, head, text_of(frame->language, TEXT_TIMELINE_ROWS_TIP_ID));
    ui_hit(frame, (struct hit){ .rect = rect_of(x - 4 * u, layout->moving.y, 12 * u, room),
                                .id = ui_id("timeline bar", 0),
                                .kind = HIT_AREA,
                                .action = ACTION_TIMELINE_BAR,
                                .argument = scroll_argument(layout),
                                .tip = text_of(frame->language, TEXT_TIMELINE_ROWS_TIP_ID) });
    draw_box(frame->list, rect_of(x, layout->moving.y, 4 * u, room), 2 * u,
             paint_solid(frame->theme->trims[TRIM_TRACK]), stroke_none());
    // Of thousands of rows those in sight are hardly any: it is still to be seen where they are.
    const float handle = fminf(fmaxf(room * room / layout->content, 16 * u), room),
                way = (float)first / (float)layout->scroll_most;
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

// Each row is a part of the area of all: what it has at the pointer, and which one is meant by a press.
static void put_rows(struct frame *frame, const struct timeline_layout *layout, bool whole)
{
    const bool hovered = frame->ui->hover == ui_id("timeline rows", whole);
    const struct point pointer = frame->ui->pointer;
    for (int i = 0; i < layout->rows.count; i++) {
        const struct timeline_row *row = &layout->rows.list[i];
        int kind = 0;
        while (timeline_row_kinds[kind] != row->kind)
            kind++;
        ui_hit(frame,
               (struct hit){ .rect = timeline_row_seen(layout, i),
                             .id = ui_id(whole ? "timeline row" : "strip row", argument_of(kind, row->index)),
                             .kind = HIT_TIP,
                             .action = ACTION_TIMELINE_ROW,
                             .argument = argument_of(kind, row->index),
                             .tip = hovered && rect_holds(row->rect, pointer)
                                        ? timeline_tip(frame, &layout->axis, row, timeline_ns(&layout->axis, pointer.x))
                                        : "" });
    }
}

static void put_areas(struct frame *frame, const struct timeline_layout *layout, bool whole)
{
    const uint32_t rows = ui_id("timeline rows", whole), ruler = ui_id("timeline ruler", whole);
    if (layout->scroll_most > 0)
        ui_hit(frame, (struct hit){ .rect = rect_of(layout->labels.x, layout->moving.y, layout->labels.width,
                                                    layout->moving.height),
                                    .id = ui_id("timeline labels", whole),
                                    .kind = HIT_AREA,
                                    .action = ACTION_TIMELINE_ROWS,
                                    .argument = scroll_argument(layout),
                                    .tip = text_of(frame->language, TEXT_TIMELINE_ROWS_TIP_ID) });
    ui_hit(frame, (struct hit){ .rect = layout->ruler,
                                .id = ruler,
                                .kind = HIT_AREA,
                                .action = ACTION_TIMELINE_RULER,
                                .tip = text_of(frame->language, TEXT_TIMELINE_RULER_TIP_ID) });
    ui_hit(frame, (struct hit){ .rect = layout->room,
                                .id = rows,
                                .kind = HIT_AREA,
                                .action = ACTION_TIMELINE_AREA,
                                .argument = scroll_argument(layout) });
    put_rows(frame, layout, whole);
}

// Beside what is selected its words, where there is no strip for them.
static void draw_note(struct frame *frame, const struct timeline_layout *layout)
{
    const struct timeline_pick *pick = &frame->model->timeline->pick;
    const struct timeline_axis *axis = &layout->axis;
    struct timeline_details details;
    if (!pick->kind || pick->to_ns < axis->from_ns || pick->from_ns > axis->to_ns)
        return;
    for (int i = 0; i < layout->rows.count; i++) {
        const struct timeline_row *row = &layout->rows.list[i];
        if (row->kind != pick->kind || row->index != pick->index)
            continue;
        const float left = fmaxf(timeline_x(axis, pick->from_ns), axis->x),
                    right = fminf(timeline_x(axis, pick->to_ns), axis->x + axis->width);
        timeline_details_of(frame, axis, pick, &details);
        ui_note(frame, rect_of(left, row->rect.y, fmaxf(right - left, 1), row->rect.height),
                point_at((left + right) / 2, rect_centre(row->rect).y), details.title);
    }
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
    const float left = fmaxf(timeline_x(&layout->seen, from), layout->room.x),
                right = fminf(timeline_x(&layout->seen, to), rect_right(layout->room));
    if (right <= left)
        return;
    struct colour shade = frame->theme->marks[MARK_ACCENT];
    draw_rect(frame->list, rect_between(left, layout->ruler.y, right, rect_bottom(layout->plots)),
              paint_solid(colour_faded(shade, 46)));
    const char *text =
        FILL(frame->document->cell.kind ? TEXT_TIMELINE_MEASURE_ID : TEXT_TIMELINE_MEASURE_PLAIN_ID,
             text_duration(time, measure.ns), text_grouped(switches, (int64_t)measure.switches),
             of_cell(frame, text_grouped(updates, (int64_t)measure.updates), (uint64_t)frame->document->cell.stores),
             of_cell(frame, text_grouped(lost, (int64_t)measure.lost), frame->document->cell.lost));
    struct text_style style = ui_bold(frame, TYPE_SMALL, TEXT_MAIN);
    const float half = mark_plate_rect(frame->list, point_at(0, 0), text, style, frame->scale.u).width / 2;
    float middle = (left + right) / 2;
    middle = fminf(fmaxf(middle, layout->room.x + half), rect_right(layout->room) - half);
    draw_layer_begin(frame->list);
    mark_plate(frame->list, frame->theme, point_at(middle, rect_bottom(layout->ruler) + style.size_px),
               rect_of(0, 0, frame->list->width_px, frame->list->height_px), text, style, frame->scale.u);
}

// A hair line under the pointer, across all rows; where it is in the other recording, at the same moment.
static void draw_pointer(struct frame *frame, const struct timeline_layout *layout, bool whole)
{
    const uint32_t hover = frame->ui->hover, rows = ui_id("timeline rows", whole),
                   ruler = ui_id("timeline ruler", whole);
    const struct together *together = &frame->model->together;
    const bool here = hover == rows || hover == ruler,
               there = together_shown(frame->model) && together->points &&
                       (hover == ui_id_in_other(rows) || hover == ui_id_in_other(ruler));
    const float x = here ? frame->ui->pointer.x : timeline_x(&layout->seen, together->pointed_ns);
    if (here || (there && x >= layout->seen.x && x <= layout->seen.x + layout->seen.width))
        draw_rect(frame->list,
                  rect_of(x, layout->ruler.y, frame->scale.line_px, rect_bottom(layout->plots) - layout->ruler.y),
                  paint_solid(frame->theme->texts[TEXT_FAINT]));
}

static void draw_playhead(struct frame *frame, const struct timeline_layout *layout)
{
    const uint64_t ns = together_head_ns(frame->model);
    const float top = timeline_playhead_top(frame, layout->ruler), foot = rect_bottom(layout->plots),
                folded = timeline_folds_x(frame, &layout->folds, ns), x = timeline_x(&layout->seen, ns);
    if (folded >= 0)
        timeline_playhead_draw(frame, folded, top, foot);
    else if (x >= layout->seen.x - 1 && x <= layout->seen.x + layout->seen.width + 1)
        timeline_playhead_draw(frame, x, top, foot);
}

// Where it had ended while the other goes on.
static void draw_ended(struct frame *frame, const struct timeline_layout *layout)
{
    struct rect rest = layout->room;
    if (layout->axis.to_ns >= layout->seen.to_ns && layout->rows.count > 0)
        return;
    rect_cut_left(&rest, layout->axis.width);
    draw_rect(frame->list, rect_of(rest.x, rest.y, frame->scale.line_px, rest.height),
              paint_solid(frame->theme->trims[TRIM_EDGE]));
    rect_cut_left(&rest, frame->scale.pad_px);
    rect_cut_right(&rest, frame->scale.pad_px);
    const struct text_style style = ui_text(frame, TYPE_SMALL, TEXT_FAINT);
    const char *text = FILL(TEXT_SIDES_ENDED_ID, timeline_clock(frame, document_to_ns(frame->document)));
    const float width = draw_text_width(frame->list, text, style),
                head = timeline_x(&layout->seen, together_head_ns(frame->model)) - rest.x;
    if (width <= rest.width) // clear of the playhead
        words_fit_end(frame, rest, text, style, head > -style.size_px && head < width + style.size_px);
}

// What opens over the view: as many of them as have room; returns how wide they are.
static float draw_openers(struct frame *frame, float right, float y, float room_px)
{
    static const struct {
        enum text_id label, tip;
        int opens;
    } openers[TIMELINE_TOOLS] = {
        [TOOL_ROWS] = { TEXT_ROWS_ID, TEXT_ROWS_TIP_ID, OPEN_ROWS },
        [TOOL_LEGEND] = { TEXT_LEGEND_ID, TEXT_LEGEND_TIP_ID, OPEN_LEGEND },
        [TOOL_NOTES] = { TEXT_NOTES_ID, TEXT_NOTES_TIP_ID, OPEN_NOTES },
    };
    static const enum timeline_tool by_need[TIMELINE_TOOLS] = { TOOL_LEGEND, TOOL_NOTES, TOOL_ROWS };
    float x = right;
    for (int i = 0; i < TIMELINE_TOOLS; i++) {
        const enum timeline_tool tool = by_need[i];
        const char *label = text_of(frame->language, openers[tool].label);
        const float width = ui_link_width(frame, label) + frame->scale.gap_px;
        if (right - x + width > room_px)
            break;
        x -= width;
        ui_link(frame, rect_of(x, y, width - frame->scale.gap_px, ui_row_height(frame)), label,
                (struct ui_press){ .id = ui_id("timeline tool", (int64_t)tool),
                                   .group = ui_group("timeline tools"),
                                   .action = ACTION_TIMELINE_OPEN,
                                   .argument = openers[tool].opens,
                                   .chosen = frame->model->open_setting == openers[tool].opens,
                                   .tip = FILL(openers[tool].tip, ui_key_said(frame, ACTION_TIMELINE_NOTE, 0),
                                               ui_key_said(frame, ACTION_TIMELINE_NOTE, 1)) });
    }
    return right - x;
}

// What is searched for, and how often it is found.
static void draw_search(struct frame *frame, struct rect rect, enum text_id hint, enum text_id tip)
{
    const char *found = timeline_hits_words(frame);
    const struct text_style style = ui_text(frame, TYPE_SMALL, found[0] ? TEXT_NOTE : TEXT_FAINT);
    const float found_px = found[0] ? draw_text_width(frame->list, found, style) + frame->scale.gap_px : 0;
    struct rect field = rect;
    rect_cut_right(&field, found_px);
    ui_field(frame, field, frame->model->timeline->search, text_of(frame->language, hint),
             (struct ui_press){ .id = ui_id("search", 0),
                                .group = ui_group("timeline tools"),
                                .action = ACTION_SEARCH,
                                .tip = text_of(frame->language, tip) });
    words_fit_end(frame, rect_cut_right(&rect, found_px), found, style, true);
}

// "whole run", the search field and what opens over the view, at the right of the panel's head; returns how wide they are.
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
              (struct ui_press){ .id = ui_id("timeline fit", 0),
                                 .group = ui_group("timeline tools"),
                                 .action = ACTION_TIMELINE_FIT,
                                 .argument = all,
                                 .tip = FILL(all ? TEXT_TIMELINE_EXTENT_TIP_ID : TEXT_TIMELINE_FIT_TIP_ID,
                                             ui_key_said(frame, ACTION_JUMP, -1)),
                                 .disabled = whole && (!all || frame->model->timeline->to_ns == 0) });
    x -= search_px + frame->scale.gap_px;
    draw_search(frame, rect_of(x, y, search_px, height), hint,
                updates ? TEXT_TIMELINE_SEARCH_TIP_ID : TEXT_TIMELINE_SEARCH_TASKS_TIP_ID);
    x -= draw_openers(frame, x, y, rect.width * 0.7f - (rect_right(rect) - x));
    return rect_right(rect) - x;
}

// The rows, and what is drawn over them.
static void draw_content(struct frame *frame, struct timeline_layout *layout, bool whole)
{
    draw_rows(frame, layout);
    draw_clip_push(frame->list, layout->moving, false);
    timeline_links_draw(frame, &layout->axis, &layout->rows);
    draw_clip_pop(frame->list);
    draw_left_out(frame, layout);
    draw_scroll(frame, layout);
    timeline_folds_draw(frame, &layout->folds);
    timeline_hits_draw(frame, layout);
    timeline_pick_draw(frame, layout);
    draw_pointer(frame, layout, whole);
    if (whole)
        timeline_flag_draw(frame, layout);
    timeline_notes_draw(frame, &layout->axis, layout->ruler, rect_bottom(layout->plots));
    timeline_story_draw(frame, &layout->axis, layout->story, rect_bottom(layout->plots));
}

static void draw_all(struct frame *frame, struct rect rect, bool whole)
{
    struct timeline_layout *layout = arena_get(frame->arena, sizeof *layout);
    const bool sides = together_shown(frame->model), tools = whole && !(sides && frame->model->together.lower);
    const char *title =
        sides && whole ? frame->model->together.title : text_of(frame->language, TEXT_TIMELINE_TITLE_ID);
    if (!layout)
        return;
    const float title_px = draw_text_width(frame->list, title, ui_bold(frame, TYPE_LABEL, TEXT_SOFT));
    const struct timeline_axis axis = timeline_axis_of(frame->model, frame->document, rect);
    struct rect room = ui_panel(
        frame, rect, title, whole ? NULL : range_text(frame, &axis, rect.width - title_px - 4 * frame->scale.pad_px));
    ui_explain(frame, rect_of(room.x, rect.y, title_px, room.y - rect.y),
               text_of(frame->language, TEXT_TIP_TIMELINE_ID));
    if (tools && (!sides || title_px < rect.width * 0.36f)) {
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
    const struct rect strip = whole ? timeline_strip_cut(frame, &room) : rect_of(0, 0, 0, 0);
    const struct rect stretch = whole && !sides ? timeline_stretch_cut(frame, &room) : rect_of(0, 0, 0, 0);
    if (!timeline_lay_out(layout, frame, room, whole))
        return;
    timeline_ruler_draw(frame, &layout->seen, layout->ruler, rect_bottom(layout->plots));
    put_areas(frame, layout, whole);
    if (layout->rows.count > 0)
        draw_content(frame, layout, whole);
    draw_ended(frame, layout);
    draw_playhead(frame, layout);
    if (layout->map.height > 0)
        timeline_map_draw(frame, layout->map, &layout->seen);
    timeline_stretch_draw(frame, &layout->axis, stretch);
    timeline_details_draw(frame, &layout->seen, strip);
    draw_measured(frame, layout);
    timeline_hovered_draw(frame, layout, whole);
    if (!whole)
        draw_note(frame, layout);
}

void timeline_strip_draw(struct frame *frame, struct rect rect) { draw_all(frame, rect, false); }

static void draw(struct frame *frame) { draw_all(frame, frame->body, true); }

static void prepare(struct model *model, const struct document *document)
{
    timeline_filter(model, document);
    timeline_arrange(model, document);
    timeline_story_find(&model->timeline->story, document);
    timeline_hits_renew(model, document);
}

// A store's number means nothing in another history.
void timeline_renew(struct model *model, bool other_history)
{
    struct timeline_model *timeline = model->timeline;
    timeline->hits.known = timeline->arrangement.known = timeline->story.known = false;
    if (other_history && (timeline->pick.store >= 0 || (timeline->pick.kind && timeline->pick.kind->tells_stores)))
        timeline->pick = (struct timeline_pick){ 0 };
}

static void opened(struct model *model, const struct document *document)
{
    (void)document;
    *model->timeline = (struct timeline_model){ 0 };
}

static bool escape(struct model *model)
{
    const bool any = model->timeline->pick.kind || model->timeline->measuring;
    model->timeline->pick = (struct timeline_pick){ 0 };
    model->timeline->measuring = false;
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
    .prepare = prepare,
    .draw = draw,
    .tell = timeline_tell,
    .draw_over = timeline_over_draw,
    .actions = (const enum action[]){ ACTION_TIMELINE_ZOOM,       ACTION_TIMELINE_PAN,     ACTION_TIMELINE_ROWS,
                                      ACTION_TIMELINE_SCROLL,     ACTION_TIMELINE_BAR,     ACTION_TIMELINE_FOLD,
                                      ACTION_TIMELINE_FIT,        ACTION_TIMELINE_AREA,    ACTION_TIMELINE_RULER,
                                      ACTION_TIMELINE_MAP,        ACTION_TIMELINE_FOCUS,   ACTION_TIMELINE_LET_GO,
                                      ACTION_TIMELINE_MEASURE,    ACTION_TIMELINE_BACK,    ACTION_TIMELINE_NOTE,
                                      ACTION_TIMELINE_NOTE_ENTER, ACTION_TIMELINE_NOTE_GO, ACTION_TIMELINE_NOTE_DROP,
                                      ACTION_TIMELINE_ORDER,      ACTION_TIMELINE_PIN,     ACTION_TIMELINE_PIN_ROW,
                                      ACTION_TIMELINE_OPEN,       ACTION_SEARCH,           ACTION_NONE },
    .act = timeline_act,
    .pointer = timeline_pointer,
    .leaving = timeline_leaving,
    .follow = timeline_follow,
    .escape = escape,
    .search = &timeline_search,
    .fields = timeline_fields,
};
