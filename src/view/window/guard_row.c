// One card a guard: the chosen one outlined, pressing another runs the experiment with it. Those by hand stand behind the last
// card, which opens to them, and says which it is where one of them is chosen.
#include "view/labs/balance/guards.h"
#include "view/model/model.h"
#include "view/window/parts.h"
#include "view/window/shown.h"

// How much the cards say, from most to least.
enum saying {
    SAY_ALL,
    SAY_TITLES,
    SAY_SHORT,
    SAY_SHORT_IN_ROWS,
    SAYINGS
};

enum {
    SLOTS_MAX = CARD_COUNT + 1
};

struct row_plan {
    enum saying saying;
    int columns;
    float widths[SLOTS_MAX];
};

static int slots_of(void)
{
    const int in_row = guard_cards_in_row();
    return in_row + (in_row < CARD_COUNT);
}

// While one runs it is already the pressed one.
static const struct experiment *chosen_experiment(const struct frame *frame)
{
    return frame->model->running == RUN_BUSY ? &frame->model->asked : shown_experiment(frame);
}

// A run of no lab has none.
static bool is_chosen(const struct frame *frame, int card)
{
    const bool none = frame->model->running != RUN_BUSY && no_lab_sentence(frame);
    return !none && (int)guard_card_of(chosen_experiment(frame)) == card;
}

// The card by hand that is chosen; −1: none.
static int chosen_by_hand(const struct frame *frame)
{
    for (int card = guard_cards_in_row(); card < CARD_COUNT; card++)
        if (is_chosen(frame, card))
            return card;
    return -1;
}

struct card_words {
    enum text_id title, short_title, line, tip;
};

static struct card_words words_of_card(int card)
{
    const struct guard_card_row *row = &guard_cards[card];
    return (struct card_words){ row->title, row->short_title, row->line, row->tip };
}

static struct card_words words_of_slot(const struct frame *frame, int slot)
{
    const int by_hand = chosen_by_hand(frame);
    if (slot < guard_cards_in_row())
        return words_of_card(slot);
    if (by_hand >= 0)
        return words_of_card(by_hand);
    return (struct card_words){ TEXT_CARD_BY_HAND_ID, TEXT_CARD_BY_HAND_ID, TEXT_CARD_BY_HAND_LINE_ID,
                                TEXT_CARD_BY_HAND_TIP_ID };
}

static const char *title_of(const struct frame *frame, struct card_words words, enum saying saying)
{
    return text_of(frame->language, saying >= SAY_SHORT ? words.short_title : words.title);
}

static float natural_width(const struct frame *frame, struct card_words said, enum saying saying)
{
    const float title =
        draw_text_width(frame->list, title_of(frame, said, saying), ui_bold(frame, TYPE_BODY, TEXT_MAIN));
    const char *line = text_of(frame->language, said.line);
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
    const int slots = slots_of();
    for (int i = 0; i < slots; i++) {
        plan->widths[i] = natural_width(frame, words_of_slot(frame, i), plan->saying) +
                          (i < guard_cards_in_row() ? 0 : frame->scale.type[TYPE_BODY]); // what says that it opens
        total += plan->widths[i];
        widest = plan->widths[i] > widest ? plan->widths[i] : widest;
    }
    const bool equal = widest * (float)columns <= room;
    if (!equal && (total > room || columns < slots))
        return false;
    for (int i = 0; i < slots; i++)
        plan->widths[i] = equal ? room / (float)columns : plan->widths[i] + (room - total) / (float)columns;
    return true;
}

static void make_plan(const struct frame *frame, float room, struct row_plan *plan)
{
    for (int saying = SAY_ALL; saying < SAY_SHORT_IN_ROWS; saying++) {
        *plan = (struct row_plan){ .saying = (enum saying)saying, .columns = slots_of() };
        if (plan_widths(frame, room, plan))
            return;
    }
    for (int columns = (slots_of() + 1) / 2; columns > 0; columns--) {
        *plan = (struct row_plan){ .saying = SAY_SHORT_IN_ROWS, .columns = columns };
        if (plan_widths(frame, room, plan))
            return;
    }
}

static void draw_card(struct frame *frame, struct rect rect, struct card_words words, enum saying saying,
                      struct ui_press press)
{
    press.group = ui_group("guards");
    press.tip = text_of(frame->language, words.tip);
    ui_card(frame, rect, title_of(frame, words, saying),
            saying == SAY_ALL ? text_of(frame->language, words.line) : NULL, press);
}

static void draw_guard(struct frame *frame, struct rect rect, int card, enum saying saying)
{
    draw_card(
        frame, rect, words_of_card(card), saying,
        (struct ui_press){
            .id = ui_id("guard", card), .action = ACTION_GUARD, .argument = card, .chosen = is_chosen(frame, card) });
}

// The last one opens to those by hand.
static void draw_slot(struct frame *frame, struct rect rect, int slot, enum saying saying)
{
    if (slot < guard_cards_in_row()) {
        draw_guard(frame, rect, slot, saying);
        return;
    }
    const float size = frame->scale.type[TYPE_BODY];
    draw_card(frame, rect, words_of_slot(frame, slot), saying,
              (struct ui_press){ .id = ui_id("guards by hand", 0),
                                 .action = ACTION_SETTING,
                                 .argument = OPEN_BY_HAND,
                                 .chosen = chosen_by_hand(frame) >= 0 });
    icon_draw(frame->list, ICON_DOWN, point_at(rect_right(rect) - size * 0.8f, rect_centre(rect).y), size * 0.7f,
              frame->theme->texts[TEXT_SOFT]);
}

