// The philosophers at their table: a fork lies between two plates, or in the hand of who has it; who waits for one points at
// it. In a deadlock the pointers close into a ring. Under the table the moves made, and the shortest that deadlocks.
#include "view/looks/marks.h"
#include "view/schedules/locks_parts.h"
#include "view/schedules/locks_words.h"
#include "view/schedules/words.h"
#include "view/ui/words.h"

#include <math.h>
#include <string.h>

struct table {
    struct point centre;
    float radius, token; // of the circle that they sit on; the size of a token
    int count;
};

// steps: halves of the way from one to the next.
static struct point at_angle(const struct table *table, float steps, float radius)
{
    const float turn = 6.2831853f;
    const float angle = -turn / 4 + turn * steps / (2 * (float)table->count);
    return point_at(table->centre.x + radius * cosf(angle), table->centre.y + radius * sinf(angle));
}

static struct point seat_of(const struct table *table, int worker)
{
    return at_angle(table, 2 * (float)worker, table->radius);
}

// Fork i lies at the right of philosopher i, who faces the table: half a step back. Held it is close to its holder.
static struct point fork_of(const struct table *table, const struct locks_desk *desk, int fork)
{
    const unsigned holders = locking_holders(&desk->locking, &desk->places, fork);
    float steps = 2 * (float)fork - 1, radius = table->radius * 0.66f;
    if (holders) {
        const bool right = __builtin_ctz(holders) == fork;
        steps = 2 * (float)__builtin_ctz(holders) + (right ? -0.42f : 0.42f);
        radius = table->radius - table->token * 0.95f;
    }
    return at_angle(table, steps, radius);
}

// A handle and three tines, upright.
static void draw_fork(struct frame *frame, struct point at, float size, struct colour colour)
{
    const struct stroke stroke = stroke_solid(colour, fmaxf(1.5f, size * 0.11f));
    draw_line(frame->list, point_at(at.x, at.y - size * 0.05f), point_at(at.x, at.y + size * 0.5f), stroke);
    draw_line(frame->list, point_at(at.x - size * 0.2f, at.y - size * 0.08f),
              point_at(at.x + size * 0.2f, at.y - size * 0.08f), stroke);
    for (int tine = -1; tine <= 1; tine++)
        draw_line(frame->list, point_at(at.x + (float)tine * size * 0.2f, at.y - size * 0.08f),
                  point_at(at.x + (float)tine * size * 0.2f, at.y - size * 0.48f), stroke);
}

static void draw_forks(struct frame *frame, const struct locks_desk *desk, const struct table *table)
{
    struct text_style style = ui_bold(frame, TYPE_SMALL, TEXT_SOFT);
    const float size = table->token * 0.72f;
    style.along = ALONG_MIDDLE;
    for (int fork = 0; fork < table->count; fork++) {
        const unsigned holders = locking_holders(&desk->locking, &desk->places, fork);
        const struct point at = fork_of(table, desk, fork);
        const struct colour colour = holders ? theme_worker(frame->theme, locks_task(__builtin_ctz(holders)))->text
                                             : frame->theme->texts[TEXT_SOFT];
        draw_fork(frame, at, size, colour);
        style.colour = colour;
        if (size > 1.3f * style.size_px)
            draw_text(frame->list, point_at(at.x + size * 0.32f, at.y + size * 0.3f), words_number(frame, fork + 1),
                      style);
    }
}

// From who waits to the fork, short of both.
static void draw_waits(struct frame *frame, const struct locks_desk *desk, const struct table *table)
{
    const bool ring = locking_deadlocked(&desk->locking, &desk->places);
    const struct stroke stroke = ring ? stroke_solid(frame->theme->marks[MARK_LOST], frame->scale.stroke_px * 1.3f)
                                      : stroke_dashed(frame->theme->marks[MARK_LOST], frame->scale.stroke_px,
                                                      5 * frame->scale.u, 4 * frame->scale.u);
    for (int worker = 0; worker < table->count; worker++) {
        const int lock = locking_blocked_on(&desk->locking, &desk->places, worker);
        if (lock < 0 || lock >= table->count)
            continue;
        const struct point from = seat_of(table, worker), to = fork_of(table, desk, lock);
        const float dx = to.x - from.x, dy = to.y - from.y, far = fmaxf(1, hypotf(dx, dy));
        const float begin = table->token * 0.62f / far, end = 1 - table->token * 0.5f / far;
        if (end > begin)
            mark_arrow_straight(frame->list, point_at(from.x + dx * begin, from.y + dy * begin),
                                point_at(from.x + dx * end, from.y + dy * end), stroke, 0);
    }
}

