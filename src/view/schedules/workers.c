// The workers on the desk: where each stands in its pass, what it holds, and the button that moves it; above them the goal, below
// them the tools.
#include "view/looks/marks.h"
#include "view/schedules/parts.h"
#include "view/schedules/words.h"
#include "view/ui/words.h"

#include <math.h>

// The same as a line of a listing.
static const char *step_line(const struct schedules_sheet *sheet, const struct course_step *step)
{
    const struct program *program = sheet->course.program;
    if (program->bytecode || step->kind != STEP_STORE || step->add == 0)
        return program->steps[step->step].text;
    return step->add > 0 ? "store  balance = r + n" : "store  balance = r - n";
}

// ---- the workers ---------------------------------------------------------------------------------------------------

// A button in the worker's colour.
static void draw_step_button(struct frame *frame, const struct schedules_sheet *sheet, int worker, struct rect rect)
{
    static const char *const arrows[SCHEDULES_WORKERS_MAX] = { "→", "↓", "←", "↑" };
    const struct worker_look *look = theme_worker(frame->theme, worker);
    const uint32_t id = ui_id("schedule step", worker);
    const bool can = sheet->enabled >> worker & 1;
    const char *name = schedules_name(frame, sheet, worker);
    const char *label = arena_printf(frame->arena, "%s   %s", FILL(TEXT_SCHEDULES_STEP_ID, name), arrows[worker]);
    struct text_style style = ui_bold(frame, TYPE_BODY, TEXT_FAINT);
    struct colour ground = can ? look->fill : frame->theme->grounds[GROUND_WELL];
    if (can && ui_look_of(frame, id) != UI_PLAIN)
        ground = colour_over(ground, frame->theme->texts[TEXT_MAIN], 0.18f);
    if (can)
        style.colour = frame->theme->on_worker;
    style.across = ACROSS_CENTRE;
    draw_box(frame->list, rect, frame->scale.radius_px * 0.5f, paint_solid(ground),
             can ? theme_worker_stroke(frame->theme, worker, frame->scale.u) : stroke_none());
    words_fit(frame, rect_inset(rect, 4 * frame->scale.u), label ? label : "", style);
    ui_focus_ring(frame, rect, frame->scale.radius_px * 0.5f, id);
    ui_hit(frame, (struct hit){ .rect = rect,
                                .id = id,
                                .group = ui_group("desk workers"),
                                .kind = HIT_PRESS,
                                .focusable = can,
                                .disabled = !can,
                                .action = ACTION_SCHEDULE_STEP,
                                .argument = worker,
                                .tip = FILL(TEXT_SCHEDULES_STEP_TIP_ID, name) });
}

// What it is held up by, or that it is done; NULL: it can move.
static const char *held_up(struct frame *frame, const struct schedules_sheet *sheet, int worker)
{
    const int lock = course_blocked_on(&sheet->course, sheet->walk.places, worker);
    if (sheet->walk.places[worker] == sheet->course.length)
        return text_of(frame->language, TEXT_SCHEDULES_ENDED_ID);
    if (lock < 0)
        return NULL;
    return schedules_blocked(frame, sheet, worker);
}

