// The transport: play, step, next lost update or wait, the scrub bar with the collisions or the longest waits on it, the time, the pace.
//
// One row where there is room; else the scrub bar gets a row of its own above the rest.
#include "view/window/parts.h"

#include "labs/balance/playback.h"
#include "view/model/model.h"
#include "view/texts/clock_text.h"
#include "view/ui/words.h"
#include "view/window/views.h"

#include "base/text.h"
#include "labs/balance/story.h"

#include <math.h>
#include <stdio.h>

struct plan {
    bool step_word, event, whole_label, two_rows;
};

// What is given up first.
static const struct plan plans[] = {
    { true, true, true, false },    { false, true, true, false },  { false, false, true, false },
    { false, false, false, false }, { true, true, true, true },    { false, true, true, true },
    { false, false, true, true },   { false, false, false, true },
};

enum {
    MARKS_MOST = 48, // collisions with a mark each
    WORST_MARKS = 6,
};

#define SCRUB_LEAST 240 // units of the sheet, in one row

static float gap_of(const struct frame *frame) { return 16 * frame->scale.u; }

static float body_of(const struct frame *frame) { return frame->scale.type[TYPE_BODY]; }

static const char *word(const struct frame *frame, enum text_id id) { return text_of(frame->language, id); }

static bool is_playing(const struct frame *frame) { return frame->document && frame->model->playback.playing; }

static struct rect middle_of(struct rect room, float width, float height)
{
    return rect_of(room.x + (room.width - width) / 2, rect_centre(room).y - height / 2, width, height);
}

// ---- play and step -------------------------------------------------------------------------------------------------

static float disc_size(const struct frame *frame) { return body_of(frame) * 2.4f; }

static void draw_play(struct frame *frame, struct rect room)
{
    const float size = disc_size(frame);
    const struct rect rect = middle_of(room, size, size);
    const uint32_t id = ui_id("play", 0);
    const bool playing = is_playing(frame), none = !frame->document;
    const enum ui_look look = none ? UI_PLAIN : ui_look_of(frame, id);
    struct colour ground = frame->theme->grounds[GROUND_SELECTED];
    if (look != UI_PLAIN)
        ground = colour_over(ground, frame->theme->texts[TEXT_MAIN], look == UI_HOVER ? 0.12f : 0.25f);
    const struct colour ink =
        none ? colour_faded(frame->theme->texts[TEXT_FAINT], 110) : frame->theme->texts[TEXT_MAIN];
    draw_disc(frame->list, rect_centre(rect), size / 2, paint_solid(ground), stroke_none());
    icon_draw(frame->list, playing ? ICON_PAUSE : ICON_PLAY,
              point_at(rect_centre(rect).x + (playing ? 0 : size * 0.03f), rect_centre(rect).y), size * 0.4f, ink);
    ui_focus_ring(frame, rect, size / 2, id);
    ui_hit(frame, (struct hit){
                      .rect = rect,
                      .id = id,
                      .group = GROUP_TRANSPORT,
                      .kind = HIT_PRESS,
                      .disabled = none,
                      .focusable = !none,
                      .action = ACTION_PLAY,
                      .tip = word(frame, playing ? TEXT_PAUSE_TIP_ID : TEXT_PLAY_TIP_ID),
                  });
}

static float step_side(const struct frame *frame) { return body_of(frame) * 1.7f; }

static float step_width(const struct frame *frame, bool with_word)
{
    const struct text_style style = ui_text(frame, TYPE_BODY, TEXT_SOFT);
    return 2 * step_side(frame) + (with_word ? draw_text_width(frame->list, word(frame, TEXT_STEP_ID), style) : 0);
}

static void draw_step_icon(struct frame *frame, struct rect room, int by, bool disabled)
{
    const float side = step_side(frame);
    ui_icon(frame, middle_of(room, side, side), by < 0 ? ICON_BACK : ICON_ON,
            (struct ui_press){
                .id = ui_id("step", by),
                .group = GROUP_TRANSPORT,
                .action = ACTION_STEP,
                .argument = by,
                .tip = word(frame, by < 0 ? TEXT_STEP_BACK_TIP_ID : TEXT_STEP_ON_TIP_ID),
                .disabled = disabled,
            });
}

