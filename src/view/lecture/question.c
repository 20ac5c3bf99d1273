// The program at the left, where there is one; the question and its choices in the middle of what is left.
#include "view/lecture/question.h"

#include "base/text.h"
#include "document/document.h"
#include "view/labs/question.h"
#include "view/model/model.h"
#include "view/stage/program.h"
#include "view/ui/words.h"

#include <math.h>

enum {
    BLANK_UNITS = 260, // how wide the line is that something is to be written on
};

bool question_is_open(const struct frame *frame) { return frame->model->prediction.stage != PREDICTION_NONE; }

static bool is_revealed(const struct frame *frame) { return frame->model->prediction.stage == PREDICTION_REVEALED; }

// The page has little to say: at the desk, too, it says it in large type.
static float large(const struct frame *frame)
{
    return frame->scale.type[TYPE_CAPTION] * (frame->scale.lecture ? 1 : 1.3f);
}

static struct text_style enlarged(const struct frame *frame, struct text_style style)
{
    style.size_px = large(frame);
    return style;
}

// ---- a choice ------------------------------------------------------------------------------------------------------

static struct text_style choice_style(const struct frame *frame, bool right)
{
    return enlarged(frame, right ? ui_bold(frame, TYPE_CAPTION, TEXT_GOOD)
                                 : ui_text(frame, TYPE_CAPTION, is_revealed(frame) ? TEXT_SOFT : TEXT_MAIN));
}

// Left of the words the number, right of them what was voted.
static float number_width(const struct frame *frame) { return large(frame) * 2.2f; }
static float votes_width(const struct frame *frame) { return frame->scale.type[TYPE_BODY] * 6.5f; }

static float words_width(const struct frame *frame, float width_px)
{
    return width_px - number_width(frame) - votes_width(frame) - frame->scale.pad_px;
}

// All are as high as the highest.
static float choice_height(const struct frame *frame, const struct lab_question *question, float width_px)
{
    float most = 0;
    for (int i = 0; i < question->count; i++) {
        const float height = ui_paragraph_height(frame, words_width(frame, width_px), question->choices[i],
                                                 enlarged(frame, ui_bold(frame, TYPE_CAPTION, TEXT_MAIN)));
        most = height > most ? height : most;
    }
    return most + large(frame) * 1.2f;
}

static void draw_votes(struct frame *frame, struct rect room, struct rect box, int votes, bool right)
{
    const struct prediction *prediction = &frame->model->prediction;
    const float bar = 6 * frame->scale.u, pad = frame->scale.pad_px;
    struct text_style style = ui_text(frame, TYPE_BODY, right ? TEXT_GOOD : TEXT_SOFT);
    if (prediction->vote_count > 0) {
        const struct rect track = rect_of(box.x + pad, rect_bottom(box) - 1.6f * bar, box.width - 2 * pad, bar);
        struct rect share = track;
        share.width *= (float)votes / (float)prediction->vote_count;
        draw_box(frame->list, track, bar / 2, paint_solid(frame->theme->trims[TRIM_TRACK]), stroke_none());
        draw_box(frame->list, share, bar / 2, paint_solid(frame->theme->marks[right ? MARK_GOOD : MARK_ACCENT]),
                 stroke_none());
        words_fit_end(frame, rect_of(room.x, room.y, room.width, room.height / (right ? 2 : 1)),
                      FILL(TEXT_ASK_VOTED_ID, words_number(frame, votes)), style, true);
    }
    if (!right)
        return;
    style = ui_bold(frame, TYPE_BODY, TEXT_GOOD);
    const float above = prediction->vote_count > 0 ? room.height * 0.45f : 0;
    words_fit_end(frame, rect_of(room.x, room.y + above, room.width, room.height - above),
                  text_of(frame->language, TEXT_ASK_RIGHT_ID), style, true);
}