static void draw_head(struct frame *frame, const struct schedules_sheet *sheet, int worker, struct rect row)
{
    const struct course *course = &sheet->course;
    const float size = schedules_token_px(frame, row.height * 0.86f);
    struct text_style figures = ui_mono(frame, TYPE_BODY, TEXT_MAIN), note = ui_text(frame, TYPE_SMALL, TEXT_SOFT);
    mark_token(frame->list, frame->theme, point_at(row.x + size / 2, rect_centre(row).y), size, worker,
               schedules_name(frame, sheet, worker), frame->scale.u);
    rect_cut_left(&row, size + 8 * frame->scale.u);
    const char *text = arena_printf(frame->arena, "n = %s   r = %s", schedules_number(frame, course->amounts[worker]),
                                    schedules_number(frame, sheet->walk.registers[worker]));
    const uint32_t place = sheet->walk.places[worker];
    const uint32_t pass = place == course->length ? course->iterations : place / course->step_count + 1;
    const char *right = NULL;
    if (walk_stale(course, &sheet->walk, worker)) {
        right = text_of(frame->language, TEXT_SCHEDULES_STALE_ID);
        note = ui_bold(frame, TYPE_SMALL, TEXT_LOST);
    } else if (course->iterations > 1) {
        right =
            FILL(TEXT_SCHEDULES_PASS_ID, schedules_number(frame, pass), schedules_number(frame, course->iterations));
    }
    if (right) {
        const float width = draw_text_width(frame->list, right, note);
        if (width < row.width * 0.4f) {
            note.across = ACROSS_RIGHT;
            words_fit(frame, rect_cut_right(&row, width + 1), right, note);
            rect_cut_right(&row, 6 * frame->scale.u);
        }
    }
    words_fit(frame, row, text ? text : "", figures);
}

static void draw_tick(struct frame *frame, struct point middle, float size)
{
    const struct point points[3] = { point_at(middle.x - size * 0.5f, middle.y),
                                     point_at(middle.x - size * 0.12f, middle.y + size * 0.4f),
                                     point_at(middle.x + size * 0.5f, middle.y - size * 0.42f) };
    draw_polyline(frame->list, points, 3, stroke_solid(frame->theme->marks[MARK_GOOD], frame->scale.stroke_px * 0.8f));
}

// The steps of the pass that the worker is in: those that are done, the next, those to come; between steps where the
// worker cannot be left they stand close.
static void draw_steps(struct frame *frame, const struct schedules_sheet *sheet, int worker, struct rect room)
{
    const struct course *course = &sheet->course;
    const uint32_t place = sheet->walk.places[worker];
    const uint32_t done = place == course->length ? course->step_count : place % course->step_count;
    const float roomy = 31 * frame->scale.u;
    float line = room.height / (float)course->step_count;
    line = line < roomy ? line : roomy;
    struct text_style style = ui_mono(frame, TYPE_LABEL, TEXT_MAIN);
    style.figures = false;
    const float least = frame->scale.lecture ? style.size_px : style.size_px * 0.8f;
    const bool all = least * 1.15f <= line;
    if (!all) // the next alone
        line = room.height < roomy ? room.height : roomy;
    else if (style.size_px * 1.15f > line)
        style.size_px = floorf(line / 1.15f);
    if (least * 1.15f > line || (!all && done == course->step_count))
        return;
    const char *lines[COURSE_STEPS_MAX];
    for (uint32_t i = 0; i < course->step_count; i++)
        lines[i] = step_line(sheet, &course->steps[i]);
    style.size_px = schedules_column_px(frame, lines, (int)course->step_count, style, room.width - 28 * frame->scale.u);
    for (uint32_t i = all ? 0 : done; i < (all ? course->step_count : done + 1); i++) {
        struct rect row = rect_of(room.x, room.y + (float)(all ? i : 0) * line, room.width, line);
        if (i == done)
            draw_box(frame->list, rect_inset(row, line * 0.04f), frame->scale.radius_px * 0.4f,
                     paint_solid(frame->theme->grounds[GROUND_SELECTED]), stroke_none());
        rect_cut_left(&row, 8 * frame->scale.u);
        const struct rect mark = rect_cut_left(&row, 16 * frame->scale.u);
        rect_cut_right(&row, 4 * frame->scale.u);
        if (i < done)
            draw_tick(frame, rect_centre(mark), 8 * frame->scale.u);
        style.colour = frame->theme->texts[i < done ? TEXT_FAINT : i == done ? TEXT_MAIN : TEXT_SOFT];
        words_fit(frame, row, lines[i], style);
        if (course->program->bytecode && course->steps[i].cut && i > 0)
            mark_head(frame->list, point_at(mark.x, row.y), 1, 0, 7 * frame->scale.u, frame->theme->marks[MARK_LOST]);
    }
}

