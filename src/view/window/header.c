// The header: the program's name, the experiment as a sentence whose parts are controls, the views, Run, language,
// menu, help.
//
// All of it in one row where there is room. Where there is not, the sentence and the tabs say less, step by step;
// then the tabs get a row of their own, and the same steps are gone through again.
#include "view/home/home_model.h"
#include "view/model/model.h"
#include "view/window/command_sentence.h"
#include "view/window/head_sentence.h"
#include "view/window/parts.h"
#include "view/window/run_button.h"
#include "view/window/tabs.h"

struct header_plan {
    enum sentence_length sentence;
    enum tab_saying tabs;
    bool brand, run_key, two_rows;
};

static float gap_of(const struct frame *frame) { return 14 * frame->scale.u; }

// Of a recorded command there are no variants.
static bool has_variant_chooser(const struct frame *frame) { return frame->cards_folded && !shown_command(frame); }

// Of the lab, and of its cards where they are folded.
static float choosers_width(const struct frame *frame)
{
    return lab_chip_width(frame) + gap_of(frame) +
           (has_variant_chooser(frame) ? variant_chooser_width(frame) + gap_of(frame) : 0);
}

// Draws them, and cuts their room off.
static void draw_choosers(struct frame *frame, struct rect *room, struct rect *anchor)
{
    const float gap = gap_of(frame);
    const struct rect chip = rect_cut_left(room, lab_chip_width(frame));
    rect_cut_left(room, gap);
    lab_chip_draw(frame, chip);
    if (frame->model->open_setting == OPEN_LABS)
        *anchor = chip;
    if (!has_variant_chooser(frame))
        return;
    const struct rect chooser = rect_cut_left(room, variant_chooser_width(frame));
    rect_cut_left(room, gap);
    variant_chooser_draw(frame, chooser);
    if (frame->model->open_setting == OPEN_CARDS)
        *anchor = chooser;
}

// In one row, what is given up first.
static const struct header_plan one_row[] = {
    { SENTENCE_WHOLE, TABS_ALL, true, true, false },
    { SENTENCE_WHOLE, TABS_NAMES, true, true, false },
    { SENTENCE_WITHOUT_MACHINE, TABS_ALL, true, true, false },
    { SENTENCE_WITHOUT_DETAILS, TABS_ALL, true, true, false },
    { SENTENCE_WITHOUT_DETAILS, TABS_NAMES, true, true, false },
    { SENTENCE_SHORT, TABS_ALL, true, true, false },
    { SENTENCE_SHORT, TABS_NAMES, true, false, false },
    { SENTENCE_NUMBERS, TABS_NAMES, true, false, false },
};

static float icon_side(const struct frame *frame) { return frame->scale.type[TYPE_BODY] * 2; }

// ---- language, menu, help ------------------------------------------------------------------------------------------

static float language_gap(const struct frame *frame) { return frame->scale.type[TYPE_BODY] * 0.35f; }

static float language_width(const struct frame *frame)
{
    const struct text_style style = ui_bold(frame, TYPE_BODY, TEXT_MAIN);
    float width = 0;
    for (int i = 0; i < LANGUAGE_COUNT; i++)
        if (!language_is_in((enum language)i, frame->model->languages_missing))
            width += (i > 0 ? language_gap(frame) : 0) + draw_text_width(frame->list, languages[i].on_button, style);
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
    return draw_text_width(frame->list, text_of(frame->language, TEXT_NAME_ID), ui_bold(frame, TYPE_HEAD, TEXT_MAIN)) +
           gap_of(frame);
}

static bool fits_one_row(struct frame *frame, const struct header_plan *plan, float room)
{
    return brand_width(frame) + choosers_width(frame) + head_sentence_width(frame, plan->sentence) +
               tabs_width(frame, plan->tabs) + run_button_width(frame, plan->run_key) + right_width(frame) +
               3 * gap_of(frame) <=
           room;
}

