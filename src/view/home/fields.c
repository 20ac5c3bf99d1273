// One row a card: its words, its picture.
#include "view/home/fields.h"

#include "view/home/card.h"
#include "view/looks/marks.h"
#include "view/model/model.h"
#include "view/ui/words.h"

#include <math.h>

// ---- pictures ------------------------------------------------------------------------------------------------------

// A terminal whose program becomes rows of states.
static void draw_command_icon(struct frame *frame, struct rect rect)
{
    const struct theme *theme = frame->theme;
    const float height = rect.height * 0.24f, left = rect.x + rect.width * 0.3f, width = rect_right(rect) - left;
    static const struct {
        float row, from, to;
        enum state state;
    } spans[] = {
        { 0, 0, 0.4f, STATE_RUNNING },  { 0, 0.42f, 1, STATE_BLOCKED },    { 1, 0.12f, 0.36f, STATE_READY },
        { 1, 0.38f, 1, STATE_RUNNING }, { 2, 0.12f, 0.6f, STATE_BLOCKED }, { 2, 0.62f, 0.9f, STATE_RUNNING }
    };
    struct text_style prompt = ui_mono(frame, TYPE_HEAD, TEXT_ACCENT);
    prompt.figures = false;
    words_fit(frame, rect_of(rect.x, rect.y, rect.width * 0.28f, rect.height), ">_", prompt);
    for (size_t i = 0; i < sizeof spans / sizeof *spans; i++) {
        const struct rect span =
            rect_of(left + spans[i].from * width, rect.y + rect.height * (0.06f + 0.32f * spans[i].row),
                    (spans[i].to - spans[i].from) * width, height);
        draw_box(frame->list, span, frame->scale.radius_px / 3,
                 theme_state_paint(theme, spans[i].state, frame->scale.pitch_px, point_at(rect.x, rect.y)),
                 theme_state_stroke(theme, spans[i].state, frame->scale.u));
    }
}

// Lines of a program, two threads at one of them, what it lost in its margin.
static void draw_program_icon(struct frame *frame, struct rect rect)
{
    static const struct {
        float from, to;
        enum text_role role;
    } lines[] = { { 0, 0.7f, TEXT_SOFT }, { 0.14f, 0.62f, TEXT_MAIN }, { 0, 0.34f, TEXT_SOFT } };
    const struct theme *theme = frame->theme;
    const float row = rect.height / 3, bar = row * 0.3f, token = row * 0.92f, left = rect.x + token * 2.1f,
                width = rect_right(rect) - left;
    const struct rect lost = rect_of(rect.x, rect.y + row * 0.9f, rect.width, row * 1.2f);
    draw_box(frame->list, lost, frame->scale.radius_px / 2, paint_solid(theme->grounds[GROUND_LOST]), stroke_none());
    for (int i = 0; i < 3; i++)
        draw_box(frame->list,
                 rect_of(left + lines[i].from * width, rect.y + row * ((float)i + 0.5f) - bar / 2,
                         (lines[i].to - lines[i].from) * width, bar),
                 bar / 2, paint_solid(theme->texts[lines[i].role]), stroke_none());
    for (int i = 0; i < 2; i++)
        mark_token(frame->list, theme, point_at(rect.x + token * (0.6f + 0.8f * (float)i), rect_centre(lost).y), token,
                   i, NULL, frame->scale.u);
    draw_box(frame->list, rect_of(left + 0.74f * width, rect_centre(lost).y - bar / 2, 0.18f * width, bar), bar / 2,
             paint_solid(theme->marks[MARK_LOST]), stroke_none());
}

const struct home_field_row home_fields[HOME_FIELDS] = {
    [HOME_COMMAND] = { TEXT_HOME_COMMAND_ID, TEXT_HOME_COMMAND_LINE_ID, TEXT_HOME_COMMAND_BRIEF_ID,
                       TEXT_HOME_COMMAND_HINT_ID, TEXT_HOME_COMMAND_TIP_ID, TEXT_HOME_RECORD_ID,
                       TEXT_HOME_RECORD_TIP_ID, draw_command_icon },
    [HOME_PROGRAM] = { TEXT_HOME_PROGRAM_ID, TEXT_HOME_PROGRAM_LINE_ID, TEXT_HOME_PROGRAM_BRIEF_ID,
                       TEXT_HOME_PROGRAM_HINT_ID, TEXT_HOME_PROGRAM_TIP_ID, TEXT_HOME_CHECK_ID, TEXT_HOME_CHECK_TIP_ID,
                       draw_program_icon },
};

