// The small widgets: each draws itself by its state and puts itself on the list of hits.
#include "view/ui/ui.h"

#include <string.h>

void ui_press_hit(struct frame *frame, struct rect rect, struct ui_press press)
{
    ui_hit(frame, (struct hit){
                      .rect = rect,
                      .id = press.id,
                      .group = press.group,
                      .columns = press.columns,
                      .kind = HIT_PRESS,
                      .disabled = press.disabled,
                      .focusable = !press.disabled,
                      .action = press.action,
                      .argument = press.argument,
                      .tip = press.tip,
                  });
}

static float corner(const struct frame *frame) { return frame->scale.radius_px * 0.625f; }

// The ground of something that can be pressed; COLOUR_NONE where it lies bare.
static struct colour ground_of(const struct frame *frame, struct ui_press press, struct colour plain)
{
    const struct colour *grounds = frame->theme->grounds;
    if (press.disabled)
        return plain;
    switch (ui_look_of(frame, press.id)) {
    case UI_PRESSED:
        return grounds[GROUND_WELL];
    case UI_HOVER:
        return press.chosen ? grounds[GROUND_SELECTED] : grounds[GROUND_HOVER];
    case UI_PLAIN:
        break;
    }
    return press.chosen ? grounds[GROUND_SELECTED] : plain;
}

static struct text_style label_style(const struct frame *frame, enum type_size size, struct ui_press press)
{
    const enum text_role role = press.disabled                                            ? TEXT_FAINT
                                : press.chosen || ui_look_of(frame, press.id) != UI_PLAIN ? TEXT_MAIN
                                                                                          : TEXT_SOFT;
    struct text_style style = press.chosen ? ui_bold(frame, size, role) : ui_text(frame, size, role);
    style.along = ALONG_MIDDLE;
    return style;
}

static void centred(struct frame *frame, struct rect rect, const char *text, struct text_style style)
{
    style.across = ACROSS_CENTRE;
    style.along = ALONG_MIDDLE;
    style.place = rect;
    style.max_px = rect.width;
    draw_text(frame->list, rect_centre(rect), text, style);
}

float ui_row_height(const struct frame *frame) { return frame->scale.type[TYPE_BODY] * 2; }

float ui_button_width(const struct frame *frame, const char *label)
{
    return draw_text_width(frame->list, label, ui_bold(frame, TYPE_BODY, TEXT_MAIN)) +
           frame->scale.type[TYPE_BODY] * 1.6f;
}

struct colour ui_run_ground(const struct frame *frame, uint32_t id)
{
    const struct theme *theme = frame->theme;
    const enum ui_look look = ui_look_of(frame, id);
    return look == UI_PLAIN ? theme->run_ground
                            : colour_over(theme->run_ground, theme->texts[TEXT_MAIN], look == UI_HOVER ? 0.1f : 0.2f);
}

void ui_button(struct frame *frame, struct rect rect, const char *label, struct ui_press press)
{
    const struct theme *theme = frame->theme;
    const bool green = press.runs && !press.disabled;
    const struct stroke edge = stroke_solid(theme->trims[TRIM_EDGE], frame->scale.line_px);
    const struct colour plain = ground_of(frame, press, theme->grounds[press.solid ? GROUND_SELECTED : GROUND_PANEL]);
    draw_box(frame->list, rect, corner(frame), paint_solid(green ? ui_run_ground(frame, press.id) : plain),
             press.disabled || green ? stroke_none() : edge);
    if (press.chosen && !press.disabled)
        ui_chosen_mark(frame, rect);
    struct text_style style = label_style(frame, TYPE_BODY, press);
    if (!press.disabled)
        style.colour = green ? theme->run_text : theme->texts[TEXT_MAIN];
    centred(frame, rect, label, style);
    ui_focus_ring(frame, rect, corner(frame), press.id);
    ui_press_hit(frame, rect, press);
}