static void draw_choice(struct frame *frame, struct rect box, const struct lab_question *question, int choice)
{
    const bool right = is_revealed(frame) && question->right == choice;
    const uint32_t id = ui_id("choice", choice);
    const struct theme *theme = frame->theme;
    const struct colour ground = right ? theme->grounds[GROUND_GOOD]
                                 : !is_revealed(frame) && ui_look_of(frame, id) != UI_PLAIN
                                     ? theme->grounds[GROUND_HOVER]
                                     : theme->grounds[GROUND_PANEL];
    char number[8];
    struct rect room = box;
    struct text_style figure = enlarged(frame, ui_bold(frame, TYPE_CAPTION, right ? TEXT_GOOD : TEXT_ACCENT));
    snprintf(number, sizeof number, "%d", choice + 1);
    draw_box(frame->list, box, frame->scale.radius_px, paint_solid(ground),
             stroke_solid(right ? theme->marks[MARK_GOOD] : theme->trims[TRIM_EDGE],
                          right ? frame->scale.stroke_px : frame->scale.line_px));
    figure.across = ACROSS_CENTRE;
    words_fit(frame, rect_cut_left(&room, number_width(frame)), number, figure);
    rect_cut_right(&room, frame->scale.pad_px);
    const struct rect votes = rect_cut_right(&room, votes_width(frame));
    const struct text_style style = choice_style(frame, right);
    const float height = ui_paragraph_height(frame, room.width, question->choices[choice], style);
    ui_paragraph(frame, rect_middle(room, room.width, height + 1), question->choices[choice], style);
    draw_votes(frame, votes, box, prediction_votes(&frame->model->prediction, choice), right);
    if (!is_revealed(frame))
        ui_press_hit(frame, box,
                     (struct ui_press){ .id = id,
                                        .group = ui_group("choices"),
                                        .action = ACTION_VOTE,
                                        .argument = choice,
                                        .tip = text_of(frame->language, TEXT_ASK_VOTE_TIP_ID) });
    ui_focus_ring(frame, box, frame->scale.radius_px, id);
}

// ---- the question --------------------------------------------------------------------------------------------------

static struct text_style question_style(const struct frame *frame)
{
    struct text_style style = enlarged(frame, ui_bold(frame, TYPE_CAPTION, TEXT_MAIN));
    style.size_px *= 1.25f;
    return style;
}

// What came out, or the line for it: of choices it stands below the question once it is revealed.
static float came_height(const struct frame *frame, const struct lab_question *question, float width_px)
{
    const float line = large(frame) * 2.4f;
    if (!is_revealed(frame))
        return frame->model->prediction.blank ? line : 0;
    const float height =
        ui_paragraph_height(frame, width_px, question->came, enlarged(frame, ui_bold(frame, TYPE_CAPTION, TEXT_NOTE)));
    return height + line / 2;
}

static void draw_came(struct frame *frame, struct rect room, const struct lab_question *question)
{
    const float y = rect_bottom(room) - large(frame) * 0.5f, wide = BLANK_UNITS * frame->scale.u;
    if (is_revealed(frame))
        ui_paragraph(frame, room, question->came, enlarged(frame, ui_bold(frame, TYPE_CAPTION, TEXT_NOTE)));
    else if (frame->model->prediction.blank)
        draw_line(frame->list, point_at(room.x, y), point_at(room.x + (wide < room.width ? wide : room.width), y),
                  stroke_solid(frame->theme->marks[MARK_LINE], frame->scale.stroke_px));
}

// The parts below each other, and how high each is.
struct page {
    float words, came, one, gap, said, all;
    int count; // of choices
};

static struct page measure(struct frame *frame, float width_px, const struct lab_question *question)
{
    const int count = frame->model->prediction.blank ? 0 : question->count;
    const bool none = is_revealed(frame) && count > 0 && question->right < 0;
    struct page page = {
        .words = ui_paragraph_height(frame, width_px, question->text, question_style(frame)) + large(frame) * 0.9f,
        .came = came_height(frame, question, width_px),
        .one = choice_height(frame, question, width_px),
        .gap = frame->scale.gap_px * 1.2f,
        .said = none ? large(frame) * 1.6f : 0,
        .count = count,
    };
    page.all = page.words + page.came + page.said + (page.one + page.gap) * (float)count;
    return page;
}

static void draw_asked(struct frame *frame, struct rect room, const struct lab_question *question)
{
    struct page page = measure(frame, room.width, question);
    // Where it is scarce the choices' margins give way, and what is between them.
    const float over = page.count > 0 ? fmaxf(page.all - room.height, 0) / (float)page.count : 0,
                between = fminf(over, page.gap * 0.7f);
    page.gap -= between;
    page.one -= fminf(over - between, large(frame));
    if (page.all < room.height)
        rect_cut_top(&room, (room.height - page.all) / 2.4f);
    ui_paragraph(frame, rect_cut_top(&room, page.words), question->text, question_style(frame));
    draw_came(frame, rect_cut_top(&room, page.came), question);
    for (int i = 0; i < page.count; i++) {
        draw_choice(frame, rect_cut_top(&room, page.one), question, i);
        rect_cut_top(&room, page.gap);
    }
    if (page.said > 0)
        words_fit_end(frame, rect_cut_top(&room, page.said), text_of(frame->language, TEXT_ASK_NONE_RIGHT_ID),
                      enlarged(frame, ui_bold(frame, TYPE_CAPTION, TEXT_MAIN)), false);
}