static float head_height(const struct frame *frame) { return ui_row_height(frame) * 0.9f; }

static void draw_worker(struct frame *frame, const struct schedules_sheet *sheet, int worker, struct rect rect)
{
    const float button = ui_row_height(frame) * 1.05f, head = head_height(frame);
    float pad = 10 * frame->scale.u;
    if (rect.height < head)
        return;
    pad = rect.height - 2 * pad < head ? (rect.height - head) / 2 : pad;
    draw_box(frame->list, rect, frame->scale.radius_px * 0.7f, paint_solid(frame->theme->grounds[GROUND_WELL]),
             stroke_solid(theme_worker_line(frame->theme, worker), frame->scale.stroke_px * 0.8f));
    struct rect room = rect_inset(rect, pad);
    const bool roomy = room.height > head + 2 * pad + (frame->scale.lecture ? 0 : button);
    draw_head(frame, sheet, worker, rect_cut_top(&room, head < room.height ? head : room.height));
    if (!roomy)
        return;
    if (!frame->scale.lecture)
        draw_step_button(frame, sheet, worker, rect_cut_bottom(&room, button));
    const char *held = held_up(frame, sheet, worker);
    if (held && room.height > 3 * frame->scale.type[TYPE_SMALL]) {
        const bool ended = sheet->walk.places[worker] == sheet->course.length;
        rect_cut_bottom(&room, pad * 0.6f);
        words_fit(frame, rect_cut_bottom(&room, frame->scale.type[TYPE_SMALL] * 1.5f), held,
                  ui_bold(frame, TYPE_SMALL, ended ? TEXT_SOFT : TEXT_LOST));
    }
    rect_cut_top(&room, pad * 0.5f);
    rect_cut_bottom(&room, pad * 0.5f);
    draw_steps(frame, sheet, worker, room);
}

// ---- the goal and the tools ----------------------------------------------------------------------------------------

static const char *goal_words(struct frame *frame, const struct schedules_sheet *sheet, enum text_role *role)
{
    const struct desk *desk = sheet->desk;
    const char *yours = schedules_number(frame, sheet->walk.switches), *par = schedules_number(frame, desk->par);
    const char *expected = schedules_number(frame, sheet->course.expected);
    *role = TEXT_MAIN;
    if (walk_ended(&sheet->course, &sheet->walk)) {
        const bool wrong = sheet->walk.balance != sheet->course.expected;
        *role = wrong ? TEXT_LOST : TEXT_GOOD;
        if (wrong && sheet->walk.switches <= desk->par)
            return FILL(TEXT_SCHEDULES_BROKEN_PAR_ID, yours);
        if (wrong)
            return FILL(TEXT_SCHEDULES_BROKEN_ID, yours, par);
        return FILL(sheet->walk.lost ? TEXT_SCHEDULES_HELD_LOST_ID : TEXT_SCHEDULES_HELD_ID, expected);
    }
    if (sheet->over) {
        *role = TEXT_LOST;
        return text_of(frame->language, TEXT_SCHEDULES_STUCK_ID);
    }
    if (desk->all.wrong == 0) {
        *role = TEXT_GOOD;
        return desk->all.schedules == 1
                   ? text_of(frame->language, TEXT_SCHEDULES_ONE_CANNOT_ID)
                   : FILL(TEXT_SCHEDULES_NONE_CAN_ID, schedules_number(frame, desk->all.schedules));
    }
    const char *goal = FILL(TEXT_SCHEDULES_GOAL_ID, expected), *tally = FILL(TEXT_SCHEDULES_PAR_ID, par, yours);
    return FILL(TEXT_EXPLAIN_BOTH_ID, goal, tally);
}

