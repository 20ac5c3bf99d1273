// One card a guard: the chosen one outlined, pressing another runs the experiment with it.
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

// While one runs it is already the pressed one.
static const struct experiment *chosen_experiment(const struct frame *frame)
{
    return frame->model->running == RUN_BUSY ? &frame->model->asked : shown_experiment(frame);
}

// A run of no lab has none.
static bool is_chosen(const struct frame *frame, enum guard_card card)
{
    const bool none = frame->model->running != RUN_BUSY && no_lab_sentence(frame);
    return !none && guard_card_of(chosen_experiment(frame)) == card;
}

static void draw_card(struct frame *frame, struct rect rect, int card, enum saying saying)
{
    ui_card(frame, rect, title_of(frame, card, saying),
            saying == SAY_ALL ? text_of(frame->language, guard_cards[card].line) : NULL,
            (struct ui_press){
                .id = ui_id("guard", card),
                .group = ui_group("guards"),
                .action = ACTION_GUARD,
                .argument = card,
                .tip = text_of(frame->language, guard_cards[card].tip),
                .chosen = is_chosen(frame, (enum guard_card)card),
            });
}

static float card_height(const struct frame *frame, enum saying saying)
{
    const float body = frame->scale.type[TYPE_BODY], small = frame->scale.type[TYPE_SMALL];
    return saying == SAY_ALL ? 1.15f * (body + small) + 1.1f * body : 2.1f * body;
}

static int rows_of(const struct row_plan *plan) { return (CARD_COUNT + plan->columns - 1) / plan->columns; }

float guard_row_height(const struct frame *frame, float width_px)
{
    struct row_plan plan;
    make_plan(frame, width_px - 2 * WINDOW_SIDE * frame->scale.u, &plan);
    const float rows = (float)rows_of(&plan);
    return frame->scale.gap_px + rows * card_height(frame, plan.saying) + (rows - 1) * gap_of(frame);
}

void guard_row_draw(struct frame *frame, struct rect *rest)
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
        for (int i = row * plan.columns; i < CARD_COUNT && i < (row + 1) * plan.columns; i++) {
            draw_card(frame, rect_cut_left(&line, plan.widths[i]), i, plan.saying);
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
    float width = 0, gap = gap_of(frame) / 2,
          room = frame->list->height_px - 2 * popup_pad(frame) - frame->scale.gap_px;
    float height = card_height(frame, SAY_ALL);
    const bool two = (height + gap) * CARD_COUNT <= room; // lines a card
    for (int i = 0; i < CARD_COUNT; i++) {
        const float one = natural_width(frame, i, two ? SAY_ALL : SAY_TITLES);
        width = one > width ? one : width;
    }
    height = two ? height : card_height(frame, SAY_TITLES);
    if ((height + gap) * CARD_COUNT > room)
        height = room / CARD_COUNT - gap;
    struct rect rest = popup_begin(frame, anchor, width, (height + gap) * CARD_COUNT - gap);
    for (int i = 0; i < CARD_COUNT; i++) {
        draw_card(frame, rect_cut_top(&rest, height), i, two ? SAY_ALL : SAY_TITLES);
        rect_cut_top(&rest, gap);
    }
}
