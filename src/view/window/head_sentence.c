// Each part is underlined and opens its control; the dots behind it open all settings.
#include "view/window/head_sentence.h"

#include "view/model/model.h"
#include "view/model/setting_rows.h"
#include "view/window/command_sentence.h"
#include "view/window/parts.h"
#include "view/window/shown.h"

static float icon_side(const struct frame *frame) { return frame->scale.type[TYPE_BODY] * 2; }

static float sentence_space(const struct frame *frame) { return frame->scale.type[TYPE_BODY] * 0.36f; }

static int parts_of(struct frame *frame, enum sentence_length length, struct sentence_part parts[SENTENCE_PARTS_MAX])
{
    const struct plan *shown = shown_plan(frame);
    const char *no_lab = no_lab_sentence(frame);
    if (no_lab) {
        parts[0] = (struct sentence_part){
            .text = length < SENTENCE_SHORT ? no_lab : text_of(frame->language, TEXT_NO_LAB_RUN_BRIEF_ID), .row = -1
        };
        return length < SENTENCE_NOTHING ? 1 : 0;
    }
    const int count = sentence_parts(frame->arena, frame->language, shown, length, parts);
    for (int i = 0; i < count && shown->lab != frame->model->settings.plan.lab; i++)
        parts[i].row = -1; // what can be changed is the next run, which is another lab's
    return count;
}

float head_sentence_width(struct frame *frame, enum sentence_length length)
{
    struct sentence_part parts[SENTENCE_PARTS_MAX];
    const struct text_style style = ui_text(frame, TYPE_BODY, TEXT_SOFT);
    if (shown_command(frame))
        return command_sentence_width(frame, length);
    const int count = parts_of(frame, length, parts);
    float width = icon_side(frame);
    for (int i = 0; i < count; i++)
        width += draw_text_width(frame->list, parts[i].text, style) + sentence_space(frame);
    return width;
}

static struct ui_press setting_press(const struct frame *frame, int row, const char *tip)
{
    return (struct ui_press){
        .id = ui_id("setting", row),
        .group = ui_group("sentence"),
        .action = ACTION_SETTING,
        .argument = row,
        .tip = tip,
        .chosen = frame->model->open_setting == row,
    };
}

static void draw_part(struct frame *frame, struct rect rect, const struct sentence_part *part)
{
    const struct ui_press press = setting_press(frame, part->row, text_of(frame->language, part->tip));
    const bool lit = part->row >= 0 && (press.chosen || ui_look_of(frame, press.id) != UI_PLAIN);
    struct text_style style = ui_text(frame, TYPE_BODY, lit ? TEXT_MAIN : TEXT_SOFT);
    style.along = ALONG_MIDDLE;
    style.place = rect_inset(rect, -1);
    const struct rect text = draw_text(frame->list, point_at(rect.x, rect_centre(rect).y), part->text, style);
    if (part->row < 0) {
        if (part->tip)
            ui_explain(frame, rect, text_of(frame->language, part->tip));
        return;
    }
    const float y = rect_centre(text).y + style.size_px * 0.72f;
    const struct colour colour =
        lit ? frame->theme->marks[MARK_ACCENT] : colour_faded(frame->theme->marks[MARK_LINE], 130);
    const float width = lit ? frame->scale.stroke_px : frame->scale.line_px;
    draw_line(frame->list, point_at(text.x, y), point_at(rect_right(text), y),
              lit ? stroke_solid(colour, width) : stroke_dashed(colour, width, 2 * width, 2 * width));
    ui_focus_ring(frame, rect_inset(text, -frame->scale.line_px), frame->scale.radius_px / 3, press.id);
    ui_hit(frame, (struct hit){
                      .rect = rect,
                      .id = press.id,
                      .group = press.group,
                      .kind = HIT_PRESS,
                      .focusable = true,
                      .action = press.action,
                      .argument = press.argument,
                      .tip = press.tip,
                  });
}

void head_sentence_draw(struct frame *frame, struct rect room, enum sentence_length length, struct rect *anchor)
{
    struct sentence_part parts[SENTENCE_PARTS_MAX];
    const struct text_style style = ui_text(frame, TYPE_BODY, TEXT_SOFT);
    if (shown_command(frame)) { // there is nothing to set
        command_sentence_draw(frame, room, length);
        return;
    }
    const int count = parts_of(frame, length, parts);
    bool anchored = false;
    for (int i = 0; i < count; i++) {
        const struct rect rect = rect_cut_left(&room, draw_text_width(frame->list, parts[i].text, style));
        draw_part(frame, rect, &parts[i]);
        rect_cut_left(&room, sentence_space(frame));
        if (parts[i].row >= 0 && parts[i].row == frame->model->open_setting) {
            *anchor = rect;
            anchored = true;
        }
    }
    struct rect more = rect_cut_left(&room, icon_side(frame));
    const float side = icon_side(frame);
    more = rect_of(more.x, rect_centre(more).y - side / 2, side, side);
    ui_icon(frame, more, ICON_DOTS,
            setting_press(frame, OPEN_SETTINGS, text_of(frame->language, TEXT_MORE_SETTINGS_ID)));
    // A part that has no room of its own opens from here.
    if (!anchored && (frame->model->open_setting >= 0 || frame->model->open_setting == OPEN_SETTINGS))
        *anchor = more;
}