static void draw_steps(struct frame *frame, struct rect room, bool with_word)
{
    const struct playback *playback = &frame->model->playback;
    const struct document *document = frame->document;
    struct text_style style = ui_text(frame, TYPE_BODY, TEXT_SOFT);
    style.across = ACROSS_CENTRE;
    style.along = ALONG_MIDDLE;
    draw_step_icon(frame, rect_cut_left(&room, step_side(frame)), -1,
                   !document || playback_at_start(playback, document));
    draw_step_icon(frame, rect_cut_right(&room, step_side(frame)), +1,
                   !document || playback_at_end(playback, document));
    if (with_word)
        draw_text(frame->list, rect_centre(room), word(frame, TEXT_STEP_ID), style);
}

// ---- next lost update, or wait ------------------------------------------------------------------------------------

// What N leads to: the next lost update, or where nothing was lost the next wait for a lock.
struct next {
    enum text_id label, tip;
    bool ahead;
    enum text_role role;
};

static struct next next_of(const struct frame *frame, bool whole)
{
    const struct document *document = frame->document;
    struct next next = { whole ? TEXT_NEXT_LOST_ID : TEXT_NEXT_LOST_SHORT_ID, TEXT_NO_LOST_TIP_ID, false, TEXT_FAINT };
    if (!document)
        return next;
    if (balance_story(document)->figures.lost == 0 && document->waits.count > 0) {
        next.label = TEXT_NEXT_WAIT_ID;
        next.ahead = waits_next(&document->waits, frame->model->playback.ns) >= 0;
        next.tip = next.ahead ? TEXT_NEXT_WAIT_TIP_ID : TEXT_NO_WAIT_AHEAD_TIP_ID;
        next.role = next.ahead ? TEXT_MAIN : TEXT_FAINT;
    } else if (balance_story(document)->figures.lost > 0) {
        const int64_t position = playback_position(&frame->model->playback, document);
        next.ahead = overwrites_next(&balance_story(document)->overwrites, position) >= 0;
        next.tip = next.ahead ? TEXT_NEXT_LOST_TIP_ID : TEXT_NO_LOST_AHEAD_TIP_ID;
        next.role = next.ahead ? TEXT_LOST : TEXT_FAINT;
    }
    return next;
}

static float next_width(const struct frame *frame, bool whole)
{
    const struct text_style style = ui_bold(frame, TYPE_BODY, TEXT_LOST);
    return draw_text_width(frame->list, word(frame, next_of(frame, whole).label), style) +
           draw_text_width(frame->list, "N", style) + body_of(frame) * 1.5f;
}

static void draw_next(struct frame *frame, struct rect room, bool whole)
{
    const struct next next = next_of(frame, whole);
    const uint32_t id = ui_id("lost", 0);
    const struct rect rect = middle_of(room, room.width, body_of(frame) * 2);
    struct text_style style = ui_bold(frame, TYPE_BODY, next.role);
    style.along = ALONG_MIDDLE;
    style.place = rect;
    if (next.ahead && ui_look_of(frame, id) != UI_PLAIN)
        draw_box(frame->list, rect, 5 * frame->scale.u, paint_solid(frame->theme->grounds[GROUND_HOVER]),
                 stroke_none());
    const float x = rect.x + body_of(frame) / 2;
    const struct rect said = draw_text(frame->list, point_at(x, rect_centre(rect).y), word(frame, next.label), style);
    if (next.ahead)
        draw_text(frame->list, point_at(rect_right(said) + body_of(frame) / 2, rect_centre(rect).y), "N", style);
    ui_focus_ring(frame, rect, 5 * frame->scale.u, id);
    ui_hit(frame, (struct hit){
                      .rect = rect,
                      .id = id,
                      .group = GROUP_TRANSPORT,
                      .kind = HIT_PRESS,
                      .disabled = !next.ahead,
                      .focusable = next.ahead,
                      .action = ACTION_LOST,
                      .argument = 1,
                      .tip = word(frame, next.tip),
                  });
}

