// The schedules view: what can be moved at the left, every way there is in the middle, how they end at the right.
#include "view/labs/balance/guards.h"
#include "view/labs/sentence.h"
#include "view/schedules/locks.h"
#include "view/schedules/parts.h"
#include "view/schedules/prepare.h"
#include "view/schedules/schedules_model.h"
#include "view/schedules/words.h"
#include "view/ui/words.h"

#include "base/text.h"
#include "labs/balance/guard.h"
#include "labs/locks/locks.h"

#include <math.h>

// ---- the other guards ----------------------------------------------------------------------------------------------

// The cards that are possible for so many workers; those by hand only where there is room for them. Returns how many.
static int rivals_shown(const struct desk *desk, int cards[DESK_RIVALS_MAX], bool by_hand)
{
    int count = 0;
    for (int i = 0; i < desk->rival_count; i++)
        if (desk->rivals[i].schedules > 0 && (by_hand || !guard_cards[i].by_hand))
            cards[count++] = i;
    return count;
}

void schedules_rivals_draw(struct frame *frame, const struct schedules_sheet *sheet, struct rect rect)
{
    const struct desk *desk = sheet->desk;
    const enum guard_card chosen = guard_card_of(&desk->experiment);
    struct rect room =
        ui_panel(frame, rect, schedules_title(frame, rect, TEXT_SCHEDULES_RIVALS_ID, TEXT_SCHEDULES_RIVALS_ID), NULL);
    const struct rect foot = rect_cut_bottom(&room, frame->scale.type[TYPE_SMALL] * 1.6f);
    words_fit(frame, foot, text_of(frame->language, TEXT_SCHEDULES_PROVED_ID), ui_text(frame, TYPE_SMALL, TEXT_FAINT));
    const float whole = room.width, least = frame->scale.type[TYPE_LABEL] * 1.15f;
    int cards[DESK_RIVALS_MAX], count = rivals_shown(desk, cards, true);
    if (room.height < least * (float)count)
        count = rivals_shown(desk, cards, chosen < CARD_COUNT && guard_cards[chosen].by_hand);
    const float line = room.height / (float)count;
    if (line < least)
        return;
    const char *schedules[DESK_RIVALS_MAX], *wrong[DESK_RIVALS_MAX];
    for (int row = 0; row < count; row++) {
        const int i = cards[row];
        schedules[row] = desk->rivals[i].schedules == 1 ? text_of(frame->language, TEXT_SCHEDULES_RIVAL_ONE_ID)
                                                        : FILL(TEXT_SCHEDULES_RIVAL_SCHEDULES_ID,
                                                               schedules_number(frame, desk->rivals[i].schedules));
        wrong[row] = FILL(TEXT_SCHEDULES_RIVAL_WRONG_ID, schedules_number(frame, desk->rivals[i].wrong));
    }
    struct text_style style = ui_mono(frame, TYPE_LABEL, TEXT_SOFT);
    style.figures = false;
    style.across = ACROSS_RIGHT;
    style.size_px = schedules_column_px(frame, schedules, count, style, whole * 0.36f);
    style.size_px = schedules_column_px(frame, wrong, count, style, whole * 0.31f);
    for (int at = 0; at < count; at++) {
        const int i = cards[at];
        struct rect row = rect_cut_top(&room, line < 38 * frame->scale.u ? line : 38 * frame->scale.u);
        struct text_style name = ui_bold(frame, TYPE_BODY, (int)chosen == i ? TEXT_ACCENT : TEXT_MAIN);
        if (!frame->scale.lecture)
            name.size_px = fminf(name.size_px, floorf(line * 0.72f)); // rows may be lower than its lines
        words_fit(frame, rect_cut_left(&row, whole * 0.31f), text_of(frame->language, guard_cards[i].short_title),
                  name);
        style.colour = frame->theme->texts[TEXT_SOFT];
        words_fit(frame, rect_cut_left(&row, whole * 0.37f), schedules[at], style);
        style.colour = frame->theme->texts[desk->rivals[i].wrong ? TEXT_LOST : TEXT_GOOD];
        words_fit(frame, row, wrong[at], style);
    }
}

// ---- all of it -----------------------------------------------------------------------------------------------------

static void draw_problem(struct frame *frame, const struct desk *desk)
{
    const struct experiment *experiment = &desk->experiment;
    const char *words = desk->problem;
    if (experiment->memory == MEMORY_PRIVATE)
        words = text_of(frame->language, TEXT_SCHEDULES_PRIVATE_ID);
    else if (experiment->count > SCHEDULES_WORKERS_MAX)
        words = FILL(TEXT_SCHEDULES_TOO_MANY_WORKERS_ID, schedules_number(frame, experiment->count));
    const struct rect room =
        ui_panel(frame, frame->body,
                 schedules_title(frame, frame->body, TEXT_SCHEDULES_TITLE_ID, TEXT_SCHEDULES_TITLE_SHORT_ID), NULL);
    ui_paragraph(frame, room, words, ui_text(frame, TYPE_CAPTION, TEXT_MAIN));
}

