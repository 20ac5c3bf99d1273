// A row a lock: at the left who waits, at the right who has it. As many as there is room for, those first that most wait for
// now; in the order of how long they were waited for in the whole run, so that rows stay where they are. A ring stands above
// them: tasks and what each waits for, round in a circle.
#include "view/stage/waits.h"

#include "analysis/ends.h"
#include "analysis/wait_graph.h"
#include "base/bit_set.h"
#include "document/document.h"
#include "view/looks/marks.h"
#include "view/ui/words.h"

#include <math.h>
#include <string.h>

enum {
    RING_MOST = 6, // tasks of a ring that are drawn; it may be longer
};

struct line_up {
    struct frame *frame;
    const struct recording *recording;
    struct wait_graph graph;
    uint64_t ns;
    int ring; // a task of it; −1: none
    struct bit_set in_ring;
    uint32_t ring_length;
    uint64_t closed_ns;
    uint32_t waiters[RESOURCES_MAX];
    float token_px;
};

bool stage_waits_has(const struct document *document)
{
    const struct crowd *crowd = &document->crowd;
    for (uint32_t r = 0; r < crowd->resource_count; r++)
        if (resource_is_lock(&document->recording.resources[r]) && crowd->waits[r].count > 0)
            return true;
    return false;
}

// ---- what is so ------------------------------------------------------------------------------------------------------

static void find_ring(struct line_up *waits)
{
    if (!wait_graph_find_ring(&waits->graph, waits->frame->arena, &waits->ring) || waits->ring < 0)
        return;
    int at = waits->ring;
    do {
        const uint64_t since_ns = waits->graph.waits[at].since_ns;
        bit_set_add(&waits->in_ring, (uint32_t)at);
        waits->ring_length++;
        waits->closed_ns = since_ns > waits->closed_ns ? since_ns : waits->closed_ns;
        at = wait_graph_next(&waits->graph, (uint32_t)at);
    } while (at != waits->ring);
}

// Whether anybody was killed, so that a ring may have ended with those in it.
static bool any_killed(const struct recording *recording)
{
    bool killed = recording->facts->ended != RUN_COMPLETE;
    for (uint32_t t = 0; t < recording->task_count && !killed; t++)
        killed = recording->tasks[t].end == TASK_SIGNALED;
    return killed;
}

// A ring that its tasks were killed in is told on, with them.
static void find_dead_ring(struct line_up *waits)
{
    struct wait_graph alive = waits->graph;
    struct task_wait *all = arena_get_array(waits->frame->arena, alive.task_count, sizeof *all);
    if (!all)
        return;
    memcpy(all, alive.waits, alive.task_count * sizeof *all);
    waits->graph.waits = all;
    wait_graph_add_dead(&waits->graph, waits->recording, &waits->frame->document->states, waits->ns);
    find_ring(waits);
    if (waits->ring < 0)
        waits->graph = alive;
}

static bool look(struct line_up *waits)
{
    struct frame *frame = waits->frame;
    if (!wait_graph_of_states(&waits->graph, waits->recording, &frame->document->states, waits->ns, frame->arena))
        return false;
    find_ring(waits);
    if (waits->ring < 0 && any_killed(waits->recording))
        find_dead_ring(waits);
    for (uint32_t t = 0; t < waits->recording->task_count; t++)
        if (waits->graph.waits[t].resource >= 0)
            waits->waiters[waits->graph.waits[t].resource]++;
    return true;
}

// ---- signs -----------------------------------------------------------------------------------------------------------

static void draw_task(const struct line_up *waits, uint32_t task, struct point at)
{
    struct frame *frame = waits->frame;
    const float size = waits->token_px;
    const bool dead = waits->ns >= task_died_at(&frame->document->states, task);
    if (bit_set_has(&waits->in_ring, task))
        draw_disc(frame->list, at, size * 0.66f, paint_none(),
                  stroke_solid(frame->theme->marks[MARK_LOST], frame->scale.line_px * 2));
    if (dead)
        mark_token_hollow(frame->list, frame->theme, at, size, (int)task, words_token(frame, task), frame->scale.u,
                          frame->theme->grounds[GROUND_PANEL]);
    else
        mark_token(frame->list, frame->theme, at, size, (int)task, words_token(frame, task), frame->scale.u);
    ui_explain(frame, rect_of(at.x - size / 2, at.y - size / 2, size, size), words_name(frame, task));
}