// ---- scrub bar -----------------------------------------------------------------------------------------------------

static void draw_density(struct frame *frame, struct rect rect)
{
    const float step = floorf(2 * frame->scale.u) > 2 ? floorf(2 * frame->scale.u) : 2;
    const int columns = (int)(rect.width / step);
    uint32_t *lost = columns > 0 ? arena_get_array(frame->arena, (size_t)columns, sizeof *lost) : NULL;
    uint32_t most = 1;
    if (!lost || balance_story(frame->document)->figures.lost == 0)
        return;
    density_columns(&balance_story(frame->document)->density, frame->model->playback.pace != PACE_TIME, columns, lost);
    for (int i = 0; i < columns; i++)
        most = lost[i] > most ? lost[i] : most;
    const float bar = floorf(step * 0.6f), stride = rect.width / (float)columns;
    for (int i = 0; i < columns; i++) {
        if (lost[i] == 0)
            continue;
        // By the root, so that where one was lost it shows beside where thousands were.
        const float height = 2 + (rect.height - 2) * sqrtf((float)lost[i] / (float)most);
        draw_rect(frame->list, rect_of(rect.x + stride * (float)i, rect_bottom(rect) - height, bar, height),
                  paint_solid(frame->theme->marks[MARK_LOST]));
    }
}

static void draw_mark(struct frame *frame, struct rect rect, uint64_t position)
{
    const float x =
        rect.x + rect.width * (float)playback_share_of_store(&frame->model->playback, frame->document, position);
    const float width = floorf(2 * frame->scale.u) > 1 ? floorf(2 * frame->scale.u) : 1;
    draw_rect(frame->list, rect_of(floorf(x - width / 2), rect.y, width, rect.height),
              paint_solid(frame->theme->marks[MARK_LOST]));
}

// Where few collisions were settled each has a mark; of many the first and the worst, over where updates were lost.
static void draw_collisions(struct frame *frame, struct rect rect)
{
    const struct document *document = frame->document;
    const struct overwrites *overwrites = &balance_story(document)->overwrites;
    const size_t count = balance_story(document)->ledger.collision_count;
    if (count == 0)
        return;
    if (count > MARKS_MOST) {
        draw_density(frame, rect_of(rect.x, rect.y + rect.height * 0.45f, rect.width, rect.height * 0.55f));
        draw_mark(frame, rect, overwrites_settling(overwrites, overwrites->by_time[0])->position);
    }
    const size_t marked = count > MARKS_MOST ? WORST_MARKS : count;
    for (size_t i = 0; i < marked; i++) {
        const uint32_t collision =
            count > MARKS_MOST ? balance_story(document)->worst.lists[WORST_BY_SIZE][i] : overwrites->by_time[i];
        draw_mark(frame, rect, overwrites_settling(overwrites, collision)->position);
    }
}

// Under a lock, where nothing was lost: the longest waits, each from where it began to where it ended.
static struct rect wait_mark(const struct frame *frame, struct rect rect, const struct wait *wait)
{
    const struct playback *playback = &frame->model->playback;
    const float from = (float)playback_share_of_ns(playback, frame->document, wait->from_ns),
                to = (float)playback_share_of_ns(playback, frame->document, wait->to_ns),
                least = floorf(2 * frame->scale.u) > 2 ? floorf(2 * frame->scale.u) : 2;
    const float left = floorf(rect.x + rect.width * from), right = floorf(rect.x + rect.width * to);
    return rect_of(left, rect.y, fmaxf(right - left, least), rect.height);
}

static int waits_marked(const struct document *document)
{
    return balance_story(document)->figures.lost == 0 ? document->waits.longest_count : 0;
}

