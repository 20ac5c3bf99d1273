// Who takes which lock next, who waits for whom, and the buttons that move them; under them the goal and the tools.
#include "view/schedules/locks_parts.h"
#include "view/schedules/locks_words.h"

#include "view/looks/marks.h"
#include "view/model/model.h"
#include "view/schedules/words.h"
#include "view/ui/words.h"

#include <math.h>

enum {
    TOOL_ROWS = 4,
};

// The steps of one, where there is room for all: those that are done, the next, those to come.
static void draw_steps(struct frame *frame, const struct locks_desk *desk, int worker, struct rect room)
{
    const int count = desk->locking.step_count, done = desk->places.of[worker];
    struct text_style style = ui_text(frame, TYPE_LABEL, TEXT_MAIN);
    const float line = fminf(room.height / (float)count, 1.7f * style.size_px);
    if (line < 1.15f * style.size_px)
        return;
    for (int i = 0; i < count; i++) {
        struct rect row = rect_cut_top(&room, line);
        if (i == done)
            draw_box(frame->list, rect_inset(row, line * 0.04f), frame->scale.radius_px * 0.4f,
                     paint_solid(frame->theme->grounds[GROUND_SELECTED]), stroke_none());
        rect_cut_left(&row, 10 * frame->scale.u);
        style.colour = frame->theme->texts[i < done ? TEXT_FAINT : i == done ? TEXT_MAIN : TEXT_SOFT];
        words_fit(frame, row, locks_step(frame, desk, worker, i), style);
    }
}

static const char *next_words(struct frame *frame, const struct locks_desk *desk, int worker, enum text_role *role)
{
    const char *waits = locks_waits(frame, desk, worker);
    const bool ended = desk->places.of[worker] == desk->locking.step_count;
    *role = waits ? TEXT_LOST : ended ? TEXT_SOFT : TEXT_MAIN;
    if (waits)
        return waits;
    return ended ? text_of(frame->language, TEXT_SCHEDULES_ENDED_ID)
                 : locks_step(frame, desk, worker, desk->places.of[worker]);
}

// The whole of it moves the worker.
static void draw_worker(struct frame *frame, const struct locks_desk *desk, int worker, struct rect rect)
{
    const uint32_t id = ui_id("schedule step", worker);
    const bool can = locking_enabled(&desk->locking, &desk->places) >> worker & 1;
    const float row = ui_row_height(frame), pad = fminf(8 * frame->scale.u, rect.height * 0.1f);
    enum text_role role;
    draw_box(frame->list, rect, frame->scale.radius_px * 0.7f,
             paint_solid(frame->theme->grounds[can && ui_look_of(frame, id) != UI_PLAIN ? GROUND_HOVER : GROUND_WELL]),
             stroke_solid(can ? theme_worker_line(frame->theme, locks_task(worker)) : frame->theme->trims[TRIM_EDGE],
                          frame->scale.stroke_px * 0.8f));
    ui_focus_ring(frame, rect, frame->scale.radius_px * 0.7f, id);
    ui_hit(frame, (struct hit){ .rect = rect,
                                .id = id,
                                .group = ui_group("desk workers"),
                                .kind = HIT_PRESS,
                                .focusable = can,
                                .disabled = !can,
                                .action = ACTION_SCHEDULE_STEP,
                                .argument = worker,
                                .tip = FILL(TEXT_SCHEDULES_STEP_TIP_ID, locks_name(frame, worker)) });
    struct rect room = rect_inset(rect, pad);
    const char *words = next_words(frame, desk, worker, &role);
    const struct text_style style = ui_bold(frame, TYPE_BODY, role);
    const float size = schedules_token_px(frame, fminf(room.height, row) * 0.9f);
    struct rect head = rect_cut_top(&room, fminf(room.height, fmaxf(row, size)));
    mark_token(frame->list, frame->theme, point_at(head.x + size / 2, rect_centre(head).y), size, locks_task(worker),
               locks_name(frame, worker), frame->scale.u);
    rect_cut_left(&head, size + 8 * frame->scale.u);
    const float high = ui_paragraph_height(frame, head.width, words, style);
    if (draw_text_width(frame->list, words, style) > head.width && high <= head.height + room.height) {
        head.height += room.height; // several lines, and nothing under them
        ui_paragraph(frame, head, words, style);
        return;
    }
    words_fit(frame, head, words, style);
    rect_cut_top(&room, pad * 0.6f);
    draw_steps(frame, desk, worker, room);
}

// ---- the goal and the tools ----------------------------------------------------------------------------------------