void ui_tab(struct frame *frame, struct rect rect, const char *key, const char *label, struct ui_press press)
{
    const struct colour ground = ground_of(frame, press, COLOUR_NONE);
    struct text_style number = ui_text(frame, TYPE_SMALL, TEXT_FAINT), name = label_style(frame, TYPE_BODY, press);
    const float gap = *key && *label ? frame->scale.type[TYPE_BODY] * 0.55f : 0;
    const float width = draw_text_width(frame->list, key, number) + gap + draw_text_width(frame->list, label, name);
    struct point at = point_at(rect.x + (rect.width - width) / 2, rect_centre(rect).y);
    if (ground.a > 0)
        draw_box(frame->list, rect, corner(frame), paint_solid(ground), stroke_none());
    number.along = ALONG_MIDDLE;
    number.place = name.place = rect;
    if (press.chosen)
        number.colour = frame->theme->texts[TEXT_SOFT];
    if (press.disabled)
        number.colour = name.colour = colour_faded(name.colour, 150);
    if (!*label) { // the number stands for the name
        number = name;
        at.x = rect.x + (rect.width - draw_text_width(frame->list, key, number)) / 2;
    }
    if (*key)
        at.x = rect_right(draw_text(frame->list, at, key, number)) + gap;
    if (*label)
        draw_text(frame->list, at, label, name);
    ui_focus_ring(frame, rect, corner(frame), press.id);
    ui_press_hit(frame, rect, press);
}

float ui_link_width(const struct frame *frame, const char *label)
{
    return draw_text_width(frame->list, label, ui_bold(frame, TYPE_LABEL, TEXT_SOFT)) + 1;
}

void ui_link(struct frame *frame, struct rect rect, const char *label, struct ui_press press)
{
    struct text_style style = label_style(frame, TYPE_LABEL, press);
    style.place = rect_inset(rect, -1);
    const struct rect text = draw_text(frame->list, point_at(rect.x, rect_centre(rect).y), label, style);
    if (press.chosen || (!press.disabled && ui_look_of(frame, press.id) != UI_PLAIN)) {
        const float y = rect_bottom(text);
        draw_line(frame->list, point_at(text.x, y), point_at(rect_right(text), y),
                  stroke_solid(frame->theme->marks[MARK_ACCENT], frame->scale.line_px));
    }
    ui_focus_ring(frame, rect_inset(rect, -frame->scale.line_px * 2), corner(frame) / 2, press.id);
    ui_press_hit(frame, rect, press);
}

void ui_icon(struct frame *frame, struct rect rect, enum icon icon, struct ui_press press)
{
    const struct colour ground = ground_of(frame, press, COLOUR_NONE);
    const float side = rect.width < rect.height ? rect.width : rect.height;
    const bool lit = press.chosen || ui_look_of(frame, press.id) != UI_PLAIN;
    const enum text_role role = press.disabled ? TEXT_FAINT : lit ? TEXT_MAIN : TEXT_SOFT;
    struct colour colour = frame->theme->texts[role];
    if (press.disabled)
        colour = colour_faded(colour, 110);
    if (ground.a > 0)
        draw_box(frame->list, rect, corner(frame), paint_solid(ground), stroke_none());
    icon_draw(frame->list, icon, rect_centre(rect), side * 0.44f, colour);
    ui_focus_ring(frame, rect, corner(frame), press.id);
    ui_press_hit(frame, rect, press);
}

void ui_card(struct frame *frame, struct rect rect, const char *title, const char *line, struct ui_press press)
{
    const struct theme *theme = frame->theme;
    const float pad = frame->scale.pad_px * 0.85f, middle = rect_centre(rect).y;
    draw_box(frame->list, rect, frame->scale.radius_px,
             paint_solid(ground_of(frame, press, theme->grounds[press.solid ? GROUND_SELECTED : GROUND_PANEL])),
             stroke_solid(theme->trims[TRIM_EDGE], frame->scale.line_px));
    if (press.chosen)
        ui_chosen_mark(frame, rect);
    struct text_style name = ui_bold(frame, TYPE_BODY, press.disabled ? TEXT_FAINT : TEXT_MAIN);
    struct text_style words = ui_text(frame, TYPE_SMALL, TEXT_SOFT);
    name.place = words.place = rect_inset(rect, 1);
    name.along = words.along = ALONG_MIDDLE;
    const bool two = line && *line;
    const float height = draw_text_lines(frame->list, name).line_px * 0.46f;
    draw_text(frame->list, point_at(rect.x + pad, two ? middle - height * 0.9f : middle), title, name);
    if (two)
        draw_text(frame->list, point_at(rect.x + pad, middle + height), line, words);
    ui_focus_ring(frame, rect, frame->scale.radius_px, press.id);
    ui_press_hit(frame, rect, press);
}