static void draw_waits(struct frame *frame, struct rect rect)
{
    const struct waits *waits = &frame->document->waits;
    const struct paint paint = paint_solid(frame->theme->marks[MARK_LINE]);
    const float width = floorf(2 * frame->scale.u) > 2 ? floorf(2 * frame->scale.u) : 2;
    for (int i = 0; i < waits_marked(frame->document); i++) {
        const struct rect mark = wait_mark(frame, rect, &waits->all[waits->longest[i]]);
        draw_rect(frame->list, rect_of(mark.x, mark.y, width, mark.height), paint);
        draw_rect(frame->list, rect_of(mark.x, rect_bottom(mark) - width, mark.width, width), paint);
    }
}

// Who waited how long, and for whom, at its mark.
static void explain_waits(struct frame *frame, struct rect rect)
{
    const struct waits *waits = &frame->document->waits;
    for (int i = waits_marked(frame->document); i-- > 0;) {
        const struct wait *wait = &waits->all[waits->longest[i]];
        const char *name = words_name(frame, wait->worker), *time = words_time(frame, wait->to_ns - wait->from_ns);
        const struct rect mark = wait_mark(frame, rect, wait);
        ui_explain(frame, rect_between(mark.x - 2, mark.y, rect_right(mark) + 2, rect_bottom(mark)),
                   wait->holder ? FILL(TEXT_SCRUB_WAIT_TIP_ID, name, time, words_name(frame, wait->holder - 1u))
                                : FILL(TEXT_SCRUB_WAIT_ALONE_TIP_ID, name, time));
    }
}

// The track lies low in the rectangle, the density stands on it; all of it can be grabbed, and a little below as well.
static void draw_scrub(struct frame *frame, struct rect rect)
{
    const float track = rect.height * 0.72f;
    const bool none = !frame->document;
    const struct rect marks = rect_of(rect.x, rect.y, rect.width, track - 3.5f * frame->scale.u);
    if (!none)
        draw_collisions(frame, marks);
    if (!none)
        draw_waits(frame, marks);
    ui_slider(frame, rect_of(rect.x, rect.y, rect.width, 2 * track),
              none ? 0 : playback_share(&frame->model->playback, frame->document),
              (struct ui_press){
                  .id = ui_id("scrub", 0),
                  .action = ACTION_SCRUB,
                  .disabled = none,
              });
    if (!none)
        explain_waits(frame, marks);
}

// ---- time and pace -------------------------------------------------------------------------------------------------

// The moment, and which load or store it is.
struct times {
    char now[CLOCK_TEXT_BYTES], total[CLOCK_TEXT_BYTES];
    const char *event, *widest;
};

static const char *event_text(struct frame *frame)
{
    const struct playback *playback = &frame->model->playback;
    if (playback_at_end(playback, frame->document))
        return word(frame, TEXT_AT_END_ID);
    if (playback->events == 0)
        return word(frame, TEXT_AT_START_ID);
    return FILL(TEXT_AT_EVENT_ID, words_number(frame, (int64_t)playback->events));
}

static struct times times_of(struct frame *frame)
{
    struct times times = { "–", "–", "–", "–" };
    if (frame->document) {
        const uint64_t from = document_from_ns(frame->document), total = document_to_ns(frame->document) - from;
        const uint64_t events = order_event_count(&balance_story(frame->document)->order);
        clock_text(times.now, frame->model->playback.ns - from, total);
        clock_text(times.total, total, total);
        times.event = event_text(frame);
        times.widest = FILL(TEXT_AT_EVENT_ID, words_number(frame, (int64_t)events));
    }
    return times;
}

#define DOT " · "

// The parts of the time's place: the moment, the dot, the event.
struct time_widths {
    float now, dot, event;
};

static struct time_widths time_widths_of(struct frame *frame, bool event)
{
    const struct text_style style = ui_mono(frame, TYPE_BODY, TEXT_MAIN);
    const struct times times = times_of(frame);
    const float numbered = draw_text_width(frame->list, times.widest, style),
                end = draw_text_width(frame->list, word(frame, TEXT_AT_END_ID), style),
                start = draw_text_width(frame->list, word(frame, TEXT_AT_START_ID), style);
    const float named = end > start ? end : start;
    return (struct time_widths){ draw_text_width(frame->list, times.total, style) + 2,
                                 event ? draw_text_width(frame->list, DOT, style) : 0,
                                 !event             ? 0
                                 : numbered > named ? numbered
                                                    : named };
}