static float card_height(const struct frame *frame, enum saying saying)
{
    const float body = frame->scale.type[TYPE_BODY], small = frame->scale.type[TYPE_SMALL];
    return saying == SAY_ALL ? 1.15f * (body + small) + 1.1f * body : 2.1f * body;
}

static int rows_of(const struct row_plan *plan) { return (slots_of() + plan->columns - 1) / plan->columns; }

float guard_row_height(const struct frame *frame, float width_px)
{
    struct row_plan plan;
    make_plan(frame, width_px - 2 * WINDOW_SIDE * frame->scale.u, &plan);
    const float rows = (float)rows_of(&plan);
    return frame->scale.gap_px + rows * card_height(frame, plan.saying) + (rows - 1) * gap_of(frame);
}

void guard_row_draw(struct frame *frame, struct rect *rest, struct rect *anchor)
{
    struct row_plan plan;
    const float side = WINDOW_SIDE * frame->scale.u, gap = gap_of(frame);
    make_plan(frame, rest->width - 2 * side, &plan);
    const float height = card_height(frame, plan.saying);
    const int rows = rows_of(&plan);
    rect_cut_top(rest, frame->scale.gap_px);
    for (int row = 0; row < rows; row++) {
        struct rect line = rect_cut_top(rest, height);
        line.x += side;
        for (int i = row * plan.columns; i < slots_of() && i < (row + 1) * plan.columns; i++) {
            const struct rect card = rect_cut_left(&line, plan.widths[i]);
            draw_slot(frame, card, i, plan.saying);
            if (i >= guard_cards_in_row() && frame->model->open_setting == OPEN_BY_HAND)
                *anchor = card;
            rect_cut_left(&line, gap);
        }
        if (row + 1 < rows)
            rect_cut_top(rest, gap);
    }
}

// ---- folded --------------------------------------------------------------------------------------------------------

static const char *chooser_label(const struct frame *frame)
{
    return guard_short_title(frame->language, chosen_experiment(frame));
}

float guard_chooser_width(const struct frame *frame)
{
    return ui_button_width(frame, chooser_label(frame)) + frame->scale.type[TYPE_BODY];
}

void guard_chooser_draw(struct frame *frame, struct rect rect)
{
    const float body = frame->scale.type[TYPE_BODY], height = ui_row_height(frame), middle = rect_centre(rect).y;
    const uint32_t id = ui_id("guards", 0);
    const bool open = frame->model->open_setting == OPEN_GUARDS;
    struct text_style style = ui_bold(frame, TYPE_BODY, TEXT_MAIN);
    rect = rect_of(rect.x, middle - height / 2, rect.width, height);
    draw_box(frame->list, rect, 5 * frame->scale.u,
             paint_solid(frame->theme->grounds[ui_look_of(frame, id) == UI_PLAIN ? GROUND_SELECTED : GROUND_HOVER]),
             open ? stroke_solid(frame->theme->marks[MARK_ACCENT], frame->scale.line_px) : stroke_none());
    style.along = ALONG_MIDDLE;
    style.place = rect;
    draw_text(frame->list, point_at(rect.x + body * 0.8f, middle), chooser_label(frame), style);
    icon_draw(frame->list, ICON_DOWN, point_at(rect_right(rect) - body * 0.9f, middle), body * 0.7f,
              frame->theme->texts[TEXT_SOFT]);
    ui_focus_ring(frame, rect, 5 * frame->scale.u, id);
    ui_hit(frame, (struct hit){ .rect = rect,
                                .id = id,
                                .group = ui_group("sentence"),
                                .kind = HIT_PRESS,
                                .focusable = true,
                                .action = ACTION_SETTING,
                                .argument = OPEN_GUARDS,
                                .tip = text_of(frame->language, TEXT_GUARDS_TIP_ID) });
}

void guard_popup_draw(struct frame *frame, struct rect anchor)
{
    const int first = frame->model->open_setting == OPEN_BY_HAND ? guard_cards_in_row() : 0, count = CARD_COUNT - first;
    float width = 0, gap = gap_of(frame) / 2,
          room = frame->list->height_px - 2 * popup_pad(frame) - frame->scale.gap_px;
    float height = card_height(frame, SAY_ALL);
    const bool two = (height + gap) * (float)count <= room; // lines a card
    for (int card = first; card < CARD_COUNT; card++) {
        const float one = natural_width(frame, words_of_card(card), two ? SAY_ALL : SAY_TITLES);
        width = one > width ? one : width;
    }
    height = two ? height : card_height(frame, SAY_TITLES);
    if ((height + gap) * (float)count > room)
        height = room / (float)count - gap;
    struct rect rest = popup_begin(frame, anchor, width, (height + gap) * (float)count - gap);
    for (int card = first; card < CARD_COUNT; card++) {
        draw_guard(frame, rect_cut_top(&rest, height), card, two ? SAY_ALL : SAY_TITLES);
        rect_cut_top(&rest, gap);
    }
}