// ---- cards ---------------------------------------------------------------------------------------------------------

static const char *text_in(const struct frame *frame, enum text_id id) { return text_of(frame->language, id); }

// The field, and the button beside it, which first of all asks for something to be typed.
static void draw_input(struct frame *frame, struct rect row, enum home_field field)
{
    const struct home_field_row *words = &home_fields[field];
    const char *typed = frame->model->home->typed[field].text, *button = text_in(frame, words->button);
    const float height = ui_row_height(frame), width = ui_button_width(frame, button) * 1.3f;
    row = rect_of(row.x, rect_centre(row).y - height / 2, row.width, height);
    const struct rect right = rect_cut_right(&row, width);
    rect_cut_right(&row, frame->scale.gap_px);
    ui_field(frame, row, typed, text_in(frame, words->hint),
             (struct ui_press){ .id = ui_id("command", field),
                                .action = ACTION_HOME_TYPE,
                                .argument = field,
                                .tip = text_in(frame, words->tip) });
    ui_button(frame, right, button,
              (struct ui_press){ .id = ui_id("record", field),
                                 .action = typed[0] ? ACTION_RECORD : ACTION_HOME_TYPE,
                                 .argument = field,
                                 .tip = text_in(frame, words->button_tip),
                                 .runs = true });
}

static void draw_ground(struct frame *frame, struct rect rect, struct rect pressed, enum home_field field, bool chosen,
                        const char *tip)
{
    home_card_ground(frame, rect, pressed,
                     (struct ui_press){ .id = ui_id("home command", field),
                                        .action = ACTION_HOME_TYPE,
                                        .argument = field,
                                        .tip = tip,
                                        .chosen = chosen });
}

// What it is for, as much of it as there is room for.
static const char *line_of(const struct frame *frame, enum home_field field, float room_px)
{
    const char *const lines[] = { text_in(frame, home_fields[field].line), text_in(frame, home_fields[field].brief) };
    return words_first_fitting(frame, lines, 2, ui_text(frame, TYPE_LABEL, TEXT_SOFT), room_px);
}

// Name and field side by side.
static void draw_low(struct frame *frame, struct rect rect, enum home_field field, bool chosen)
{
    const float pad = home_card_pad(frame->scale);
    const char *name = text_in(frame, home_fields[field].title);
    const struct text_style title = ui_bold(frame, TYPE_STRONG, TEXT_MAIN);
    struct rect rest = rect_of(rect.x + pad, rect.y, rect.width - 2 * pad, rect.height);
    const float width = fminf(draw_text_width(frame->list, name, title) + 1, rest.width * 0.4f);
    draw_ground(frame, rect, rect_of(rect.x, rect.y, width + pad, rect.height), field, chosen,
                text_in(frame, home_fields[field].line));
    words_fit_end(frame, rect_cut_left(&rest, width), name, title, false);
    rect_cut_left(&rest, frame->scale.gap_px);
    draw_input(frame, rest, field);
}

static void draw_whole(struct frame *frame, struct rect rect, enum home_field field, bool chosen)
{
    const float pad = home_card_pad(frame->scale);
    struct rect rest = rect_of(rect.x + pad, rect.y + pad * 0.7f, rect.width - 2 * pad, rect.height - 1.4f * pad);
    const float icon = fminf(rest.height * 1.5f, rest.width * 0.22f);
    const struct rect foot = rect_cut_bottom(&rest, ui_row_height(frame) * 1.05f);
    draw_ground(frame, rect, rect_between(rect.x, rect.y, rect_right(rect), foot.y - 1), field, chosen, NULL);
    home_fields[field].draw_icon(frame, rect_of(rest.x, rest.y, icon, rect_bottom(foot) - rest.y));
    rect_cut_left(&rest, icon + pad);
    words_fit_end(frame, rect_cut_top(&rest, home_card_title_px(frame->scale)),
                  text_in(frame, home_fields[field].title), ui_bold(frame, TYPE_STRONG, TEXT_MAIN), false);
    words_fit_end(frame, rect_of(rest.x, rest.y, rest.width, frame->scale.type[TYPE_LABEL] * 1.6f),
                  line_of(frame, field, rest.width), ui_text(frame, TYPE_LABEL, TEXT_SOFT), false);
    draw_input(frame, rect_between(rest.x, foot.y, rect_right(foot), rect_bottom(foot)), field);
}

void home_field_draw(struct frame *frame, struct rect rect, enum home_field field, bool chosen, bool whole)
{
    (whole ? draw_whole : draw_low)(frame, rect, field, chosen);
}