// ---- the foot ------------------------------------------------------------------------------------------------------

static void draw_foot(struct frame *frame, struct rect bar, const struct lab_question *question)
{
    const struct model *model = frame->model;
    const float side = WINDOW_SIDE * frame->scale.u;
    const struct text_style style = ui_text(frame, TYPE_BODY, TEXT_SOFT);
    const enum text_id hint = is_revealed(frame) ? TEXT_ASK_HINT_CLOSE_ID : TEXT_ASK_HINT_REVEAL_ID;
    const char *key = ui_key_said(frame, ACTION_PREDICT, 0),
               *goes_on = model->running != RUN_IDLE && !is_revealed(frame) ? text_of(frame->language, TEXT_RUNNING_ID)
                                                                            : FILL(hint, key);
    draw_rect(frame->list, bar, paint_solid(frame->theme->grounds[GROUND_BAR]));
    rect_cut_left(&bar, side);
    rect_cut_right(&bar, side);
    if (!model->lecture) {
        const char *label = text_of(frame->language, is_revealed(frame) ? TEXT_ASK_CLOSE_ID : TEXT_ASK_REVEAL_ID);
        const float width = ui_button_width(frame, label), height = ui_row_height(frame);
        const struct rect button = rect_cut_right(&bar, width);
        ui_button(frame, rect_middle(button, width, height), label,
                  (struct ui_press){ .id = ui_id("reveal", 0),
                                     .action = ACTION_PREDICT,
                                     .disabled = model->running != RUN_IDLE && !is_revealed(frame),
                                     .solid = true });
        rect_cut_right(&bar, side);
    }
    const float width = draw_text_width(frame->list, goes_on, style) + 2;
    words_fit_end(frame, rect_cut_right(&bar, width < bar.width ? width : bar.width), goes_on, style, true);
    rect_cut_right(&bar, side);
    if (!is_revealed(frame) && !model->prediction.blank && bar.width > 0)
        words_fit_end(frame, bar,
                      FILL(TEXT_ASK_HINT_VOTES_ID, ui_key_said(frame, ACTION_VOTE, 0),
                           ui_key_said(frame, ACTION_VOTE, question->count - 1), ui_key_said(frame, ACTION_UNVOTE, 0)),
                      style, false);
}

// ---- together ------------------------------------------------------------------------------------------------------

static void draw_nothing(struct frame *frame, struct rect room)
{
    struct text_style style = ui_text(frame, TYPE_BODY, TEXT_SOFT);
    rect_cut_top(&room, room.height * 0.4f);
    ui_paragraph(frame, rect_cut_top(&room, large(frame) * 2.5f), text_of(frame->language, TEXT_ASK_NOTHING_ID),
                 question_style(frame));
    ui_paragraph(frame, room, text_of(frame->language, TEXT_ASK_NOTHING_WHY_ID), style);
}

static float foot_height(const struct frame *frame) { return frame->scale.type[TYPE_BODY] * 3.4f; }

// Cuts the room above the foot: what is left for the question; program: what of it has the program, empty: there is none.
static struct rect lay_out(struct frame *frame, struct rect room, struct rect *program)
{
    const float side = WINDOW_SIDE * frame->scale.u;
    struct rect inner = rect_between(room.x + side, room.y + frame->scale.gap_px, rect_right(room) - side,
                                     rect_bottom(room) - frame->scale.gap_px);
    const float least = stage_program_least_px(frame), share = inner.width * 0.4f, most = inner.width * 0.5f;
    *program = rect_of(0, 0, 0, 0);
    if (least > 0 && least <= most) {
        *program = rect_cut_left(&inner, least > share ? least : share);
        rect_cut_left(&inner, 2 * side);
    }
    return inner;
}

bool question_has_room(struct frame *frame, struct rect room)
{
    struct lab_question question = { 0 };
    struct rect program;
    if (!frame->document || !question_of(frame->arena, frame->language, frame->document, &question))
        return true;
    rect_cut_bottom(&room, foot_height(frame));
    const struct rect inner = lay_out(frame, room, &program);
    return measure(frame, inner.width, &question).all <= inner.height;
}

void question_draw(struct frame *frame, struct rect room)
{
    struct lab_question question = { 0 };
    struct rect program;
    const bool asked = frame->document && question_of(frame->arena, frame->language, frame->document, &question);
    draw_foot(frame, rect_cut_bottom(&room, foot_height(frame)), &question);
    const struct rect inner = lay_out(frame, room, &program);
    if (!asked) {
        draw_nothing(frame, inner);
        return;
    }
    if (!rect_is_empty(program))
        stage_program_draw(frame, program);
    draw_asked(frame, inner, &question);
}
