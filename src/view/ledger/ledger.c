// The ledger: who held what near the playhead, the collision step by step, the worst collisions.
#include "view/ledger/ledger_model.h"
#include "view/ledger/parts.h"
#include "view/ledger/reduce.h"
#include "view/source/source.h"
#include "view/source/verdict.h"

#include "document/followed.h"

// The collision step by step, and under it (or beside, where it is wide and low) the worst.
static void draw_side(struct frame *frame, const struct ledger_focus *focus, const struct cell_present *present,
                      struct rect side, bool low)
{
    const float gap = frame->scale.gap_px;
    if (frame->scale.lecture || focus->collision < 0) {
        ledger_motion_draw(frame, focus, present, side);
        return;
    }
    const struct rect motion =
        low ? rect_cut_left(&side, (side.width - gap) / 2) : rect_cut_top(&side, (side.height - gap) * 0.57f);
    if (low)
        rect_cut_left(&side, gap);
    else
        rect_cut_top(&side, gap);
    ledger_motion_draw(frame, focus, present, motion);
    ledger_worst_draw(frame, focus, side);
}

static void draw_history(struct frame *frame, const struct ledger_focus *focus, struct rect rest, float side_share)
{
    struct cell_present present;
    const float gap = frame->scale.gap_px;
    cell_present_of(&present, frame->document, &frame->model->playback);
    const bool tall = rest.height > rest.width * 1.1f;
    struct rect side =
        tall ? rect_cut_bottom(&rest, rest.height * 0.42f) : rect_cut_right(&rest, rest.width * side_share);
    if (tall)
        rect_cut_bottom(&rest, gap);
    else
        rect_cut_right(&rest, gap);
    ledger_hold_draw(frame, focus, &present, rest);
    if (frame->scale.lecture && source_has(frame->document)) // from afar the lines of code tell more than the steps
        source_draw(frame, side);
    else
        draw_side(frame, focus, &present, side, tall);
}

// Of so many pixels what whole rows need, two at least.
static float variables_px(const struct frame *frame, float most_px)
{
    uint32_t rows = frame->document->sums.row_count;
    while (rows > 2 && ledger_variables_height(frame, rows) > most_px)
        rows--;
    return ledger_variables_height(frame, rows);
}

// A variable of a recorded command: its source at the left, all variables above its history. Where there is no room for all, the
// source goes first.
static void draw_own(struct frame *frame, const struct ledger_focus *focus)
{
    struct rect rest = frame->body;
    const float gap = frame->scale.gap_px, body = frame->scale.type[TYPE_BODY];
    const bool tall = rest.height > rest.width * 1.1f;
    const float source = tall ? rest.height * 0.3f : rest.width * 0.36f;
    const bool apart = !frame->scale.lecture; // there it stands beside the history
    if (apart && !tall && source >= 26 * body && rest.width - source >= 52 * body) {
        source_draw(frame, rect_cut_left(&rest, source));
        rect_cut_left(&rest, gap);
    } else if (apart && tall && source >= 16 * body) {
        source_draw(frame, rect_cut_bottom(&rest, source));
        rect_cut_bottom(&rest, gap);
    }
    const bool whole = rest.width == frame->body.width && rest.height == frame->body.height;
    const float most = rest.height * (tall ? 0.2f : 0.34f),
                verdict = whole && !frame->scale.lecture ? source_verdict_height(frame, rest.width) : 0;
    ledger_variables_draw(frame, rect_cut_top(&rest, variables_px(frame, most)));
    rect_cut_top(&rest, gap);
    if (verdict > 0 && verdict < rest.height * 0.2f) { // else it stands below the source
        source_verdict_draw(frame, rect_cut_top(&rest, verdict));
        rect_cut_top(&rest, gap);
    }
    draw_history(frame, focus, rest, frame->scale.lecture ? 0.42f : 0.38f);
}

static void draw(struct frame *frame)
{
    const struct ledger_focus focus = ledger_focus_of(frame->document, frame->model);
    if (source_has(frame->document))
        draw_own(frame, &focus);
    else
        draw_history(frame, &focus, frame->body, frame->scale.lecture ? 0.36f : 0.28f);
}

// ---- acting --------------------------------------------------------------------------------------------------------