float ui_chooser_width(const struct frame *frame, const char *label)
{
    return ui_button_width(frame, label) + frame->scale.type[TYPE_BODY];
}

void ui_chooser(struct frame *frame, struct rect rect, const char *label, struct ui_press press)
{
    const float body = frame->scale.type[TYPE_BODY], height = ui_row_height(frame), middle = rect_centre(rect).y;
    const enum ground ground = ui_look_of(frame, press.id) == UI_PLAIN ? GROUND_SELECTED : GROUND_HOVER;
    struct text_style style = ui_bold(frame, TYPE_BODY, TEXT_MAIN);
    rect = rect_of(rect.x, middle - height / 2, rect.width, height);
    draw_box(frame->list, rect, corner(frame), paint_solid(frame->theme->grounds[ground]), stroke_none());
    if (press.chosen)
        ui_chosen_mark(frame, rect);
    style.along = ALONG_MIDDLE;
    style.place = rect;
    draw_text(frame->list, point_at(rect.x + body * 0.8f, middle), label, style);
    icon_draw(frame->list, ICON_DOWN, point_at(rect_right(rect) - body * 0.9f, middle), body * 0.7f,
              frame->theme->texts[TEXT_SOFT]);
    ui_focus_ring(frame, rect, corner(frame), press.id);
    ui_press_hit(frame, rect, press);
}

void ui_stepper(struct frame *frame, struct rect rect, const char *value, enum action less, enum action more,
                struct ui_press press)
{
    const float side = rect.height < rect.width / 3 ? rect.height : rect.width / 3;
    struct ui_press part = press;
    draw_box(frame->list, rect, corner(frame), paint_solid(frame->theme->grounds[GROUND_WELL]),
             stroke_solid(frame->theme->trims[TRIM_EDGE], frame->scale.line_px));
    part.id = ui_part(press.id, 1);
    part.action = less;
    ui_icon(frame, rect_cut_left(&rect, side), ICON_LESS, part);
    part.id = ui_part(press.id, 2);
    part.action = more;
    const struct rect right = rect_cut_right(&rect, side);
    if (press.action != ACTION_NONE) {
        const enum ui_look look = ui_look_of(frame, press.id);
        if (look != UI_PLAIN)
            draw_rect(frame->list, rect_inset(rect, frame->scale.line_px),
                      paint_solid(frame->theme->grounds[look == UI_HOVER ? GROUND_HOVER : GROUND_SELECTED]));
        ui_press_hit(frame, rect, press);
    }
    centred(frame, rect, value, ui_mono(frame, TYPE_BODY, press.disabled ? TEXT_FAINT : TEXT_MAIN));
    ui_focus_ring(frame, rect, 0, press.id);
    ui_icon(frame, right, ICON_MORE, part);
}

// The part of an edited text that is drawn: so much of its end that the cursor shows.
static const char *edit_part(const struct frame *frame, float width, struct text_style style)
{
    const struct metrics *metrics = frame->list->metrics;
    const struct text_look look = text_style_look(style);
    const char *from = frame->ui->edit_text;
    const char *cursor = from + frame->ui->edit_cursor;
    while (from < cursor && metrics->width_px(metrics->context, look, from, (size_t)(cursor - from)) > width)
        do
            from++;
        while (((unsigned char)*from & 0xc0) == 0x80);
    return from;
}

static float edited_px(const struct frame *frame, const char *from, size_t bytes, struct text_style style)
{
    const struct metrics *metrics = frame->list->metrics;
    return metrics->width_px(metrics->context, text_style_look(style), from, bytes);
}