static void draw_padlock(const struct line_up *waits, struct point at, bool held, bool red)
{
    const struct theme *theme = waits->frame->theme;
    mark_padlock(waits->frame->list, at, waits->token_px * 0.8f, held,
                 theme->grounds[held ? GROUND_SELECTED : GROUND_WELL],
                 theme->marks[red    ? MARK_LOST
                              : held ? MARK_LINE
                                     : MARK_GOOD]);
}

static void draw_arrow(const struct line_up *waits, struct point from, struct point to, bool waiting, bool red)
{
    struct frame *frame = waits->frame;
    const float dx = to.x - from.x, dy = to.y - from.y, length = hypotf(dx, dy), away = waits->token_px * 0.68f,
                u = frame->scale.u;
    if (length <= 2 * away + 4 * u)
        return;
    const struct colour colour = frame->theme->marks[red ? MARK_LOST : MARK_LINE];
    const float width = frame->scale.line_px * (red ? 2.2f : 1.6f);
    mark_arrow_straight(frame->list, point_at(from.x + dx / length * away, from.y + dy / length * away),
                        point_at(to.x - dx / length * away, to.y - dy / length * away),
                        waiting ? stroke_dashed(colour, width, 5 * u, 3 * u) : stroke_solid(colour, width), 7 * u);
}

// ---- the ring --------------------------------------------------------------------------------------------------------

static struct point on_ellipse(struct point centre, float rx, float ry, float turns)
{
    const float angle = turns * 6.2831853f;
    return point_at(centre.x + rx * sinf(angle), centre.y - ry * cosf(angle));
}

// Between a task and the next: the lock that the one waits for and the other has; nothing where it waits for the other's end.
static void draw_ring_signs(const struct line_up *waits, struct point centre, float rx, float ry)
{
    const uint32_t shown = waits->ring_length < RING_MOST ? waits->ring_length : RING_MOST;
    int at = waits->ring;
    for (uint32_t i = 0; i < shown; i++) {
        const float turns = (float)i / (float)shown - 0.25f, half = 0.5f / (float)shown;
        const uint32_t resource = (uint32_t)waits->graph.waits[at].resource;
        const struct point from = on_ellipse(centre, rx, ry, turns), lock = on_ellipse(centre, rx, ry, turns + half),
                           to = on_ellipse(centre, rx, ry, turns + 2 * half);
        if (resource_is_lock(&waits->recording->resources[resource])) {
            draw_arrow(waits, from, lock, true, true);
            draw_arrow(waits, lock, to, false, true);
            draw_padlock(waits, lock, true, true);
        } else {
            draw_arrow(waits, from, to, true, true);
        }
        draw_task(waits, (uint32_t)at, from);
        at = wait_graph_next(&waits->graph, (uint32_t)at);
    }
}

// In the middle of it, or where it is too low for that in a line above.
static void draw_ring(const struct line_up *waits, struct rect rect)
{
    struct frame *frame = waits->frame;
    struct text_style head = ui_bold(frame, TYPE_BODY, TEXT_LOST), when = ui_text(frame, TYPE_SMALL, TEXT_LOST);
    const float row = head.size_px * 1.35f;
    const bool above = rect.height - 2.7f * waits->token_px < 2 * row;
    struct rect line = above ? rect_cut_top(&rect, row) : rect;
    const struct point centre = rect_centre(rect);
    const float rx = fminf(rect.width / 2 - waits->token_px * 0.7f, rect.height * 1.1f),
                ry = rect.height / 2 - waits->token_px * 0.7f, width = above ? line.width : 2 * (rx - waits->token_px);
    const uint64_t from_ns = document_from_ns(frame->document);
    const char *length = FILL(TEXT_WAITS_RING_ID, words_number(frame, waits->ring_length));
    head.across = when.across = ACROSS_CENTRE;
    draw_ring_signs(waits, centre, rx, ry);
    words_fit(frame, above ? line : rect_of(centre.x - width / 2, centre.y - row, width, row), length, head);
    if (!above)
        words_fit(frame, rect_of(centre.x - width / 2, centre.y, width, row),
                  FILL(TEXT_LAB_LOCKS_CLOSED_AT_ID,
                       words_time(frame, waits->closed_ns > from_ns ? waits->closed_ns - from_ns : 0)),
                  when);
}