static void unfold(struct ledger_model *ledger, int64_t position)
{
    enum {
        MOST = sizeof ledger->unfolded / sizeof *ledger->unfolded
    };
    if (position < 0) { // all folded again
        ledger->unfolded_count = 0;
        ledger->scroll_rows = 0;
        return;
    }
    for (int i = 0; i < ledger->unfolded_count; i++) {
        if (ledger->unfolded[i] == position) {
            ledger->unfolded[i] = ledger->unfolded[--ledger->unfolded_count];
            ledger->scroll_rows = 0;
            return;
        }
    }
    if (ledger->unfolded_count == MOST)
        ledger->unfolded_count--;
    ledger->unfolded[ledger->unfolded_count++] = position;
    ledger->scroll_rows = 0;
}

// Asks for the history of a row's variable.
static void follow(const struct document *document, int64_t row, struct wishes *wishes)
{
    if (row >= 0 && row < document->sums.row_count && row != document_row(document))
        wish_for(wishes, (struct wish){ .kind = WISH_FOLLOW,
                                        .index = document->sums.all[document->sums.rows[row].sum].variable });
}

static void act(struct model *model, const struct document *document, enum action action, int64_t argument,
                struct wishes *wishes)
{
    struct ledger_model *ledger = model->ledger;
    if (action == ACTION_LEDGER_SORT) {
        ledger->ascending = ledger->sort == (int)argument && !ledger->ascending;
        ledger->sort = (int)argument;
        ledger->list_scroll = 0;
    } else if (action == ACTION_LEDGER_UNFOLD) {
        unfold(ledger, argument);
    } else if (action == ACTION_LEDGER_SCROLL) {
        ledger->list_scroll += argument;
        ledger->list_scroll = ledger->list_scroll > 0 ? ledger->list_scroll : 0;
    } else if (action == ACTION_LEDGER_REDUCE) {
        ledger_reduce(model, document, wishes);
    } else if (action == ACTION_VARIABLE && document) {
        follow(document, argument, wishes);
    } else if (action == ACTION_VARIABLE_MOVE && document) {
        follow(document, document_row(document) + argument, wishes);
        ledger->variables_scroll = 0;
    } else if (action == ACTION_SOURCE) {
        model->source = (struct source_model){ .chosen = (int)argument };
    }
}

static bool scroll_source(struct source_model *source, float wheel_y, int64_t last)
{
    const int before = source->scroll, most = last < INT32_MAX ? (int)last : INT32_MAX;
    source->scroll += wheel_y > 0 ? -3 : 3;
    source->scroll = source->scroll > most ? most : source->scroll < -most ? -most : source->scroll;
    return source->scroll != before;
}

static bool pointer(struct model *model, const struct document *document, struct area_input input)
{
    struct ledger_model *ledger = model->ledger;
    (void)document;
    if (input.event.kind != POINTER_WHEEL || input.event.wheel_y == 0)
        return false;
    if (input.hit->action == ACTION_SOURCE_SCROLL)
        return scroll_source(&model->source, input.event.wheel_y, input.hit->argument);
    const int64_t rows = input.event.wheel_y > 0 ? -3 : 3;
    const struct ledger_area area = ledger_area_of(input.hit->argument);
    int64_t *const scrolls[LEDGER_LISTS] = { [LEDGER_ROWS] = &ledger->scroll_rows,
                                             [LEDGER_WORST] = &ledger->list_scroll,
                                             [LEDGER_VARIABLES] = &ledger->variables_scroll };
    int64_t *scroll = scrolls[area.list];
    const int64_t before = *scroll;
    *scroll = before + rows < area.last ? before + rows : area.last;
    *scroll = *scroll > 0 ? *scroll : 0;
    return *scroll != before;
}

static void init(struct model *model)
{
    model->ledger->collision = -1;
    model->source.chosen = -1;
}

static void opened(struct model *model, const struct document *document)
{
    struct ledger_model *ledger = model->ledger;
    (void)document;
    ledger->collision = -1;
    ledger->unfolded_count = 0;
    ledger->scroll_rows = ledger->list_scroll = ledger->variables_scroll = 0;
    model->source = (struct source_model){ .chosen = -1 };
}

const struct view_row view_ledger = {
    .name = "ledger",
    .title = TEXT_VIEW_LEDGER_ID,
    .tip = TEXT_TIP_LEDGER_ID,
    .needs = NEEDS_BOOKS,
    .init = init,
    .opened = opened,
    .draw = draw,
    .actions = (const enum action[]){ ACTION_LEDGER_SORT, ACTION_LEDGER_UNFOLD, ACTION_LEDGER_SCROLL,
                                      ACTION_LEDGER_REDUCE, ACTION_VARIABLE, ACTION_VARIABLE_MOVE, ACTION_SOURCE,
                                      ACTION_SOURCE_SCROLL, ACTION_NONE },
    .act = act,
    .pointer = pointer,
};