static void draw_tool(struct frame *frame, struct rect rect, enum text_id label, enum text_id brief, const char *key,
                      const char *tip, enum action action, bool disabled)
{
    const float most = rect.width - frame->scale.type[TYPE_BODY];
    const char *word = text_of(frame->language, label);
    if (draw_text_width(frame->list, word, ui_bold(frame, TYPE_BODY, TEXT_MAIN)) > most)
        word = text_of(frame->language, brief);
    const char *text = *key ? arena_printf(frame->arena, "%s   %s", word, key) : word;
    const struct text_style style = ui_bold(frame, TYPE_BODY, TEXT_MAIN);
    if (!text || draw_text_width(frame->list, text, style) > most)
        text = word;
    ui_button(frame, rect, text,
              (struct ui_press){ .id = ui_id("schedule tool", action),
                                 .group = ui_group("desk tools"),
                                 .action = action,
                                 .tip = tip ? tip : text,
                                 .disabled = disabled });
}

static float tools_height(const struct frame *frame)
{
    return frame->scale.lecture ? 0 : 3 * ui_row_height(frame) + 3 * 6 * frame->scale.u;
}

static void draw_tools(struct frame *frame, const struct schedules_sheet *sheet, struct rect rect)
{
    const float row = ui_row_height(frame), gap = 6 * frame->scale.u;
    const bool begun = sheet->desk->moves[0] != '\0';
    if (frame->scale.lecture)
        return;
    rect_cut_top(&rect, gap);
    struct rect line = rect_cut_top(&rect, row);
    const struct rect left = rect_cut_left(&line, (line.width - gap) / 2);
    rect_cut_left(&line, gap);
    draw_tool(frame, left, TEXT_SCHEDULES_UNDO_ID, TEXT_SCHEDULES_UNDO_ID, "", NULL, ACTION_SCHEDULE_UNDO, !begun);
    draw_tool(frame, line, TEXT_SCHEDULES_RESTART_ID, TEXT_SCHEDULES_RESTART_SHORT_ID, "", NULL,
              ACTION_SCHEDULE_RESTART, !begun);
    rect_cut_top(&rect, gap);
    draw_tool(frame, rect_cut_top(&rect, row), TEXT_SCHEDULES_SHORTEST_ID, TEXT_SCHEDULES_SHORTEST_SHORT_ID, "G",
              text_of(frame->language, TEXT_SCHEDULES_SHORTEST_TIP_ID), ACTION_SCHEDULE_SHORTEST,
              sheet->desk->all.wrong == 0);
    rect_cut_top(&rect, gap);
    draw_tool(frame, rect_cut_top(&rect, row), TEXT_SCHEDULES_RUN_ID, TEXT_SCHEDULES_RUN_SHORT_ID, "",
              text_of(frame->language, TEXT_SCHEDULES_RUN_TIP_ID), ACTION_SCHEDULE_RUN,
              frame->model->running != RUN_IDLE);
}

void schedules_workers_draw(struct frame *frame, const struct schedules_sheet *sheet, struct rect rect)
{
    enum text_role role;
    struct rect room = ui_panel(
        frame, rect, schedules_title(frame, rect, TEXT_SCHEDULES_TITLE_ID, TEXT_SCHEDULES_TITLE_SHORT_ID), NULL);
    const float gap = frame->scale.gap_px, out = frame->scale.pad_px * 0.45f;
    room = rect_between(room.x - out, room.y, rect_right(room) + out, rect_bottom(room) + out);
    const char *goal = goal_words(frame, sheet, &role);
    const struct text_style style = ui_bold(frame, TYPE_BODY, role);
    draw_tools(frame, sheet, rect_cut_bottom(&room, tools_height(frame)));
    const int count = sheet->course.count;
    const float words = ui_paragraph_height(frame, room.width, goal, style);
    if (words < room.height - (float)count * head_height(frame)) {
        ui_paragraph(frame, rect_cut_bottom(&room, words), goal, style);
        rect_cut_bottom(&room, gap * 0.6f);
    }
    const float height = (room.height - (float)(count - 1) * gap * 0.7f) / (float)count;
    for (int worker = 0; worker < count; worker++) {
        draw_worker(frame, sheet, worker, rect_cut_top(&room, height));
        rect_cut_top(&room, gap * 0.7f);
    }
}