// ---- rows ------------------------------------------------------------------------------------------------------------

// Who waits, next to the lock first, as many as there is room for, then "+3". Returns where the line to the lock begins.
static struct point draw_waiters(const struct line_up *waits, uint32_t resource, struct rect room)
{
    struct frame *frame = waits->frame;
    const float size = waits->token_px, step = size * 1.1f, y = rect_centre(room).y;
    struct text_style more = ui_text(frame, TYPE_SMALL, TEXT_SOFT);
    const float more_px = draw_text_width(frame->list, "+0000", more);
    const uint32_t all = waits->waiters[resource];
    uint32_t fit = (uint32_t)fmaxf(room.width / step, 0);
    fit = all > fit ? (uint32_t)fmaxf((room.width - more_px) / step, 0) : all;
    float x = rect_right(room) - size / 2;
    uint32_t drawn = 0;
    for (uint32_t t = 0; t < waits->recording->task_count && drawn < fit; t++) {
        if (waits->graph.waits[t].resource != (int32_t)resource)
            continue;
        draw_task(waits, t, point_at(x, y));
        x -= step;
        drawn++;
    }
    more.across = ACROSS_RIGHT;
    more.along = ALONG_MIDDLE;
    if (drawn < all)
        draw_textf(frame->list, point_at(x + size / 2 - 4 * frame->scale.u, y), more, "+%u", all - drawn);
    return point_at(rect_right(room) - size / 2, y);
}

static bool is_in_ring(const struct line_up *waits, uint32_t resource)
{
    for (int at = waits->ring, i = 0; at >= 0 && i < (int)waits->ring_length; i++) {
        if (waits->graph.waits[at].resource == (int32_t)resource)
            return true;
        at = wait_graph_next(&waits->graph, (uint32_t)at);
    }
    return false;
}

static void draw_row(const struct line_up *waits, uint32_t resource, struct rect row)
{
    struct frame *frame = waits->frame;
    const int holder = waits->graph.holders[resource];
    const float size = waits->token_px, line = frame->scale.type[TYPE_SMALL] * 1.35f;
    const bool red = is_in_ring(waits, resource);
    struct text_style name = ui_text(frame, TYPE_SMALL, red ? TEXT_LOST : TEXT_SOFT);
    const struct rect words = rect_cut_top(&row, line);
    const float y = rect_centre(row).y;
    const struct point lock = point_at(row.x + row.width * 0.56f, y);
    name.foreign = true;
    name.along = ALONG_MIDDLE;
    name.max_px = words.width;
    draw_text(frame->list, point_at(words.x, rect_centre(words).y), words_resource(frame, (int)resource), name);
    const struct rect room = rect_between(row.x, row.y, lock.x - size * 1.7f, rect_bottom(row));
    if (waits->waiters[resource] > 0)
        draw_arrow(waits, draw_waiters(waits, resource, room), lock, true, red);
    draw_padlock(waits, lock, holder >= 0, red);
    if (holder < 0)
        return;
    const struct point at = point_at(lock.x + size * 2.2f, y);
    draw_arrow(waits, lock, at, false, red);
    draw_task(waits, (uint32_t)holder, at);
    const float left = at.x + size * 0.75f;
    struct text_style who = ui_text(frame, TYPE_SMALL, TEXT_MAIN);
    who.foreign = true;
    who.along = ALONG_MIDDLE;
    who.max_px = rect_right(row) - left;
    if (who.max_px > 3 * who.size_px)
        draw_text(frame->list, point_at(left, y), words_name(frame, (uint32_t)holder), who);
}