// The tabs and Run in the second row; the rest in the first, the brand giving way last.
static struct header_plan plan_two_rows(struct frame *frame, float room)
{
    struct header_plan plan = { .sentence = SENTENCE_NOTHING, .tabs = TABS_NUMBERS, .brand = true, .two_rows = true };
    float left = room - right_width(frame) - gap_of(frame) - brand_width(frame) - choosers_width(frame);
    if (head_sentence_width(frame, SENTENCE_NUMBERS) > left) {
        plan.brand = false;
        left += brand_width(frame);
    }
    for (int i = SENTENCE_WHOLE; i <= SENTENCE_NOTHING; i++) {
        if (head_sentence_width(frame, (enum sentence_length)i) <= left) {
            plan.sentence = (enum sentence_length)i;
            break;
        }
    }
    for (int i = 0; i < 2 * TAB_SAYINGS; i++) {
        plan.tabs = (enum tab_saying)(i / 2);
        plan.run_key = i % 2 == 0;
        if (tabs_width(frame, plan.tabs) + run_button_width(frame, plan.run_key) + gap_of(frame) <= room)
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

// The name leads home, and from there back.
static void draw_brand(struct frame *frame, struct rect rect)
{
    const uint32_t id = ui_id("brand", 0);
    struct text_style style = ui_bold(frame, TYPE_HEAD, ui_look_of(frame, id) == UI_PLAIN ? TEXT_MAIN : TEXT_ACCENT);
    style.along = ALONG_MIDDLE;
    style.place = rect;
    const struct rect text =
        draw_text(frame->list, point_at(rect.x, rect_centre(rect).y), text_of(frame->language, TEXT_NAME_ID), style);
    ui_focus_ring(frame, rect_inset(text, -frame->scale.line_px * 2), frame->scale.radius_px / 3, id);
    ui_press_hit(frame, text,
                 (struct ui_press){ .id = id,
                                    .action = ACTION_VIEW,
                                    .argument = VIEW_HOME,
                                    .tip = text_of(frame->language, TEXT_NAME_TIP_ID) });
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
    draw_choosers(frame, &first, anchor);
    const struct rect right = rect_cut_right(&first, right_width(frame));
    struct rect foot = rect_of(side, bar.y + row, bar.width - 2 * side, second - body * 0.4f);
    struct rect *where = plan.two_rows ? &foot : &first;
    if (!plan.two_rows)
        rect_cut_right(&first, gap);
    const struct rect run = rect_cut_right(where, run_button_width(frame, plan.run_key));
    rect_cut_right(where, gap);
    const float width = tabs_width(frame, plan.tabs), height = body * 2;
    struct rect middle = plan.two_rows ? rect_cut_left(where, width) : rect_cut_right(where, width);
    middle = rect_of(middle.x, rect_centre(middle).y - height / 2, middle.width, height);
    rect_cut_right(&first, plan.two_rows ? 0 : gap);
    head_sentence_draw(frame, first, plan.sentence, anchor);
    tabs_draw(frame, middle, plan.tabs);
    run_button_draw(frame, run, plan.run_key);
    draw_right(frame, right, anchor);
}

// ---- at home -------------------------------------------------------------------------------------------------------

#define HOME_FIELD 290 // units of the sheet that the field has at the most

static void draw_question(struct frame *frame, struct rect room)
{
    struct text_style style = ui_text(frame, TYPE_STRONG, TEXT_SOFT);
    const char *question = text_of(frame->language, TEXT_HOME_QUESTION_ID);
    style.along = ALONG_MIDDLE;
    if (draw_text_width(frame->list, question, style) <= room.width)
        draw_text(frame->list, point_at(room.x, rect_centre(room).y), question, style);
}

void home_header_draw(struct frame *frame, struct rect *rest, struct rect *anchor)
{
    const float side = WINDOW_SIDE * frame->scale.u, gap = gap_of(frame), body = frame->scale.type[TYPE_BODY];
    const struct rect bar = rect_cut_top(rest, body * 3.6f);
    draw_rect(frame->list, bar, paint_solid(frame->theme->grounds[GROUND_BAR]));
    struct rect room = rect_of(side, bar.y, bar.width - 2 * side, bar.height);
    draw_brand(frame, rect_cut_left(&room, brand_width(frame)));
    struct rect right = rect_of(0, 0, 0, 0), field = right;
    if (!frame->scale.lecture) {
        right = rect_cut_right(&room, right_width(frame));
        rect_cut_right(&room, gap);
        const float most = HOME_FIELD * frame->scale.u, share = room.width * 0.5f;
        field = rect_cut_right(&room, most < share ? most : share);
        rect_cut_right(&room, gap);
    }
    draw_question(frame, room);
    if (frame->scale.lecture)
        return;
    field = rect_of(field.x, rect_centre(field).y - ui_row_height(frame) / 2, field.width, ui_row_height(frame));
    ui_field(frame, field, frame->model->home->search, text_of(frame->language, TEXT_HOME_SEARCH_ID),
             (struct ui_press){ .id = ui_id("search", 0),
                                .action = ACTION_SEARCH,
                                .tip = text_of(frame->language, TEXT_HOME_SEARCH_TIP_ID) });
    draw_right(frame, right, anchor);
}