static float time_width(struct frame *frame, bool event)
{
    const struct time_widths widths = time_widths_of(frame, event);
    return widths.now + widths.dot + widths.event;
}

// The present moment is set flush against the dot, so that nothing moves as it grows.
static void draw_time(struct frame *frame, struct rect room, bool event)
{
    const struct times times = times_of(frame);
    const struct time_widths widths = time_widths_of(frame, event);
    struct text_style now = ui_mono(frame, TYPE_BODY, TEXT_MAIN), rest = ui_mono(frame, TYPE_BODY, TEXT_SOFT);
    const float y = rect_centre(room).y, dot = room.x + widths.now;
    now.across = ACROSS_RIGHT;
    now.along = rest.along = ALONG_MIDDLE;
    now.place = rest.place = rect_inset(room, -1);
    draw_text(frame->list, point_at(dot, y), times.now, now);
    if (!event)
        return;
    draw_text(frame->list, point_at(dot, y), DOT, rest);
    draw_text(frame->list, point_at(dot + widths.dot, y), times.event, rest);
}

static const char *pace_label(struct frame *frame)
{
    const struct playback *playback = &frame->model->playback;
    const double factor = playback_slow_down(playback);
    const char *number = words_number(frame, (int64_t)(factor >= 1 ? factor : 1 / factor));
    if (playback->pace == PACE_TIME)
        return factor == 1 ? word(frame, TEXT_REAL_TIME_ID) : FILL(TEXT_PACE_TIME_ID, number);
    const char *name = word(frame, playback->pace == PACE_STORY ? TEXT_PACE_STORY_ID : TEXT_PACE_EVENT_ID);
    if (factor == 1)
        return name;
    return FILL(factor > 1 ? TEXT_PACE_SLOWER_ID : TEXT_PACE_FASTER_ID, name, number);
}

static float pace_label_width(struct frame *frame)
{
    return draw_text_width(frame->list, pace_label(frame), ui_text(frame, TYPE_LABEL, TEXT_SOFT)) +
           body_of(frame) * 0.8f;
}

static float pace_width(struct frame *frame) { return pace_label_width(frame) + 2 * step_side(frame); }

static void draw_speed_icon(struct frame *frame, struct rect room, int by)
{
    const float side = step_side(frame);
    struct playback changed = frame->model->playback;
    ui_icon(frame, middle_of(room, side, side), by < 0 ? ICON_LESS : ICON_MORE,
            (struct ui_press){
                .id = ui_id("speed", by),
                .group = GROUP_TRANSPORT,
                .action = ACTION_SPEED,
                .argument = by,
                .tip = word(frame, by < 0 ? TEXT_SLOWER_TIP_ID : TEXT_FASTER_TIP_ID),
                .disabled = !playback_change_speed(&changed, by),
            });
}

static void draw_pace(struct frame *frame, struct rect room)
{
    const uint32_t id = ui_id("pace", 0);
    draw_speed_icon(frame, rect_cut_left(&room, step_side(frame)), -1);
    draw_speed_icon(frame, rect_cut_right(&room, step_side(frame)), +1);
    const struct rect rect = middle_of(room, room.width, body_of(frame) * 2);
    const bool lit = ui_look_of(frame, id) != UI_PLAIN;
    struct text_style style = ui_text(frame, TYPE_LABEL, lit ? TEXT_MAIN : TEXT_SOFT);
    style.across = ACROSS_CENTRE;
    style.along = ALONG_MIDDLE;
    style.place = rect;
    if (lit)
        draw_box(frame->list, rect, 5 * frame->scale.u, paint_solid(frame->theme->grounds[GROUND_HOVER]),
                 stroke_none());
    draw_text(frame->list, rect_centre(rect), pace_label(frame), style);
    ui_focus_ring(frame, rect, 5 * frame->scale.u, id);
    ui_hit(frame, (struct hit){
                      .rect = rect,
                      .id = id,
                      .group = GROUP_TRANSPORT,
                      .kind = HIT_PRESS,
                      .focusable = true,
                      .action = ACTION_PACE,
                      .tip = word(frame, TEXT_PACE_TIP_ID),
                  });
}