// The caret goes between the characters where the pointer was.
static void place_caret(const struct frame *frame, const char *from, float x, struct text_style style)
{
    struct ui *ui = frame->ui;
    size_t at = 0, length = strlen(from);
    float before = 0;
    while (at < length) {
        size_t next = at + 1;
        while (next < length && ((unsigned char)from[next] & 0xc0) == 0x80)
            next++;
        const float after = edited_px(frame, from, next, style);
        if (ui->edit_at_px - x < (before + after) / 2)
            break;
        before = after;
        at = next;
    }
    ui->edit_pointed = false;
    ui->edit_cursor = (int)(from - ui->edit_text) + (int)at;
    if (!ui->edit_extends)
        ui->edit_anchor = ui->edit_cursor;
}

static void draw_edited(struct frame *frame, struct rect inner, struct text_style style)
{
    const struct ui *ui = frame->ui;
    const char *from = edit_part(frame, inner.width, style);
    if (ui->edit_pointed)
        place_caret(frame, from, inner.x, style);
    const int first = (int)(from - ui->edit_text);
    const int ends[2] = { ui->edit_cursor > first ? ui->edit_cursor : first,
                          ui->edit_anchor > first ? ui->edit_anchor : first };
    const float cursor = inner.x + edited_px(frame, from, (size_t)(ends[0] - first), style),
                anchor = inner.x + edited_px(frame, from, (size_t)(ends[1] - first), style);
    const float half = style.size_px * 0.6f, middle = rect_centre(inner).y;
    draw_clip_push(frame->list, inner, true);
    if (cursor != anchor)
        draw_rect(frame->list,
                  rect_between(cursor < anchor ? cursor : anchor, middle - half, cursor < anchor ? anchor : cursor,
                               middle + half),
                  paint_solid(frame->theme->grounds[GROUND_SELECTED]));
    draw_text(frame->list, point_at(inner.x, middle), from, style);
    draw_clip_pop(frame->list);
    draw_line(frame->list, point_at(cursor + 1, middle - half), point_at(cursor + 1, middle + half),
              stroke_solid(frame->theme->marks[MARK_ACCENT], frame->scale.stroke_px));
}

void ui_field(struct frame *frame, struct rect rect, const char *value, const char *hint, struct ui_press press)
{
    const struct theme *theme = frame->theme;
    const bool editing = frame->ui->editing == press.id, empty = editing ? !*frame->ui->edit_text : !*value;
    const bool lit = editing || ui_look_of(frame, press.id) != UI_PLAIN;
    draw_box(frame->list, rect, corner(frame), paint_solid(theme->grounds[GROUND_WELL]),
             stroke_solid(lit ? theme->marks[MARK_LINE] : theme->trims[TRIM_EDGE], frame->scale.line_px));
    struct rect inner = rect;
    inner.x += frame->scale.pad_px / 2;
    inner.width -= frame->scale.pad_px;
    struct text_style style = ui_mono(frame, TYPE_BODY, TEXT_MAIN), faint = ui_text(frame, TYPE_LABEL, TEXT_FAINT);
    style.figures = false;
    style.along = faint.along = ALONG_MIDDLE;
    style.place = faint.place = rect;
    faint.max_px = style.max_px = inner.width;
    if (empty && hint &&
        draw_text_width(frame->list, hint, faint) <= inner.width) // a part of it would say something else
        draw_text(frame->list, point_at(inner.x, rect_centre(inner).y), hint, faint);
    style.max_px = editing ? 0 : style.max_px;
    style.foreign = true; // it was typed; where it is cut its tip has all of it
    if (!press.tip && !empty && draw_text_width(frame->list, value, style) > inner.width)
        press.tip = value;
    if (editing)
        draw_edited(frame, inner, style);
    else if (!empty)
        draw_text(frame->list, point_at(inner.x, rect_centre(inner).y), value, style);
    ui_focus_ring(frame, rect, corner(frame), press.id);
    ui_hit(frame, (struct hit){
                      .rect = rect,
                      .id = press.id,
                      .group = press.group,
                      .kind = HIT_FIELD,
                      .disabled = press.disabled,
                      .focusable = !press.disabled,
                      .action = press.action,
                      .argument = press.argument,
                      .tip = press.tip,
                  });
}

