// The ledger: who held what near the playhead, the collision step by step, the worst collisions.
#include "view/ledger/ledger_model.h"
#include "view/ledger/parts.h"
#include "view/ledger/reduce.h"

#include "base/text.h"

static void draw(struct frame *frame)
{
    struct cell_present present;
    struct rect rest = frame->body;
    const float gap = frame->scale.gap_px;
    cell_present_of(&present, frame->document, &frame->model->playback);
    const struct ledger_focus focus = ledger_focus_of(frame->document, frame->model);
    const bool tall = rest.height > rest.width * 1.1f, lecture = frame->scale.lecture;
    struct rect side = tall ? rect_cut_bottom(&rest, rest.height * 0.42f)
                            : rect_cut_right(&rest, rest.width * (lecture ? 0.36f : 0.28f));
    if (tall)
        rect_cut_bottom(&rest, gap);
    else
        rect_cut_right(&rest, gap);
    ledger_hold_draw(frame, &focus, &present, rest);
    if (lecture || focus.collision < 0) {
        ledger_motion_draw(frame, &focus, &present, side);
        return;
    }
    const struct rect motion =
        tall ? rect_cut_left(&side, (side.width - gap) / 2) : rect_cut_top(&side, (side.height - gap) * 0.57f);
    if (tall)
        rect_cut_left(&side, gap);
    else
        rect_cut_top(&side, gap);
    ledger_motion_draw(frame, &focus, &present, motion);
    ledger_worst_draw(frame, &focus, side);
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
    }
}

static bool pointer(struct model *model, const struct document *document, struct area_input input)
{
    struct ledger_model *ledger = model->ledger;
    (void)document;
    if (input.event.kind != POINTER_WHEEL || input.event.wheel_y == 0)
        return false;
    const int64_t rows = input.event.wheel_y > 0 ? -3 : 3;
    const struct ledger_area area = ledger_area_of(input.hit->argument);
    int64_t *scroll = area.list ? &ledger->list_scroll : &ledger->scroll_rows;
    const int64_t before = *scroll;
    *scroll = before + rows < area.last ? before + rows : area.last;
    *scroll = *scroll > 0 ? *scroll : 0;
    return *scroll != before;
}

static void init(struct model *model) { model->ledger->collision = -1; }

static void opened(struct model *model, const struct document *document)
{
    struct ledger_model *ledger = model->ledger;
    (void)document;
    ledger->collision = -1;
    ledger->unfolded_count = 0;
    ledger->scroll_rows = ledger->list_scroll = 0;
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
                                      ACTION_LEDGER_REDUCE, ACTION_NONE },
    .act = act,
    .pointer = pointer,
};