static const char *goal_words(const struct frame *frame, const struct locks_desk *desk, enum text_role *role)
{
    const struct locking *locking = &desk->locking;
    *role = TEXT_MAIN;
    if (locking_ended(locking, &desk->places)) {
        *role = TEXT_GOOD;
        return text_of(frame->language, TEXT_LOCKS_DONE_ID);
    }
    if (locking_deadlocked(locking, &desk->places)) {
        *role = TEXT_LOST;
        return text_of(frame->language, TEXT_LOCKS_RING_ID);
    }
    if (desk->here.deadlocked > 0)
        return text_of(frame->language, TEXT_LOCKS_GOAL_ID);
    *role = TEXT_GOOD;
    if (desk->all.deadlocked > 0)
        return text_of(frame->language, TEXT_LOCKS_SAFE_ID);
    return text_of(frame->language, TEXT_LOCKS_NO_DEADLOCK_ID);
}

static void draw_tool(struct frame *frame, struct rect rect, const char *label, const char *brief, const char *tip,
                      enum action action, bool disabled)
{
    const float most = rect.width - frame->scale.type[TYPE_BODY];
    const char *word = draw_text_width(frame->list, label, ui_bold(frame, TYPE_BODY, TEXT_MAIN)) > most ? brief : label;
    ui_button(frame, rect, word,
              (struct ui_press){ .id = ui_id("schedule tool", action),
                                 .group = ui_group("desk tools"),
                                 .action = action,
                                 .tip = tip,
                                 .disabled = disabled });
}

static void draw_tools(struct frame *frame, const struct locks_desk *desk, struct rect rect)
{
    const float row = ui_row_height(frame), gap = 6 * frame->scale.u;
    const bool begun = desk->moves[0] != '\0';
    const char *undo = text_of(frame->language, TEXT_SCHEDULES_UNDO_ID),
               *anew = text_of(frame->language, TEXT_SCHEDULES_RESTART_ID);
    const char *shortest = text_of(frame->language, TEXT_LOCKS_SHORTEST_ID);
    const char *keyed = arena_printf(frame->arena, "%s   G", shortest);
    const char *variant = locks_variant(frame, desk, desk->variant[desk->listing]);
    rect_cut_top(&rect, gap);
    struct rect line = rect_cut_top(&rect, row);
    const struct rect left = rect_cut_left(&line, (line.width - gap) / 2);
    rect_cut_left(&line, gap);
    draw_tool(frame, left, undo, undo, undo, ACTION_SCHEDULE_UNDO, !begun);
    draw_tool(frame, line, anew, text_of(frame->language, TEXT_SCHEDULES_RESTART_SHORT_ID), anew,
              ACTION_SCHEDULE_RESTART, !begun);
    rect_cut_top(&rect, gap);
    draw_tool(frame, rect_cut_top(&rect, row), keyed ? keyed : shortest,
              text_of(frame->language, TEXT_LOCKS_SHORTEST_SHORT_ID),
              text_of(frame->language, TEXT_LOCKS_SHORTEST_TIP_ID), ACTION_SCHEDULE_SHORTEST,
              desk->all.deadlocked == 0);
    rect_cut_top(&rect, gap);
    draw_tool(frame, rect_cut_top(&rect, row), variant, variant, text_of(frame->language, TEXT_LOCKS_VARIANT_TIP_ID),
              ACTION_SCHEDULE_VARIANT, false);
    rect_cut_top(&rect, gap);
    draw_tool(frame, rect_cut_top(&rect, row), text_of(frame->language, TEXT_SCHEDULES_RUN_ID),
              text_of(frame->language, TEXT_SCHEDULES_RUN_SHORT_ID),
              text_of(frame->language, TEXT_SCHEDULES_RUN_TIP_ID), ACTION_SCHEDULE_RUN,
              frame->model->running != RUN_IDLE);
}

void locks_workers_draw(struct frame *frame, const struct locks_desk *desk, struct rect rect)
{
    enum text_role role;
    struct rect room = ui_panel(
        frame, rect, schedules_title(frame, rect, TEXT_SCHEDULES_TITLE_ID, TEXT_SCHEDULES_TITLE_SHORT_ID), NULL);
    const float gap = frame->scale.gap_px * 0.6f, out = frame->scale.pad_px * 0.45f;
    const int count = desk->locking.workers;
    room = rect_between(room.x - out, room.y, rect_right(room) + out, rect_bottom(room) + out);
    if (!frame->scale.lecture)
        draw_tools(frame, desk, rect_cut_bottom(&room, TOOL_ROWS * (ui_row_height(frame) + 6 * frame->scale.u)));
    const char *goal = goal_words(frame, desk, &role);
    const struct text_style style = ui_bold(frame, TYPE_BODY, role);
    const float words = ui_paragraph_height(frame, room.width, goal, style);
    if (words < room.height - (float)count * 1.3f * ui_row_height(frame)) {
        ui_paragraph(frame, rect_cut_bottom(&room, words), goal, style);
        rect_cut_bottom(&room, gap);
    }
    const float height = fminf((room.height - (float)(count - 1) * gap) / (float)count, 16 * style.size_px);
    if (height < style.size_px)
        return;
    for (int worker = 0; worker < count; worker++) {
        draw_worker(frame, desk, worker, rect_cut_top(&room, height));
        rect_cut_top(&room, gap);
    }
}
