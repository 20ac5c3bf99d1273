// The transport: play, step, next lost update or wait, the scrub bar with the collisions or the longest waits on it, the time, the pace.
//
// One row where there is room; else the scrub bar gets a row of its own above the rest.
#include "view/window/moment.h"
#include "view/window/parts.h"
#include "view/window/scrub.h"
#include "view/window/transport_buttons.h"

struct transport_plan {
    bool step_word, event, whole_label, two_rows;
};

// What is given up first.
static const struct transport_plan plans[] = {
    { true, true, true, false },    { false, true, true, false },  { false, false, true, false },
    { false, false, false, false }, { true, true, true, true },    { false, true, true, true },
    { false, false, true, true },   { false, false, false, true },
};

#define SCRUB_LEAST 240 // units of the sheet, in one row

static float gap_of(const struct frame *frame) { return 16 * frame->scale.u; }

static float body_of(const struct frame *frame) { return frame->scale.type[TYPE_BODY]; }

static float controls_width(struct frame *frame, const struct transport_plan *plan)
{
    return play_width(frame) + steps_width(frame, plan->step_word) + next_width(frame, plan->whole_label) +
           moment_width(frame, plan->event) + pace_width(frame) + gap_of(frame) * (plan->two_rows ? 3 : 5);
}

static struct transport_plan make_plan(struct frame *frame, float room)
{
    const size_t count = sizeof plans / sizeof *plans;
    for (size_t i = 0; i < count; i++) {
        const float scrub = plans[i].two_rows ? 0 : SCRUB_LEAST * frame->scale.u;
        if (controls_width(frame, &plans[i]) + scrub <= room)
            return plans[i];
    }
    return plans[count - 1];
}

static float scrub_row_height(const struct frame *frame, const struct transport_plan *plan)
{
    return plan->two_rows ? body_of(frame) * 2 : 0;
}

float transport_height(struct frame *frame, float width_px)
{
    const struct transport_plan plan = make_plan(frame, width_px - 2 * WINDOW_SIDE * frame->scale.u);
    return scrub_row_height(frame, &plan) + body_of(frame) * (plan.two_rows ? 3.6f : 4);
}

void transport_draw(struct frame *frame, struct rect bar)
{
    const float side = WINDOW_SIDE * frame->scale.u, gap = gap_of(frame), body = body_of(frame);
    const struct transport_plan plan = make_plan(frame, bar.width - 2 * side);
    const float above = scrub_row_height(frame, &plan);
    draw_rect(frame->list, bar, paint_solid(frame->theme->grounds[GROUND_BAR]));
    struct rect line = rect_of(bar.x + side, bar.y + above, bar.width - 2 * side, bar.height - above);
    struct rect scrub = rect_of(line.x, bar.y + body * 0.5f, line.width, body * 1.4f);
    play_draw(frame, rect_cut_left(&line, play_width(frame)));
    rect_cut_left(&line, gap / 2);
    steps_draw(frame, rect_cut_left(&line, steps_width(frame, plan.step_word)), plan.step_word);
    rect_cut_left(&line, gap / 2);
    next_draw(frame, rect_cut_left(&line, next_width(frame, plan.whole_label)), plan.whole_label);
    const struct rect pace = rect_cut_right(&line, pace_width(frame));
    rect_cut_right(&line, gap / 2);
    const struct rect time = rect_cut_right(&line, moment_width(frame, plan.event));
    if (!plan.two_rows) {
        rect_cut_left(&line, gap);
        rect_cut_right(&line, gap);
        scrub = rect_middle(line, line.width, body * 2);
    }
    scrub_draw(frame, scrub);
    moment_draw(frame, time, plan.event);
    pace_draw(frame, pace);
}

float lecture_foot_height(const struct frame *frame) { return body_of(frame) * 2; }

void lecture_foot_draw(struct frame *frame, struct rect bar)
{
    const float side = WINDOW_SIDE * frame->scale.u, body = body_of(frame);
    draw_rect(frame->list, bar, paint_solid(frame->theme->grounds[GROUND_BAR]));
    rect_cut_left(&bar, side);
    rect_cut_right(&bar, side);
    const bool event = moment_width(frame, true) < bar.width * 0.45f;
    const struct rect time = rect_cut_right(&bar, moment_width(frame, event));
    rect_cut_right(&bar, gap_of(frame));
    scrub_draw(frame, rect_of(bar.x, bar.y + body * 0.1f, bar.width, body * 1.3f));
    moment_draw(frame, time, event);
}
