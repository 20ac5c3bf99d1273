// One card a variant: the chosen one outlined, pressing another runs the experiment with it. Those out of the row stand behind
// the last card, which opens to them, and says which it is where one of them is chosen.
#include "lab/lab.h"
#include "view/labs/cards.h"
#include "view/model/model.h"
#include "view/window/parts.h"
#include "view/window/shown.h"

#include <assert.h>

// How much the cards say, from most to least.
enum card_saying {
    SAY_ALL,
    SAY_TITLES,
    SAY_SHORT,
    SAY_SHORT_IN_ROWS,
    SAYINGS
};

enum {
    SLOTS_MAX = 32
};

struct row_plan {
    enum card_saying saying;
    int columns;
    float widths[SLOTS_MAX];
};

// The cards are the next run's lab's: pressing one changes that.
static uint32_t lab_shown(const struct frame *frame) { return frame->model->settings.plan.lab; }

static int slots_of(const struct frame *frame)
{
    const int in_row = cards_in_row(lab_shown(frame)), slots = in_row + (in_row < cards_count(lab_shown(frame)));
    assert(slots <= SLOTS_MAX);
    return slots;
}

// While one runs it is already the pressed one. NULL: what is shown is no run of the cards' lab.
static const struct plan *chosen_plan(const struct frame *frame)
{
    const bool busy = frame->model->running == RUN_BUSY;
    const struct plan *plan = busy ? &frame->model->asked : shown_plan(frame);
    return (busy || !no_lab_sentence(frame)) && plan->lab == lab_shown(frame) ? plan : NULL;
}

static bool is_chosen(const struct frame *frame, int card)
{
    const struct plan *chosen = chosen_plan(frame);
    return chosen && card_of(chosen) == card;
}

// The card out of the row that is chosen; −1: none.
static int chosen_beside(const struct frame *frame)
{
    const struct plan *chosen = chosen_plan(frame);
    const int card = chosen ? card_of(chosen) : -1;
    return card >= cards_in_row(lab_shown(frame)) ? card : -1;
}

static struct card words_of_card(const struct frame *frame, int card)
{
    return card_words(frame->language, lab_shown(frame), card);
}

static struct card words_of_slot(const struct frame *frame, int slot)
{
    const int beside = chosen_beside(frame), in_row = cards_in_row(lab_shown(frame));
    if (slot < in_row)
        return words_of_card(frame, slot);
    return words_of_card(frame, beside >= 0 ? beside : cards_count(lab_shown(frame)));
}

static const char *title_of(struct card words, enum card_saying saying)
{
    return saying >= SAY_SHORT ? words.short_title : words.title;
}

static float natural_width(const struct frame *frame, struct card said, enum card_saying saying)
{
    const float title = draw_text_width(frame->list, title_of(said, saying), ui_bold(frame, TYPE_BODY, TEXT_MAIN));
    const float words =
        saying == SAY_ALL ? draw_text_width(frame->list, said.line, ui_text(frame, TYPE_SMALL, TEXT_SOFT)) : 0;
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
    const int slots = slots_of(frame);
    for (int i = 0; i < slots; i++) {
        plan->widths[i] =
            natural_width(frame, words_of_slot(frame, i), plan->saying) +
            (i < cards_in_row(lab_shown(frame)) ? 0 : frame->scale.type[TYPE_BODY]); // what says that it opens
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
        *plan = (struct row_plan){ .saying = (enum card_saying)saying, .columns = slots_of(frame) };
        if (plan_widths(frame, room, plan))
            return;
    }
    for (int columns = (slots_of(frame) + 1) / 2; columns > 0; columns--) {
        *plan = (struct row_plan){ .saying = SAY_SHORT_IN_ROWS, .columns = columns };
        if (plan_widths(frame, room, plan))
            return;
    }
}

static void draw_card(struct frame *frame, struct rect rect, struct card words, enum card_saying saying,
                      struct ui_press press)
{
    press.group = ui_group("cards");
    press.tip = words.tip ? words.tip : saying != SAY_ALL ? words.line : NULL; // what the card has no room for
    ui_card(frame, rect, title_of(words, saying), saying == SAY_ALL ? words.line : NULL, press);
}

static void draw_variant(struct frame *frame, struct rect rect, int card, enum card_saying saying)
{
    draw_card(
        frame, rect, words_of_card(frame, card), saying,
        (struct ui_press){
            .id = ui_id("card", card), .action = ACTION_CARD, .argument = card, .chosen = is_chosen(frame, card) });
}