// What each needs at least, in the size of most text.
#define WORKERS_EM 11.5f
#define OUTCOMES_EM 17
#define GRAPH_EM 18

static void draw_middle(struct frame *frame, const struct schedules_sheet *sheet, struct rect rect)
{
    (sheet->course.count == 2 ? schedules_graph_draw : schedules_tree_draw)(frame, sheet, rect);
}

// Narrow and high: the graph above, workers and, where there is room, outcomes side by side under it.
static void draw_tall(struct frame *frame, const struct schedules_sheet *sheet, struct rect rest)
{
    const float gap = frame->scale.gap_px, em = frame->scale.type[TYPE_BODY];
    draw_middle(frame, sheet, rect_cut_top(&rest, (rest.height - gap) * 0.5f));
    rect_cut_top(&rest, gap);
    if (rest.width > (WORKERS_EM + OUTCOMES_EM) * em) {
        schedules_outcomes_draw(frame, sheet, rect_cut_right(&rest, (rest.width - gap) * 0.58f));
        rect_cut_right(&rest, gap);
    }
    schedules_workers_draw(frame, sheet, rest);
}

static float more(float a, float b) { return a > b ? a : b; }

static void draw_wide(struct frame *frame, const struct schedules_sheet *sheet, struct rect rest)
{
    const float gap = frame->scale.gap_px, all = rest.width - 2 * gap, em = frame->scale.type[TYPE_BODY];
    const bool lecture = frame->scale.lecture;
    if (all > (WORKERS_EM + GRAPH_EM) * em) {
        schedules_workers_draw(frame, sheet,
                               rect_cut_left(&rest, more(all * (lecture ? 0.25f : 0.185f), WORKERS_EM * em)));
        rect_cut_left(&rest, gap);
    }
    if (all > (WORKERS_EM + GRAPH_EM + OUTCOMES_EM) * em) {
        struct rect right = rect_cut_right(&rest, more(all * (lecture ? 0.33f : 0.3f), OUTCOMES_EM * em));
        rect_cut_right(&rest, gap);
        const bool rivals = !lecture && right.height > 32 * em;
        schedules_outcomes_draw(frame, sheet, rivals ? rect_cut_top(&right, (right.height - gap) * 0.535f) : right);
        rect_cut_top(&right, gap);
        if (rivals)
            schedules_rivals_draw(frame, sheet, right);
    }
    draw_middle(frame, sheet, rest);
}

static void draw(struct frame *frame)
{
    struct schedules_sheet sheet = { .desk = &frame->model->schedules->desk };
    if (frame->model->schedules->listing != LISTING_BALANCE) {
        locks_draw(frame);
        return;
    }
    if (!sheet.desk->filled || !desk_walk(sheet.desk, &sheet.course, &sheet.walk)) {
        draw_problem(frame, sheet.desk);
        return;
    }
    sheet.enabled = walk_enabled(&sheet.course, &sheet.walk);
    sheet.over = sheet.enabled == 0;
    if (frame->body.height > frame->body.width)
        draw_tall(frame, &sheet, frame->body);
    else
        draw_wide(frame, &sheet, frame->body);
}

static void init(struct model *model)
{
    model->schedules->iterations = 1;
    model->schedules->locks.philosophers = PHILOSOPHERS_MOST;
    model->schedules->followed.lab = LAB_BALANCE;
}

static void prepare(struct model *model, const struct document *document)
{
    (void)document;
    schedules_prepare(model);
}

const struct view_row view_schedules = {
    .name = "schedules",
    .title = TEXT_VIEW_SCHEDULES_ID,
    .tip = TEXT_TIP_SCHEDULES_ID,
    .needs = NEEDS_STEPS,
    .init = init,
    .prepare = prepare,
    .draw = draw,
    .actions = (const enum action[]){ ACTION_SCHEDULE_STEP, ACTION_SCHEDULE_UNDO, ACTION_SCHEDULE_RESTART,
                                      ACTION_SCHEDULE_SHORTEST, ACTION_SCHEDULE_ITERATIONS, ACTION_SCHEDULE_RUN,
                                      ACTION_SCHEDULE_LISTING, ACTION_SCHEDULE_VARIANT, ACTION_NONE },
    .act = schedules_act,
    .tick = schedules_tick,
};