void ui_stepper_field(struct frame *frame, struct rect rect, const char *value, enum action less, enum action more,
                      struct ui_press press)
{
    const float side = rect.height < rect.width / 3 ? rect.height : rect.width / 3;
    struct ui_press part = press;
    part.id = ui_part(press.id, 1);
    part.action = less;
    ui_icon(frame, rect_cut_left(&rect, side), ICON_LESS, part);
    const struct rect right = rect_cut_right(&rect, side);
    ui_field(frame, rect, value, NULL, press);
    part.id = ui_part(press.id, 2);
    part.action = more;
    ui_icon(frame, right, ICON_MORE, part);
}

void ui_slider(struct frame *frame, struct rect rect, double share, struct ui_press press)
{
    const struct theme *theme = frame->theme;
    const float u = frame->scale.u, middle = rect_centre(rect).y;
    const float thick = 4 * u > 3 ? 4 * u : 3, knob = 7.5f * u > 5 ? 7.5f * u : 5;
    const float held = share > 0 ? (share < 1 ? (float)share : 1) : 0;
    const float x = rect.x + rect.width * held;
    const bool lit = !press.disabled && (frame->ui->pressed == press.id || ui_look_of(frame, press.id) != UI_PLAIN);
    const struct rect track = rect_of(rect.x, middle - thick / 2, rect.width, thick);
    struct rect done = track;
    done.width = x - rect.x;
    draw_box(frame->list, track, thick / 2, paint_solid(theme->trims[TRIM_TRACK]), stroke_none());
    if (!press.disabled) {
        draw_box(frame->list, done, thick / 2, paint_solid(theme->marks[MARK_ACCENT]), stroke_none());
        draw_disc(frame->list, point_at(x, middle), lit ? knob * 1.2f : knob, paint_solid(theme->marks[MARK_KNOB]),
                  stroke_none());
    }
    if (ui_has_ring(frame->ui, press.id))
        draw_disc(frame->list, point_at(x, middle), knob * 1.7f, paint_none(),
                  stroke_solid(theme->marks[MARK_FOCUS], frame->scale.stroke_px));
    ui_hit(frame, (struct hit){
                      .rect = rect,
                      .id = press.id,
                      .group = press.group,
                      .kind = HIT_DRAG,
                      .disabled = press.disabled,
                      .focusable = !press.disabled,
                      .action = press.action,
                      .argument = press.argument,
                      .tip = press.tip,
                  });
}

struct rect ui_panel(struct frame *frame, struct rect rect, const char *title, const char *note)
{
    const struct theme *theme = frame->theme;
    const bool edged = theme->edged;
    const float pad = frame->scale.pad_px;
    struct text_style name = ui_bold(frame, TYPE_LABEL, TEXT_SOFT), words = ui_text(frame, TYPE_SMALL, TEXT_FAINT);
    draw_box(frame->list, rect, frame->scale.radius_px, paint_solid(theme->grounds[GROUND_PANEL]),
             edged ? stroke_solid(theme->trims[TRIM_EDGE], frame->scale.line_px) : stroke_none());
    draw_section(frame->list, rect);
    struct rect inner = rect_inset(rect, pad);
    if (!title)
        return inner;
    inner.y -= pad * 0.35f;
    inner.height += pad * 0.35f;
    const float line = draw_text_lines(frame->list, name).line_px;
    const struct rect row = rect_cut_top(&inner, line);
    name.along = words.along = ALONG_MIDDLE;
    name.place = words.place = rect;
    const struct rect named = draw_text(frame->list, point_at(row.x, rect_centre(row).y), title, name);
    words.across = ACROSS_RIGHT;
    // A note is dropped rather than cut: it says nothing that is needed.
    if (note && draw_text_width(frame->list, note, words) + pad < rect_right(row) - rect_right(named))
        draw_text(frame->list, point_at(rect_right(row), rect_centre(row).y), note, words);
    rect_cut_top(&inner, pad * 0.5f);
    return inner;
}