// The last one opens to those by hand.
static void draw_slot(struct frame *frame, struct rect rect, int slot, enum card_saying saying)
{
    if (slot < cards_in_row(lab_shown(frame))) {
        draw_variant(frame, rect, slot, saying);
        return;
    }
    const float size = frame->scale.type[TYPE_BODY];
    draw_card(frame, rect, words_of_slot(frame, slot), saying,
              (struct ui_press){ .id = ui_id("more cards", 0),
                                 .action = ACTION_SETTING,
                                 .argument = OPEN_MORE_CARDS,
                                 .chosen = chosen_beside(frame) >= 0 });
    icon_draw(frame->list, ICON_DOWN, point_at(rect_right(rect) - size * 0.8f, rect_centre(rect).y), size * 0.7f,
              frame->theme->texts[TEXT_SOFT]);
}

static float card_height(const struct frame *frame, enum card_saying saying)
{
    const float body = frame->scale.type[TYPE_BODY], small = frame->scale.type[TYPE_SMALL];
    return saying == SAY_ALL ? 1.15f * (body + small) + 1.1f * body : 2.1f * body;
}

static int rows_of(const struct frame *frame, const struct row_plan *plan)
{
    return (slots_of(frame) + plan->columns - 1) / plan->columns;
}

float variant_row_height(const struct frame *frame, float width_px)
{
    struct row_plan plan;
    make_plan(frame, width_px - 2 * WINDOW_SIDE * frame->scale.u, &plan);
    const float rows = (float)rows_of(frame, &plan);
    return frame->scale.gap_px + rows * card_height(frame, plan.saying) + (rows - 1) * gap_of(frame);
}

void variant_row_draw(struct frame *frame, struct rect *rest, struct rect *anchor)
{
    struct row_plan plan;
    const float side = WINDOW_SIDE * frame->scale.u, gap = gap_of(frame);
    make_plan(frame, rest->width - 2 * side, &plan);
    const float height = card_height(frame, plan.saying);
    const int rows = rows_of(frame, &plan);
    rect_cut_top(rest, frame->scale.gap_px);
    for (int row = 0; row < rows; row++) {
        struct rect line = rect_cut_top(rest, height);
        line.x += side;
        for (int i = row * plan.columns; i < slots_of(frame) && i < (row + 1) * plan.columns; i++) {
            const struct rect card = rect_cut_left(&line, plan.widths[i]);
            draw_slot(frame, card, i, plan.saying);
            if (i >= cards_in_row(lab_shown(frame)) && frame->model->open_setting == OPEN_MORE_CARDS)
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
    const struct plan *chosen = chosen_plan(frame), *plan = chosen ? chosen : &frame->model->settings.plan;
    const int card = card_of(plan);
    if (card >= 0)
        return words_of_card(frame, card).short_title;
    return lab_words_of(plan->lab)->variant(frame->language, plan);
}

float variant_chooser_width(const struct frame *frame) { return ui_chooser_width(frame, chooser_label(frame)); }

void variant_chooser_draw(struct frame *frame, struct rect rect)
{
    ui_chooser(frame, rect, chooser_label(frame),
               (struct ui_press){ .id = ui_id("cards", 0),
                                  .group = ui_group("sentence"),
                                  .action = ACTION_SETTING,
                                  .argument = OPEN_CARDS,
                                  .tip = text_of(frame->language, TEXT_GUARDS_TIP_ID),
                                  .chosen = frame->model->open_setting == OPEN_CARDS });
}

void variant_popup_draw(struct frame *frame, struct rect anchor)
{
    const int last = cards_count(lab_shown(frame)),
              first = frame->model->open_setting == OPEN_MORE_CARDS ? cards_in_row(lab_shown(frame)) : 0,
              count = last - first;
    float width = 0, gap = gap_of(frame) / 2,
          room = frame->list->height_px - 2 * popup_pad(frame) - frame->scale.gap_px;
    float height = card_height(frame, SAY_ALL);
    const bool two = (height + gap) * (float)count <= room; // lines a card
    for (int card = first; card < last; card++) {
        const float one = natural_width(frame, words_of_card(frame, card), two ? SAY_ALL : SAY_TITLES);
        width = one > width ? one : width;
    }
    height = two ? height : card_height(frame, SAY_TITLES);
    if ((height + gap) * (float)count > room)
        height = room / (float)count - gap;
    struct rect rest = popup_begin(frame, anchor, width, (height + gap) * (float)count - gap);
    for (int card = first; card < last; card++) {
        draw_variant(frame, rect_cut_top(&rest, height), card, two ? SAY_ALL : SAY_TITLES);
        rect_cut_top(&rest, gap);
    }
}
