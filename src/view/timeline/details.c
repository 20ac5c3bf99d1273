// Values under their names, as many as have room; each can be copied.
#include "view/timeline/details.h"

#include "view/model/together.h"
#include "view/timeline/pick.h"
#include "view/timeline/timeline_model.h"
#include "view/ui/words.h"

#include <math.h>

// ---- in the rows -----------------------------------------------------------------------------------------------------

static const struct timeline_row *row_of(const struct timeline_layout *layout, const struct timeline_pick *pick)
{
    for (int i = 0; i < layout->rows.count; i++)
        if (layout->rows.list[i].kind == pick->kind && layout->rows.list[i].index == pick->index)
            return &layout->rows.list[i];
    return NULL;
}

void timeline_pick_draw(struct frame *frame, const struct timeline_layout *layout)
{
    const struct timeline_pick *pick = &frame->model->timeline->pick;
    const struct timeline_axis *axis = &layout->axis;
    const struct theme *theme = frame->theme;
    if (!pick->kind || pick->to_ns < axis->from_ns || pick->from_ns > axis->to_ns)
        return;
    const float end = axis->x + axis->width, u = frame->scale.u, left = fmaxf(timeline_x(axis, pick->from_ns), axis->x),
                right = fminf(timeline_x(axis, pick->to_ns), end), least = fmaxf(floorf(2 * u), 2);
    const struct rect time =
        rect_of(left, layout->plots.y, fmaxf(right - left, frame->scale.line_px), layout->plots.height);
    if (pick->from_ns > axis->from_ns || pick->to_ns < axis->to_ns) // of all that is in sight a shade says nothing
        draw_rect(frame->list, time,
                  paint_solid(colour_faded(theme->marks[MARK_PLAYHEAD], right - left > least ? 26 : 110)));
    const struct timeline_row *row = row_of(layout, pick);
    if (!row)
        return;
    draw_clip_push(frame->list, rect_inset(timeline_row_seen(layout, (int)(row - layout->rows.list)), -3 * u), false);
    struct rect box = rect_between(left, row->rect.y, right, rect_bottom(row->rect));
    if (box.width < 6 * u) // an event, or too thin to be framed by itself
        box = rect_of((left + right) / 2 - 4 * u, box.y, 8 * u, box.height);
    draw_box(frame->list, rect_inset(box, -1.5f * u), 2 * u, paint_none(),
             stroke_solid(theme->grounds[GROUND_PANEL], 4 * fmaxf(u, 1)));
    draw_box(frame->list, rect_inset(box, -1.5f * u), 2 * u, paint_none(),
             stroke_solid(theme->marks[MARK_PLAYHEAD], 2 * fmaxf(u, 1)));
    draw_clip_pop(frame->list);
}

// ---- the strip -------------------------------------------------------------------------------------------------------

static float line_height(const struct frame *frame) { return frame->scale.type[TYPE_SMALL] * 1.4f; }

static float strip_pad(const struct frame *frame) { return frame->scale.pad_px * 0.35f; }

struct rect timeline_strip_cut(const struct frame *frame, struct rect *room)
{
    const float height = 2 * line_height(frame) + 2 * strip_pad(frame);
    const bool picked = frame->model->timeline->pick.kind;
    if (height > room->height * 0.2f || ((frame->scale.lecture || together_shown(frame->model)) && !picked))
        return rect_of(0, 0, 0, 0);
    const struct rect strip = rect_cut_bottom(room, height);
    rect_cut_bottom(room, frame->scale.gap_px * 0.6f);
    return strip;
}

// What can be done in the timeline, while nothing is selected.
static void draw_hints(struct frame *frame, struct rect rect)
{
    static const enum text_id hints[] = { TEXT_DETAIL_HINT_ID, TEXT_TIMELINE_HINT_ID };
    for (int i = 0; i < 2; i++) {
        const char *hint =
            FILL(hints[i], ui_key_said(frame, ACTION_JUMP, -1), ui_key_said(frame, ACTION_TIMELINE_BACK, -1));
        struct text_style style = ui_text(frame, TYPE_SMALL, TEXT_FAINT);
        words_fit_end(frame, rect_cut_top(&rect, line_height(frame)), hint, style, false);
    }
}

// All of them as lines, as they are copied.
static const char *as_text(const struct timeline_details *details)
{
    struct arena *arena = details->frame->arena;
    const char *text = details->title;
    for (int i = 0; i < details->count && text; i++)
        text = arena_printf(arena, "%s\n%s: %s", text, details->list[i].name, details->list[i].value);
    return text ? text : "";
}

const char *timeline_details_text(struct frame *frame, const struct timeline_axis *axis)
{
    struct timeline_details details;
    timeline_details_of(frame, axis, &frame->model->timeline->pick, &details);
    return as_text(&details);
}