static void draw_table(struct frame *frame, const struct locks_desk *desk, const struct table *table)
{
    const struct theme *theme = frame->theme;
    draw_disc(frame->list, table->centre, table->radius - table->token * 0.62f,
              paint_solid(theme->grounds[GROUND_WELL]), stroke_solid(theme->trims[TRIM_EDGE], frame->scale.stroke_px));
    if (desk->locking.locks > table->count) {
        struct text_style style = ui_bold(frame, TYPE_LABEL, TEXT_SOFT);
        const int taken = __builtin_popcount(locking_holders(&desk->locking, &desk->places, table->count));
        const float half = table->radius * 0.45f;
        style.across = ACROSS_CENTRE;
        words_fit(frame, rect_of(table->centre.x - half, table->centre.y - style.size_px, 2 * half, 2 * style.size_px),
                  FILL(TEXT_LOCKS_SEATS_ID, words_number(frame, taken),
                       words_number(frame, desk->locking.capacity[table->count])),
                  style);
    }
    draw_waits(frame, desk, table);
    draw_forks(frame, desk, table);
    for (int worker = 0; worker < table->count; worker++) {
        const bool over = desk->places.of[worker] == desk->locking.step_count;
        const struct point at = seat_of(table, worker);
        if (over)
            mark_token_hollow(frame->list, theme, at, table->token, locks_task(worker), locks_name(frame, worker),
                              frame->scale.u, theme->grounds[GROUND_PANEL]);
        else
            mark_token(frame->list, theme, at, table->token, locks_task(worker), locks_name(frame, worker),
                       frame->scale.u);
    }
}

// A row of tokens, as many as there is room for: what does not fit is told as a number.
static void draw_moves(struct frame *frame, struct rect row, const char *label, const char *moves, enum text_role role)
{
    struct text_style style = ui_bold(frame, TYPE_SMALL, role);
    const float size = schedules_token_px(frame, row.height * 0.8f), step = size * 1.08f;
    const float words = fminf(row.width * 0.4f, 11 * style.size_px);
    words_fit(frame, rect_cut_left(&row, words), label, style);
    const int count = (int)strlen(moves), room = (int)((row.width - 2 * step) / step);
    const int skipped = count > room ? count - room : 0;
    float x = row.x;
    style.along = ALONG_MIDDLE;
    if (room < 1)
        return;
    if (skipped > 0)
        x = rect_right(draw_textf(frame->list, point_at(x, rect_centre(row).y), style, "%d … ", skipped));
    for (int i = skipped; i < count; i++, x += step)
        mark_token(frame->list, frame->theme, point_at(x + size / 2, rect_centre(row).y), size,
                   locks_task(moves[i] - '1'), locks_name(frame, moves[i] - '1'), frame->scale.u);
}

void locks_table_draw(struct frame *frame, const struct locks_desk *desk, struct rect room)
{
    const float row = frame->scale.lecture ? 2.2f * frame->scale.type[TYPE_BODY] : 1.7f * frame->scale.type[TYPE_BODY];
    if (desk->all.moves > 0 && room.height > 6 * row)
        draw_moves(frame, rect_cut_bottom(&room, row), text_of(frame->language, TEXT_LOCKS_SHORTEST_ID),
                   desk->all.first, TEXT_LOST);
    if (room.height > 6 * row)
        draw_moves(frame, rect_cut_bottom(&room, row), text_of(frame->language, TEXT_SCHEDULES_YOURS_ID), desk->moves,
                   TEXT_SOFT);
    const float side = fminf(room.width, room.height), token = schedules_token_px(frame, side * 0.13f);
    const struct table table = { rect_centre(room), side / 2 - token * 0.6f, token, desk->locking.workers };
    if (table.radius > 1.6f * token)
        draw_table(frame, desk, &table);
}
