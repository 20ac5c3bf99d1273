// One card a guard: the chosen one outlined, pressing another runs the experiment with it.
#include "view/guard_cards.h"
#include "view/window_parts.h"

#include "experiment/guard.h"
#include "experiment/python.h"

#define SAYS(name, short)                                                                                              \
    TEXT_CARD_##name##_ID, TEXT_CARD_##short##_ID, TEXT_CARD_##name##_LINE_ID, TEXT_CARD_##name##_TIP_ID

const struct guard_card_row guard_cards[CARD_COUNT] = {
    [CARD_NONE] = { GUARD_NONE, false, PYTHON_3_12, SAYS(NONE, NONE) },
    [CARD_MUTEX] = { GUARD_MUTEX, false, PYTHON_3_12, SAYS(MUTEX, MUTEX) },
    [CARD_SPIN] = { GUARD_SPIN, false, PYTHON_3_12, SAYS(SPIN, SPIN) },
    [CARD_ATOMIC] = { GUARD_ATOMIC, false, PYTHON_3_12, SAYS(ATOMIC, ATOMIC) },
    [CARD_GIL_3_9] = { GUARD_GIL, true, PYTHON_3_9, SAYS(GIL_3_9, GIL_3_9_SHORT) },
    [CARD_GIL_3_12] = { GUARD_GIL, true, PYTHON_3_12, SAYS(GIL_3_12, GIL_3_12_SHORT) },
    [CARD_GIL_MUTEX] = { GUARD_GIL_MUTEX, false, PYTHON_3_12, SAYS(GIL_MUTEX, GIL_MUTEX) },
};

// The two cards of the GIL stand for the versions that may switch inside an update and for those that do not.
static bool stands_for(const struct guard_card_row *card, const struct experiment *experiment)
{
    const struct python *python = python_of(experiment);
    if (card->guard != experiment->guard)
        return false;
    return !card->fixes_python || (python->lock != GIL_NONE && python->looks == pythons[card->python].looks);
}

enum guard_card guard_card_of(const struct experiment *experiment)
{
    int card = 0;
    while (card < CARD_COUNT && !stands_for(&guard_cards[card], experiment))
        card++;
    return (enum guard_card)card;
}

// How much the cards say, from most to least.
enum saying {
    SAY_ALL,
    SAY_TITLES,
    SAY_SHORT,
    SAY_SHORT_IN_ROWS,
    SAYINGS
};

struct row_plan {
    enum saying saying;
    int columns;
    float widths[CARD_COUNT];
};

static const char *title_of(const struct frame *frame, int card, enum saying saying)
{
    return text_of(frame->language, saying >= SAY_SHORT ? guard_cards[card].short_title : guard_cards[card].title);
}

static float natural_width(const struct frame *frame, int card, enum saying saying)
{
    const float title =
        draw_text_width(frame->list, title_of(frame, card, saying), ui_bold(frame, TYPE_BODY, TEXT_MAIN));
    const char *line = text_of(frame->language, guard_cards[card].line);
    const float words =
        saying == SAY_ALL ? draw_text_width(frame->list, line, ui_text(frame, TYPE_SMALL, TEXT_SOFT)) : 0;
    return (title > words ? title : words) + 2 * frame->scale.pad_px * 0.85f + 2;
}

static float gap_of(const struct frame *frame) { return 9 * frame->scale.u; }

// Cards equally wide where that fits, else each as wide as it must be and an equal share of the rest. False: too
// narrow.
static bool plan_widths(const struct frame *frame, float room, struct row_plan *plan)
{
    const int columns = plan->columns;
    float widest = 0, total = 0;
    room -= gap_of(frame) * (float)(columns - 1);
    for (int i = 0; i < CARD_COUNT; i++) {
        plan->widths[i] = natural_width(frame, i, plan->saying);
        total += plan->widths[i];
        widest = plan->widths[i] > widest ? plan->widths[i] : widest;
    }
    const bool equal = widest * (float)columns <= room;
    if (!equal && (total > room || columns < CARD_COUNT))
        return false;
    for (int i = 0; i < CARD_COUNT; i++)
        plan->widths[i] = equal ? room / (float)columns : plan->widths[i] + (room - total) / (float)columns;
    return true;
}

static void make_plan(const struct frame *frame, float room, struct row_plan *plan)
{
    for (int saying = SAY_ALL; saying < SAY_SHORT_IN_ROWS; saying++) {
        *plan = (struct row_plan){ .saying = (enum saying)saying, .columns = CARD_COUNT };
        if (plan_widths(frame, room, plan))
            return;
    }
    for (int columns = (CARD_COUNT + 1) / 2; columns > 0; columns--) {
        *plan = (struct row_plan){ .saying = SAY_SHORT_IN_ROWS, .columns = columns };
        if (plan_widths(frame, room, plan))
            return;
    }
}

static void draw_card(struct frame *frame, struct rect rect, int card, enum saying saying)
{
    ui_card(frame, rect, title_of(frame, card, saying),
            saying == SAY_ALL ? text_of(frame->language, guard_cards[card].line) : NULL,
            (struct ui_press){
                .id = ui_id("guard", card),
                .group = GROUP_GUARDS,
                .action = ACTION_GUARD,
                .argument = card,
                .tip = text_of(frame->language, guard_cards[card].tip),
                .chosen = guard_card_of(&frame->model->settings.experiment) == (enum guard_card)card,
            });
}

void guard_row_draw(struct frame *frame, struct rect *rest)
{
    struct row_plan plan;
    const float side = WINDOW_SIDE * frame->scale.u, gap = gap_of(frame);
    const float body = frame->scale.type[TYPE_BODY], small = frame->scale.type[TYPE_SMALL];
    make_plan(frame, rest->width - 2 * side, &plan);
    const float height = plan.saying == SAY_ALL ? 1.15f * (body + small) + 1.1f * body : 2.1f * body;
    const int rows = (CARD_COUNT + plan.columns - 1) / plan.columns;
    rect_cut_top(rest, frame->scale.gap_px);
    for (int row = 0; row < rows; row++) {
        struct rect line = rect_cut_top(rest, height);
        line.x += side;
        for (int i = row * plan.columns; i < CARD_COUNT && i < (row + 1) * plan.columns; i++) {
            draw_card(frame, rect_cut_left(&line, plan.widths[i]), i, plan.saying);
            rect_cut_left(&line, gap);
        }
        if (row + 1 < rows)
            rect_cut_top(rest, gap);
    }
}
