// While something runs it fills up and says Cancel; a dot tells that the next run will be another than the one that is shown. A
// recorded command is recorded again, if it was typed here: of an opened file nothing is ever run.
#include "view/window/run_button.h"

#include "base/text.h"
#include "view/labs/sentence.h"
#include "view/model/model.h"
#include "view/ui/words.h"
#include "view/window/command_sentence.h"
#include "view/window/shown.h"

static bool is_busy(const struct frame *frame) { return frame->model->running != RUN_IDLE; }

static const char *label_of(const struct frame *frame)
{
    return text_of(frame->language, shown_command(frame) ? TEXT_AGAIN_ID : TEXT_RUN_ID);
}

static bool is_off(const struct frame *frame)
{
    return !is_busy(frame) && shown_command(frame) && !frame->model->again[0];
}

// Share of the run that is done, 0 … 1; < 0: not known.
static float progress(const struct model *model)
{
    if (model->run_updates_in_all == 0)
        return -1;
    const float share = (float)((double)model->run_updates / (double)model->run_updates_in_all);
    return share < 1 ? share : 1;
}

// Icon, word and key.
static float idle_width(struct frame *frame, bool key)
{
    const float body = frame->scale.type[TYPE_BODY];
    const struct text_style style = ui_bold(frame, TYPE_BODY, TEXT_MAIN);
    const char *name = key ? ui_key(frame, ACTION_RUN, 0) : "";
    return draw_text_width(frame->list, label_of(frame), style) + body * 1.2f +
           (*name ? body * 0.6f + draw_text_width(frame->list, name, style) : 0);
}

float run_button_width(struct frame *frame, bool key)
{
    const float body = frame->scale.type[TYPE_BODY], run = idle_width(frame, key);
    const struct text_style style = ui_bold(frame, TYPE_BODY, TEXT_MAIN);
    const float cancel =
        draw_text_width(frame->list, text_of(frame->language, TEXT_CANCEL_ID), style) + (key ? body * 2.6f : 0);
    return (run > cancel ? run : cancel) + body * 1.8f;
}

static struct ui_press run_press(const struct frame *frame)
{
    return (struct ui_press){
        .id = ui_id("run", 0),
        .action = is_busy(frame) ? ACTION_CANCEL : ACTION_RUN,
        .tip = text_of(frame->language, is_busy(frame) ? TEXT_CANCEL_TIP_ID : TEXT_RUN_TIP_ID),
    };
}

static void draw_busy(struct frame *frame, struct rect rect, bool key)
{
    const float share = progress(frame->model), corner = 5 * frame->scale.u;
    const struct theme *theme = frame->theme;
    const char *cancel = text_of(frame->language, TEXT_CANCEL_ID), *label = cancel;
    struct text_style style = ui_bold(frame, TYPE_BODY, TEXT_MAIN);
    if (key && share >= 0)
        label = arena_printf(frame->arena, "%s  %d %%", cancel, (int)(share * 100));
    style.across = ACROSS_CENTRE;
    style.along = ALONG_MIDDLE;
    style.place = rect;
    style.figures = true;
    draw_box(frame->list, rect, corner, paint_solid(theme->grounds[GROUND_SELECTED]),
             stroke_solid(theme->trims[TRIM_EDGE], frame->scale.line_px));
    struct rect bar =
        rect_of(rect.x + corner, rect_bottom(rect) - 5 * frame->scale.u, rect.width - 2 * corner, 3 * frame->scale.u);
    draw_rect(frame->list, bar, paint_solid(theme->trims[TRIM_TRACK]));
    bar.width *= share > 0 ? share : 0;
    draw_rect(frame->list, bar, paint_solid(theme->marks[MARK_ACCENT]));
    draw_text(frame->list, rect_centre(rect), label ? label : cancel, style);
}

static void draw_idle(struct frame *frame, struct rect rect, bool key)
{
    const float body = frame->scale.type[TYPE_BODY], middle = rect_centre(rect).y;
    const struct theme *theme = frame->theme;
    struct text_style style = ui_bold(frame, TYPE_BODY, TEXT_MAIN);
    const char *run = label_of(frame);
    const bool off = is_off(frame);
    const float width = idle_width(frame, key);
    const struct colour colour = off ? theme->texts[TEXT_FAINT] : theme->run_text,
                        ground = off ? theme->grounds[GROUND_SELECTED] : ui_run_ground(frame, ui_id("run", 0));
    style.colour = colour;
    style.along = ALONG_MIDDLE;
    style.place = rect;
    draw_box(frame->list, rect, 5 * frame->scale.u, paint_solid(ground), stroke_none());
    float x = rect.x + (rect.width - width) / 2;
    icon_draw(frame->list, ICON_PLAY, point_at(x + body * 0.4f, middle), body * 0.85f, colour);
    x = rect_right(draw_text(frame->list, point_at(x + body * 1.2f, middle), run, style));
    if (key)
        draw_text(frame->list, point_at(x + body * 0.6f, middle), ui_key(frame, ACTION_RUN, 0), style);
}

// The next run will be another than the one that is shown.
static const char *next_run_tip(struct frame *frame)
{
    const char *next = sentence_text(frame->arena, frame->language, &frame->model->settings.plan, SENTENCE_WHOLE);
    return text_fill(frame->arena, frame->language, TEXT_NEXT_RUN_ID, &next, 1);
}

// What is shown is a recorded command.
static const char *again_tip(struct frame *frame)
{
    const char *typed = frame->model->again;
    return *typed ? FILL(TEXT_AGAIN_TIP_ID, typed) : FILL(TEXT_AGAIN_NOT_TIP_ID, shown_command(frame)->text);
}

static void draw_next_dot(struct frame *frame, struct rect rect)
{
    const float radius = 5 * frame->scale.u;
    draw_disc(frame->list, point_at(rect_right(rect) - radius, rect.y + radius), radius * 1.4f,
              paint_solid(frame->theme->marks[MARK_ACCENT]),
              stroke_solid(frame->theme->grounds[GROUND_BAR], frame->scale.stroke_px));
}

void run_button_draw(struct frame *frame, struct rect rect, bool key)
{
    const struct ui_press press = run_press(frame);
    const float height = frame->scale.type[TYPE_BODY] * 2.2f;
    const bool off = is_off(frame);
    char elapsed[TEXT_NUMBER_BYTES];
    rect = rect_of(rect.x, rect_centre(rect).y - height / 2, rect.width, height);
    const char *tip = press.tip;
    const bool differs = frame->document && next_run_differs(frame);
    if (differs && !is_busy(frame))
        tip = next_run_tip(frame);
    if (is_busy(frame)) {
        draw_busy(frame, rect, key);
        const bool reading = frame->model->running == RUN_READING;
        const char *part = reading ? text_grouped(elapsed, (int64_t)frame->model->run_updates_in_all)
                                   : text_duration(elapsed, frame->model->run_elapsed_ns);
        tip =
            text_fill(frame->arena, frame->language, reading ? TEXT_READING_UPDATES_ID : TEXT_RUNNING_FOR_ID, &part, 1);
    } else {
        draw_idle(frame, rect, key);
        if (shown_command(frame))
            tip = again_tip(frame);
        if (differs)
            draw_next_dot(frame, rect);
    }
    ui_focus_ring(frame, rect, 5 * frame->scale.u, press.id);
    ui_hit(frame, (struct hit){ .rect = rect,
                                .id = press.id,
                                .kind = HIT_PRESS,
                                .disabled = off,
                                .focusable = !off,
                                .action = press.action,
                                .tip = tip });
}