// A value under its name; a press copies it.
static void draw_cell(struct frame *frame, const struct timeline_details *details, int i, struct rect cell)
{
    const uint32_t id = ui_id("timeline detail", i);
    const bool lit = ui_look_of(frame, id) != UI_PLAIN;
    struct text_style name = ui_text(frame, TYPE_SMALL, TEXT_FAINT), value = ui_mono(frame, TYPE_SMALL, TEXT_MAIN);
    value.figures = false;
    value.foreign = true;
    if (lit)
        draw_box(frame->list, cell, frame->scale.radius_px / 2, paint_solid(frame->theme->grounds[GROUND_HOVER]),
                 stroke_none());
    ui_focus_ring(frame, cell, frame->scale.radius_px / 2, id);
    ui_hit(frame, (struct hit){ .rect = cell,
                                .id = id,
                                .group = ui_group("timeline details"),
                                .kind = HIT_PRESS,
                                .focusable = true,
                                .action = ACTION_COPY_TEXT,
                                .text = details->list[i].value,
                                .tip = text_of(frame->language, TEXT_DETAIL_COPY_TIP_ID) });
    const float pad = frame->scale.gap_px / 2;
    name.along = value.along = ALONG_MIDDLE;
    name.max_px = value.max_px = cell.width - 2 * pad;
    const float half = cell.height / 2;
    draw_text(frame->list, point_at(cell.x + pad, cell.y + half * 0.5f), details->list[i].name, name);
    draw_text(frame->list, point_at(cell.x + pad, cell.y + half * 1.5f), details->list[i].value, value);
}

// As many as have room.
static void draw_cells(struct frame *frame, const struct timeline_details *details, struct rect rect)
{
    struct text_style name = ui_text(frame, TYPE_SMALL, TEXT_FAINT), value = ui_mono(frame, TYPE_SMALL, TEXT_MAIN);
    value.figures = false;
    for (int i = 0; i < details->count; i++) {
        const float width = fmaxf(draw_text_width(frame->list, details->list[i].name, name),
                                  draw_text_width(frame->list, details->list[i].value, value)) +
                            frame->scale.gap_px + 1;
        if (width > rect.width)
            break;
        draw_cell(frame, details, i, rect_cut_left(&rect, width));
        rect_cut_left(&rect, frame->scale.gap_px / 2);
    }
}

// What can be done with it, at the right; returns how wide they are.
static float draw_buttons(struct frame *frame, struct rect rect)
{
    const struct timeline_pick *pick = &frame->model->timeline->pick;
    const float side = fminf(ui_row_height(frame), rect.height), gap = frame->scale.gap_px / 2;
    const struct {
        enum text_id label, tip;
        enum action action;
        bool disabled;
    } buttons[] = {
        { TEXT_DETAIL_MEASURE_ID, TEXT_DETAIL_MEASURE_TIP_ID, ACTION_TIMELINE_MEASURE, pick->from_ns == pick->to_ns },
        { TEXT_DETAIL_ZOOM_ID, TEXT_DETAIL_ZOOM_TIP_ID, ACTION_TIMELINE_FOCUS, false },
    };
    float x = rect_right(rect) - side;
    if (frame->scale.lecture)
        return 0;
    ui_icon(frame, rect_of(x, rect_centre(rect).y - side / 2, side, side), ICON_CLOSE,
            (struct ui_press){ .id = ui_id("timeline let go", 0),
                               .group = ui_group("timeline details"),
                               .action = ACTION_TIMELINE_LET_GO,
                               .tip = text_of(frame->language, TEXT_DETAIL_CLOSE_TIP_ID) });
    for (int i = 0; i < 2; i++) {
        const char *label = text_of(frame->language, buttons[i].label);
        const float width = ui_button_width(frame, label);
        if (rect_right(rect) - x + width + gap > rect.width * 0.3f)
            break;
        x -= width + gap;
        ui_button(frame, rect_of(x, rect_centre(rect).y - side / 2, width, side), label,
                  (struct ui_press){ .id = ui_id("timeline selected", i),
                                     .group = ui_group("timeline details"),
                                     .action = buttons[i].action,
                                     .disabled = buttons[i].disabled,
                                     .tip = text_of(frame->language, buttons[i].tip) });
    }
    return rect_right(rect) - x + gap;
}

void timeline_details_draw(struct frame *frame, const struct timeline_axis *axis, struct rect strip)
{
    const struct timeline_pick *pick = &frame->model->timeline->pick;
    struct timeline_details details;
    if (strip.height <= 0)
        return;
    draw_box(frame->list, strip, frame->scale.radius_px * 0.7f, paint_solid(frame->theme->grounds[GROUND_WELL]),
             stroke_none());
    struct rect inner = rect_of(strip.x + frame->scale.gap_px / 2, strip.y + strip_pad(frame),
                                strip.width - frame->scale.gap_px, strip.height - 2 * strip_pad(frame));
    ui_explain(frame, strip, text_of(frame->language, TEXT_DETAIL_TIP_ID));
    if (!pick->kind) {
        rect_cut_left(&inner, frame->scale.gap_px / 2);
        draw_hints(frame, inner);
        return;
    }
    timeline_details_of(frame, axis, pick, &details);
    inner.width -= draw_buttons(frame, inner);
    struct text_style style = ui_bold(frame, TYPE_SMALL, TEXT_MAIN);
    style.foreign = true;
    rect_cut_left(&inner, frame->scale.gap_px / 2);
    const float natural = draw_text_width(frame->list, details.title, style) + 1, most = inner.width * 0.34f;
    struct rect title = rect_cut_left(&inner, fminf(natural, most));
    const float height = ui_paragraph_height(frame, title.width, details.title, style);
    if (height < title.height)
        rect_cut_top(&title, (title.height - height) / 2);
    ui_paragraph(frame, title, details.title, style);
    rect_cut_left(&inner, frame->scale.gap_px);
    draw_cells(frame, &details, inner);
}