// Rather one that is waited for by more, then one that is held.
static bool is_rather(const struct line_up *waits, uint32_t one, uint32_t other)
{
    if (waits->waiters[one] != waits->waiters[other])
        return waits->waiters[one] > waits->waiters[other];
    return waits->graph.holders[one] >= 0 && waits->graph.holders[other] < 0;
}

// The locks that are shown, in the order of the whole run's waits; returns how many locks there are in all.
static uint32_t choose(const struct line_up *waits, uint32_t *list, uint32_t most, uint32_t *chosen)
{
    const struct crowd *crowd = &waits->frame->document->crowd;
    uint64_t taken = 0;
    uint32_t all = 0;
    *chosen = 0;
    for (uint32_t i = 0; i < crowd->resource_count; i++)
        all += resource_is_lock(&waits->recording->resources[i]);
    for (uint32_t k = 0; k < all && k < most; k++) {
        uint32_t best = RESOURCES_MAX;
        for (uint32_t i = 0; i < crowd->resource_count; i++) {
            const uint32_t r = crowd->most_waited[i];
            if (resource_is_lock(&waits->recording->resources[r]) && !(taken >> r & 1) &&
                (best == RESOURCES_MAX || is_rather(waits, r, best)))
                best = r;
        }
        taken |= UINT64_C(1) << best;
    }
    for (uint32_t i = 0; i < crowd->resource_count; i++)
        if (taken >> crowd->most_waited[i] & 1)
            list[(*chosen)++] = crowd->most_waited[i];
    return all;
}

static void draw_rows(const struct line_up *waits, struct rect rect, float row_px)
{
    struct frame *frame = waits->frame;
    uint32_t list[RESOURCES_MAX], count = 0;
    struct text_style more = ui_text(frame, TYPE_SMALL, TEXT_FAINT);
    const float foot_px = more.size_px * 1.4f;
    const uint32_t fit = (uint32_t)fmaxf((rect.height - foot_px) / row_px, 0);
    const uint32_t all = choose(waits, list, fit < RESOURCES_MAX ? fit : RESOURCES_MAX, &count);
    for (uint32_t i = 0; i < count; i++)
        draw_row(waits, list[i], rect_cut_top(&rect, row_px));
    if (count < all && rect.height >= foot_px)
        words_fit_end(frame, rect_cut_top(&rect, foot_px), FILL(TEXT_WAITS_MORE_ID, words_number(frame, all - count)),
                      more, false);
}

// ---- the panel -------------------------------------------------------------------------------------------------------

void stage_waits_draw(struct frame *frame, uint64_t ns, struct rect rect)
{
    struct rect room = ui_panel(frame, rect, text_of(frame->language, TEXT_WAITS_TITLE_ID),
                                text_of(frame->language, TEXT_WAITS_NOTE_ID));
    struct line_up waits = { .frame = frame, .recording = &frame->document->recording, .ns = ns, .ring = -1 };
    const float least = frame->scale.lecture ? frame->scale.type[TYPE_SMALL] / MARK_NAME_SHARE : 0;
    waits.token_px = fmaxf(26 * frame->scale.u, least);
    const float row_px = waits.token_px * 1.35f + frame->scale.type[TYPE_SMALL] * 1.35f;
    if (room.height < row_px || room.width < 6 * waits.token_px || !look(&waits))
        return;
    if (waits.ring >= 0 && room.height > 4 * waits.token_px) // else its rows are red
        draw_ring(&waits,
                  rect_cut_top(&room, fmaxf(fminf(room.height * 0.5f, 7 * waits.token_px), 4 * waits.token_px)));
    draw_rows(&waits, room, row_px);
}