// ---- together ------------------------------------------------------------------------------------------------------

static float controls_width(struct frame *frame, const struct plan *plan)
{
    return disc_size(frame) + step_width(frame, plan->step_word) + next_width(frame, plan->whole_label) +
           time_width(frame, plan->event) + pace_width(frame) + gap_of(frame) * (plan->two_rows ? 3 : 5);
}

static struct plan make_plan(struct frame *frame, float room)
{
    const size_t count = sizeof plans / sizeof *plans;
    for (size_t i = 0; i < count; i++) {
        const float scrub = plans[i].two_rows ? 0 : SCRUB_LEAST * frame->scale.u;
        if (controls_width(frame, &plans[i]) + scrub <= room)
            return plans[i];
    }
    return plans[count - 1];
}

static float scrub_row_height(const struct frame *frame, const struct plan *plan)
{
    return plan->two_rows ? body_of(frame) * 2 : 0;
}

float transport_height(struct frame *frame, float width_px)
{
    const struct plan plan = make_plan(frame, width_px - 2 * WINDOW_SIDE * frame->scale.u);
    return scrub_row_height(frame, &plan) + body_of(frame) * (plan.two_rows ? 3.6f : 4);
}

void transport_draw(struct frame *frame, struct rect bar)
{
    const float side = WINDOW_SIDE * frame->scale.u, gap = gap_of(frame), body = body_of(frame);
    const struct plan plan = make_plan(frame, bar.width - 2 * side);
    const float above = scrub_row_height(frame, &plan);
    draw_rect(frame->list, bar, paint_solid(frame->theme->grounds[GROUND_BAR]));
    struct rect line = rect_of(bar.x + side, bar.y + above, bar.width - 2 * side, bar.height - above);
    struct rect scrub = rect_of(line.x, bar.y + body * 0.5f, line.width, body * 1.4f);
    draw_play(frame, rect_cut_left(&line, disc_size(frame)));
    rect_cut_left(&line, gap / 2);
    draw_steps(frame, rect_cut_left(&line, step_width(frame, plan.step_word)), plan.step_word);
    rect_cut_left(&line, gap / 2);
    draw_next(frame, rect_cut_left(&line, next_width(frame, plan.whole_label)), plan.whole_label);
    const struct rect pace = rect_cut_right(&line, pace_width(frame));
    rect_cut_right(&line, gap / 2);
    const struct rect time = rect_cut_right(&line, time_width(frame, plan.event));
    if (!plan.two_rows) {
        rect_cut_left(&line, gap);
        rect_cut_right(&line, gap);
        scrub = middle_of(line, line.width, body * 2);
    }
    draw_scrub(frame, scrub);
    draw_time(frame, time, plan.event);
    draw_pace(frame, pace);
}

float lecture_foot_height(const struct frame *frame) { return body_of(frame) * 2; }

void lecture_foot_draw(struct frame *frame, struct rect bar)
{
    const float side = WINDOW_SIDE * frame->scale.u, body = body_of(frame);
    draw_rect(frame->list, bar, paint_solid(frame->theme->grounds[GROUND_BAR]));
    rect_cut_left(&bar, side);
    rect_cut_right(&bar, side);
    const bool event = time_width(frame, true) < bar.width * 0.45f;
    const struct rect time = rect_cut_right(&bar, time_width(frame, event));
    rect_cut_right(&bar, gap_of(frame));
    draw_scrub(frame, rect_of(bar.x, bar.y + body * 0.1f, bar.width, body * 1.3f));
    draw_time(frame, time, event);
}
