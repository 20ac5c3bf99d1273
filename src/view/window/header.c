// The header: the program's name, the experiment as a sentence whose parts are controls, the views, Run, language,
// menu, help.
//
// All of it in one row where there is room. Where there is not, the sentence and the tabs say less, step by step;
// then the tabs get a row of their own, and the same steps are gone through again.
#include "view/window/parts.h"
#include "view/window/shown.h"

#include "view/control/views.h"
#include "view/labs/balance/sentence.h"
#include "view/model/model.h"
#include "view/model/setting_rows.h"

#include "base/text.h"

#include <stdio.h>

enum tab_saying {
    TABS_ALL,
    TABS_NAMES,
    TABS_NUMBERS,
    TAB_SAYINGS
};

struct header_plan {
    enum sentence_length sentence;
    enum tab_saying tabs;
    bool brand, run_key, two_rows;
};

static float gap_of(const struct frame *frame) { return 14 * frame->scale.u; }

static float chooser_width(const struct frame *frame)
{
    return frame->guards_folded ? guard_chooser_width(frame) + gap_of(frame) : 0;
}

// In one row, what is given up first.
static const struct header_plan one_row[] = {
    { SENTENCE_WHOLE, TABS_ALL, true, true, false },
    { SENTENCE_WHOLE, TABS_NAMES, true, true, false },
    { SENTENCE_WITHOUT_MACHINE, TABS_ALL, true, true, false },
    { SENTENCE_WITHOUT_AMOUNTS, TABS_ALL, true, true, false },
    { SENTENCE_WITHOUT_AMOUNTS, TABS_NAMES, true, true, false },
    { SENTENCE_SHORT_FORMULA, TABS_ALL, true, true, false },
    { SENTENCE_SHORT_FORMULA, TABS_NAMES, true, false, false },
    { SENTENCE_NUMBERS, TABS_NAMES, true, false, false },
};

static float icon_side(const struct frame *frame) { return frame->scale.type[TYPE_BODY] * 2; }

static float text_width(const struct frame *frame, const char *text, struct text_style style)
{
    return draw_text_width(frame->list, text, style);
}

// ---- the sentence --------------------------------------------------------------------------------------------------

static float sentence_space(const struct frame *frame) { return frame->scale.type[TYPE_BODY] * 0.36f; }

static float sentence_width(struct frame *frame, enum sentence_length length)
{
    struct sentence_part parts[SENTENCE_PARTS_MAX];
    const struct text_style style = ui_text(frame, TYPE_BODY, TEXT_SOFT);
    const int count = sentence_parts(frame->arena, frame->language, shown_experiment(frame), length, parts);
    float width = icon_side(frame);
    for (int i = 0; i < count; i++)
        width += text_width(frame, parts[i].text, style) + sentence_space(frame);
    return width;
}

static struct ui_press setting_press(const struct frame *frame, int row, const char *tip)
{
    return (struct ui_press){
        .id = ui_id("setting", row),
        .group = GROUP_SENTENCE,
        .action = ACTION_SETTING,
        .argument = row,
        .tip = tip,
        .chosen = frame->model->open_setting == row,
    };
}

// What a part of the sentence is, and that it can be changed.
static const char *part_tip(const struct frame *frame, int row)
{
    static const struct {
        const char *name;
        enum text_id tip;
    } tips[] = { { "count", TEXT_PART_COUNT_TIP_ID },
                 { "iterations", TEXT_PART_ITERATIONS_TIP_ID },
                 { "amounts", TEXT_PART_AMOUNTS_TIP_ID },
                 { "cores", TEXT_PART_CORES_TIP_ID },
                 { "python", TEXT_PART_PYTHON_TIP_ID } };
    for (size_t i = 0; i < sizeof tips / sizeof *tips; i++)
        if (row == settings_named(&frame->model->settings.experiment, tips[i].name))
            return text_of(frame->language, tips[i].tip);
    return text_of(frame->language, TEXT_PRESS_TO_CHANGE_ID);
}

static void draw_part(struct frame *frame, struct rect rect, const struct sentence_part *part)
{
    const struct ui_press press = setting_press(frame, part->row, part_tip(frame, part->row));
    const bool lit = part->row >= 0 && (press.chosen || ui_look_of(frame, press.id) != UI_PLAIN);
    struct text_style style = ui_text(frame, TYPE_BODY, lit ? TEXT_MAIN : TEXT_SOFT);
    style.along = ALONG_MIDDLE;
    style.place = rect_inset(rect, -1);
    const struct rect text = draw_text(frame->list, point_at(rect.x, rect_centre(rect).y), part->text, style);
    if (part->row < 0) {
        if (rect.width > style.size_px) // the formula, not what parts the others
            ui_explain(frame, rect, text_of(frame->language, TEXT_PART_FORMULA_TIP_ID));
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

static void draw_sentence(struct frame *frame, struct rect room, enum sentence_length length, struct rect *anchor)
{
    struct sentence_part parts[SENTENCE_PARTS_MAX];
    const struct text_style style = ui_text(frame, TYPE_BODY, TEXT_SOFT);
    const int count = sentence_parts(frame->arena, frame->language, shown_experiment(frame), length, parts);
    bool anchored = false;
    for (int i = 0; i < count; i++) {
        const struct rect rect = rect_cut_left(&room, text_width(frame, parts[i].text, style));
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

// ---- tabs ----------------------------------------------------------------------------------------------------------

static const char *tab_key(struct frame *frame, int view, enum tab_saying saying)
{
    const char *key = arena_printf(frame->arena, "%c", view_keys[view]);
    return saying == TABS_NAMES || !key ? "" : key;
}

static const char *tab_name(const struct frame *frame, int view, enum tab_saying saying)
{
    const bool shown = saying != TABS_NUMBERS || frame->model->view == (enum view)view;
    return shown ? text_of(frame->language, view_rows[view]->title) : "";
}

static float tab_width(struct frame *frame, int view, enum tab_saying saying)
{
    const float body = frame->scale.type[TYPE_BODY];
    const char *name = tab_name(frame, view, saying), *key = tab_key(frame, view, saying);
    const float words = text_width(frame, name, ui_bold(frame, TYPE_BODY, TEXT_MAIN));
    const float number = text_width(frame, key, ui_text(frame, *name ? TYPE_SMALL : TYPE_BODY, TEXT_FAINT));
    return words + number + (*key && *name ? body * 0.55f : 0) + body * (saying == TABS_ALL ? 1.3f : 1.0f);
}

static float tab_gap(const struct frame *frame) { return 5 * frame->scale.u; }

static float tabs_width(struct frame *frame, enum tab_saying saying)
{
    float width = tab_gap(frame) * (VIEW_COUNT - 1);
    for (int i = 0; i < VIEW_COUNT; i++)
        width += tab_width(frame, i, saying);
    return width;
}

static void draw_tabs(struct frame *frame, struct rect room, enum tab_saying saying)
{
    for (int i = 0; i < VIEW_COUNT; i++) {
        ui_tab(frame, rect_cut_left(&room, tab_width(frame, i, saying)), tab_key(frame, i, saying),
               tab_name(frame, i, saying),
               (struct ui_press){
                   .id = ui_id("tab", i),
                   .group = GROUP_TABS,
                   .action = ACTION_VIEW,
                   .argument = i,
                   .tip = text_of(frame->language, view_rows[i]->tip),
                   .chosen = frame->model->view == (enum view)i,
               });
        rect_cut_left(&room, tab_gap(frame));
    }
}

// ---- run -----------------------------------------------------------------------------------------------------------

static bool is_busy(const struct frame *frame) { return frame->model->running != RUN_IDLE; }

// Share of the run that is done, 0 … 1; < 0: not known.
static float progress(const struct model *model)
{
    if (model->run_updates_in_all == 0)
        return -1;
    const float share = (float)((double)model->run_updates / (double)model->run_updates_in_all);
    return share < 1 ? share : 1;
}

static float run_width(const struct frame *frame, bool key)
{
    const float body = frame->scale.type[TYPE_BODY];
    const struct text_style style = ui_bold(frame, TYPE_BODY, TEXT_MAIN);
    const float run =
        text_width(frame, text_of(frame->language, TEXT_RUN_ID), style) + body * 1.2f + (key ? body * 1.3f : 0);
    const float cancel = text_width(frame, text_of(frame->language, TEXT_CANCEL_ID), style) + (key ? body * 2.6f : 0);
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
    const char *run = text_of(frame->language, TEXT_RUN_ID);
    const float width = text_width(frame, run, style) + body * 1.2f + (key ? body * 1.3f : 0);
    const enum ui_look look = ui_look_of(frame, ui_id("run", 0));
    struct colour ground = theme->run_ground;
    if (look != UI_PLAIN)
        ground = colour_over(ground, theme->texts[TEXT_MAIN], look == UI_HOVER ? 0.1f : 0.2f);
    style.colour = theme->run_text;
    style.along = ALONG_MIDDLE;
    style.place = rect;
    draw_box(frame->list, rect, 5 * frame->scale.u, paint_solid(ground), stroke_none());
    float x = rect.x + (rect.width - width) / 2;
    icon_draw(frame->list, ICON_PLAY, point_at(x + body * 0.4f, middle), body * 0.85f, theme->run_text);
    x = rect_right(draw_text(frame->list, point_at(x + body * 1.2f, middle), run, style));
    if (key)
        draw_text(frame->list, point_at(x + body * 0.6f, middle), "R", style);
}

// The next run will be another than the one that is shown.
static const char *next_run_tip(struct frame *frame)
{
    const char *next = sentence_text(frame->arena, frame->language, &frame->model->settings.experiment, SENTENCE_WHOLE);
    return text_fill(frame->arena, frame->language, TEXT_NEXT_RUN_ID, &next, 1);
}

static void draw_next_dot(struct frame *frame, struct rect rect)
{
    const float radius = 5 * frame->scale.u;
    draw_disc(frame->list, point_at(rect_right(rect) - radius, rect.y + radius), radius * 1.4f,
              paint_solid(frame->theme->marks[MARK_ACCENT]),
              stroke_solid(frame->theme->grounds[GROUND_BAR], frame->scale.stroke_px));
}

static void draw_run(struct frame *frame, struct rect rect, bool key)
{
    const struct ui_press press = run_press(frame);
    const float height = frame->scale.type[TYPE_BODY] * 2.2f;
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
        if (differs)
            draw_next_dot(frame, rect);
    }
    ui_focus_ring(frame, rect, 5 * frame->scale.u, press.id);
    ui_hit(
        frame,
        (struct hit){
            .rect = rect, .id = press.id, .kind = HIT_PRESS, .focusable = true, .action = press.action, .tip = tip });
}

// ---- language, menu, help ------------------------------------------------------------------------------------------

static float language_gap(const struct frame *frame) { return frame->scale.type[TYPE_BODY] * 0.35f; }

static float language_width(const struct frame *frame)
{
    const struct text_style style = ui_bold(frame, TYPE_BODY, TEXT_MAIN);
    float width = 0;
    for (int i = 0; i < LANGUAGE_COUNT; i++)
        if (!language_is_in((enum language)i, frame->model->languages_missing))
            width += (i > 0 ? language_gap(frame) : 0) + text_width(frame, languages[i].on_button, style);
    return width + frame->scale.type[TYPE_BODY];
}

// What pressing the button does, said in the language that it leads to; where it leads nowhere, what is missing.
static const char *language_tip(const struct frame *frame, enum language next)
{
    const enum language present = frame->model->language;
    if (next != present)
        return text_of(next, TEXT_LANGUAGE_TIP_ID);
    const struct language_row *wanted = &languages[language_after(present, 0)];
    const char *parts[] = { wanted->english, wanted->font };
    return text_fill(frame->arena, frame->language, TEXT_NO_FONT_ID, parts, 2);
}

static void draw_language(struct frame *frame, struct rect rect)
{
    const enum language next = language_after(frame->model->language, frame->model->languages_missing);
    const bool alone = next == frame->model->language;
    const uint32_t id = ui_id("language", 0);
    const float height = frame->scale.type[TYPE_BODY] * 2;
    rect = rect_of(rect.x, rect_centre(rect).y - height / 2, rect.width, height);
    float x = rect.x + frame->scale.type[TYPE_BODY] / 2;
    if (!alone && ui_look_of(frame, id) != UI_PLAIN)
        draw_box(frame->list, rect, 5 * frame->scale.u, paint_solid(frame->theme->grounds[GROUND_HOVER]),
                 stroke_none());
    for (int i = 0; i < LANGUAGE_COUNT; i++) {
        if (language_is_in((enum language)i, frame->model->languages_missing))
            continue;
        const bool present = frame->model->language == (enum language)i;
        struct text_style style = present ? ui_bold(frame, TYPE_BODY, TEXT_MAIN) : ui_text(frame, TYPE_BODY, TEXT_SOFT);
        style.along = ALONG_MIDDLE;
        style.place = rect;
        x = rect_right(draw_text(frame->list, point_at(x, rect_centre(rect).y), languages[i].on_button, style)) +
            language_gap(frame);
    }
    ui_focus_ring(frame, rect, 5 * frame->scale.u, id);
    ui_hit(frame, (struct hit){
                      .rect = rect,
                      .id = id,
                      .kind = HIT_PRESS,
                      .disabled = alone,
                      .focusable = !alone,
                      .action = ACTION_LANGUAGE,
                      .tip = language_tip(frame, next),
                  });
}

static void draw_help(struct frame *frame, struct rect rect)
{
    const struct ui_press press = { .id = ui_id("help", 0),
                                    .action = ACTION_HELP,
                                    .tip = text_of(frame->language, TEXT_HELP_TIP_ID),
                                    .chosen = frame->model->help };
    ui_tab(frame, rect, "", "?", press);
}

static struct rect square(struct rect column, float side)
{
    return rect_of(column.x, rect_centre(column).y - side / 2, side, side);
}

static float right_width(const struct frame *frame) { return language_width(frame) + 2 * icon_side(frame); }

static void draw_right(struct frame *frame, struct rect room, struct rect *anchor)
{
    const float side = icon_side(frame);
    draw_language(frame, rect_cut_left(&room, language_width(frame)));
    const struct rect menu = square(rect_cut_left(&room, side), side);
    ui_icon(frame, menu, ICON_MENU,
            (struct ui_press){
                .id = ui_id("menu", 0),
                .action = ACTION_SETTING,
                .argument = OPEN_MENU,
                .tip = text_of(frame->language, TEXT_MENU_TIP_ID),
                .chosen = frame->model->open_setting == OPEN_MENU,
            });
    if (frame->model->open_setting == OPEN_MENU)
        *anchor = menu;
    draw_help(frame, square(rect_cut_left(&room, side), side));
}

// ---- together ------------------------------------------------------------------------------------------------------

static float brand_width(const struct frame *frame)
{
    return text_width(frame, text_of(frame->language, TEXT_NAME_ID), ui_bold(frame, TYPE_HEAD, TEXT_MAIN)) +
           gap_of(frame);
}

static bool fits_one_row(struct frame *frame, const struct header_plan *plan, float room)
{
    return brand_width(frame) + chooser_width(frame) + sentence_width(frame, plan->sentence) +
               tabs_width(frame, plan->tabs) + run_width(frame, plan->run_key) + right_width(frame) +
               3 * gap_of(frame) <=
           room;
}

// The tabs and Run in the second row; the rest in the first, the brand giving way last.
static struct header_plan plan_two_rows(struct frame *frame, float room)
{
    struct header_plan plan = { .sentence = SENTENCE_NOTHING, .tabs = TABS_NUMBERS, .brand = true, .two_rows = true };
    float left = room - right_width(frame) - gap_of(frame) - brand_width(frame) - chooser_width(frame);
    if (sentence_width(frame, SENTENCE_NUMBERS) > left) {
        plan.brand = false;
        left += brand_width(frame);
    }
    for (int i = SENTENCE_WHOLE; i <= SENTENCE_NOTHING; i++) {
        if (sentence_width(frame, (enum sentence_length)i) <= left) {
            plan.sentence = (enum sentence_length)i;
            break;
        }
    }
    for (int i = 0; i < 2 * TAB_SAYINGS; i++) {
        plan.tabs = (enum tab_saying)(i / 2);
        plan.run_key = i % 2 == 0;
        if (tabs_width(frame, plan.tabs) + run_width(frame, plan.run_key) + gap_of(frame) <= room)
            break;
    }
    return plan;
}

static struct header_plan make_plan(struct frame *frame, float room)
{
    for (size_t i = 0; i < sizeof one_row / sizeof *one_row; i++)
        if (fits_one_row(frame, &one_row[i], room))
            return one_row[i];
    return plan_two_rows(frame, room);
}

static void draw_brand(struct frame *frame, struct rect rect)
{
    struct text_style style = ui_bold(frame, TYPE_HEAD, TEXT_MAIN);
    style.along = ALONG_MIDDLE;
    style.place = rect;
    ui_explain(
        frame,
        draw_text(frame->list, point_at(rect.x, rect_centre(rect).y), text_of(frame->language, TEXT_NAME_ID), style),
        text_of(frame->language, TEXT_NAME_TIP_ID));
}

static float first_row(const struct frame *frame, const struct header_plan *plan)
{
    return frame->scale.type[TYPE_BODY] * (plan->two_rows ? 3.2f : 3.6f);
}

static float second_row(const struct frame *frame, const struct header_plan *plan)
{
    return plan->two_rows ? frame->scale.type[TYPE_BODY] * 2.9f : 0;
}

float header_height(struct frame *frame, float width_px)
{
    const struct header_plan plan = make_plan(frame, width_px - 2 * WINDOW_SIDE * frame->scale.u);
    return first_row(frame, &plan) + second_row(frame, &plan);
}

void header_draw(struct frame *frame, struct rect *rest, struct rect *anchor)
{
    const float side = WINDOW_SIDE * frame->scale.u, gap = gap_of(frame), body = frame->scale.type[TYPE_BODY];
    const struct header_plan plan = make_plan(frame, rest->width - 2 * side);
    const float row = first_row(frame, &plan), second = second_row(frame, &plan);
    const struct rect bar = rect_cut_top(rest, row + second);
    draw_rect(frame->list, bar, paint_solid(frame->theme->grounds[GROUND_BAR]));
    struct rect first = rect_of(side, bar.y, bar.width - 2 * side, row);
    if (plan.brand)
        draw_brand(frame, rect_cut_left(&first, brand_width(frame)));
    if (frame->guards_folded) {
        const struct rect chooser = rect_cut_left(&first, guard_chooser_width(frame));
        rect_cut_left(&first, gap);
        guard_chooser_draw(frame, chooser);
        if (frame->model->open_setting == OPEN_GUARDS)
            *anchor = chooser;
    }
    const struct rect right = rect_cut_right(&first, right_width(frame));
    struct rect foot = rect_of(side, bar.y + row, bar.width - 2 * side, second - body * 0.4f);
    struct rect *where = plan.two_rows ? &foot : &first;
    if (!plan.two_rows)
        rect_cut_right(&first, gap);
    const struct rect run = rect_cut_right(where, run_width(frame, plan.run_key));
    rect_cut_right(where, gap);
    const float width = tabs_width(frame, plan.tabs), height = body * 2;
    struct rect middle = plan.two_rows ? rect_cut_left(where, width) : rect_cut_right(where, width);
    middle = rect_of(middle.x, rect_centre(middle).y - height / 2, middle.width, height);
    draw_sentence(frame, first, plan.sentence, anchor);
    draw_tabs(frame, middle, plan.tabs);
    draw_run(frame, run, plan.run_key);
    draw_right(frame, right, anchor);
}
