// Two locks as a progress graph: where both would have one lock no path can be, and where two such regions close a corner a
// path that comes in never gets out: the deadlock.
#include "view/looks/marks.h"
#include "view/schedules/locks_parts.h"
#include "view/schedules/locks_words.h"
#include "view/schedules/words.h"
#include "view/ui/words.h"

struct lattice {
    float x, y, cell;
    int length;
};

static struct point point_of(const struct lattice *lattice, float across, float down)
{
    return point_at(lattice->x + across * lattice->cell, lattice->y + down * lattice->cell);
}

// The places at which a worker has the lock: from the one after it takes it to the one before it is given back.
static void held_from_to(const struct locking *locking, int worker, int lock, int *from, int *to)
{
    for (int i = 0; i < locking->step_count; i++) {
        if (locking->steps[worker][i].lock != lock)
            continue;
        if (locking->steps[worker][i].takes)
            *from = i + 1;
        else
            *to = i;
    }
}

static void draw_lattice(struct frame *frame, const struct lattice *lattice)
{
    const float side = lattice->cell * (float)lattice->length;
    const struct stroke stroke =
        stroke_solid(colour_faded(frame->theme->marks[MARK_LINE], 150), frame->scale.line_px * 1.2f);
    for (int i = 0; i <= lattice->length; i++) {
        const struct point at = point_of(lattice, (float)i, (float)i);
        draw_line(frame->list, point_at(at.x, lattice->y), point_at(at.x, lattice->y + side), stroke);
        draw_line(frame->list, point_at(lattice->x, at.y), point_at(lattice->x + side, at.y), stroke);
    }
}

static void draw_forbidden(struct frame *frame, const struct locks_desk *desk, const struct lattice *lattice)
{
    const struct theme *theme = frame->theme;
    for (int lock = 0; lock < desk->locking.locks; lock++) {
        int from[2] = { 0 }, to[2] = { 0 };
        for (int worker = 0; worker < 2; worker++)
            held_from_to(&desk->locking, worker, lock, &from[worker], &to[worker]);
        const struct point a = point_of(lattice, (float)from[0] - 1, (float)from[1] - 1),
                           b = point_of(lattice, (float)to[0] + 1, (float)to[1] + 1);
        const struct rect rect = rect_inset(rect_between(a.x, a.y, b.x, b.y), 4 * frame->scale.u);
        draw_box(frame->list, rect, frame->scale.radius_px * 0.6f,
                 (struct paint){ colour_faded(theme->grounds[GROUND_WELL], 0),
                                 colour_faded(theme->marks[MARK_GOOD], 70), lock ? PATTERN_HATCH : PATTERN_CROSS,
                                 12 * frame->scale.u, point_at(rect.x, rect.y) },
                 stroke_solid(theme->marks[MARK_GOOD], frame->scale.line_px * 1.2f));
    }
    // Each named in a corner that the other leaves free.
    for (int lock = 0; lock < desk->locking.locks; lock++) {
        int from[2] = { 0 }, to[2] = { 0 };
        for (int worker = 0; worker < 2; worker++)
            held_from_to(&desk->locking, worker, lock, &from[worker], &to[worker]);
        const struct point corner = lock == 0 ? point_of(lattice, (float)from[0] - 1, (float)to[1])
                                              : point_of(lattice, (float)to[0], (float)from[1] - 1);
        const struct rect cell = rect_of(corner.x, corner.y, lattice->cell, lattice->cell);
        const struct text_style style = ui_bold(frame, TYPE_SMALL, TEXT_MAIN);
        const char *name = locks_lock(frame, desk, lock);
        if (mark_plate_rect(frame->list, rect_centre(cell), name, style, frame->scale.u).width < cell.width)
            mark_plate(frame->list, theme, rect_centre(cell), cell, name, style, frame->scale.u);
    }
}

static void draw_sides(struct frame *frame, const struct locks_desk *desk, const struct lattice *lattice, float left)
{
    for (int worker = 0; worker < 2; worker++) {
        struct text_style style = ui_text(frame, TYPE_SMALL, TEXT_MAIN);
        style.colour = theme_worker(frame->theme, locks_task(worker))->text;
        const char *words[LOCKING_STEPS_MAX];
        for (int i = 0; i < lattice->length; i++)
            words[i] = locks_step(frame, desk, worker, i);
        style.size_px = schedules_column_px(frame, words, lattice->length, style,
                                            worker == 0 ? lattice->cell * 0.96f : left - 8 * frame->scale.u);
        for (int i = 0; i < lattice->length; i++) {
            const struct point at = point_of(lattice, (float)i + 0.5f, (float)i + 0.5f);
            const float high = style.size_px * 1.6f;
            style.across = worker == 0 ? ACROSS_CENTRE : ACROSS_RIGHT;
            const struct rect cell =
                worker == 0
                    ? rect_of(at.x - lattice->cell * 0.48f, lattice->y - high * 1.3f, lattice->cell * 0.96f, high)
                    : rect_of(lattice->x - left, at.y - high / 2, left - 8 * frame->scale.u, high);
            words_fit(frame, cell, words[i], style);
        }
    }
}

static void draw_moves(struct frame *frame, const struct lattice *lattice, const char *moves, float off,
                       struct stroke stroke, bool ends)
{
    struct point points[LOCKING_MOVES_MAX + 1];
    float across = 0, down = 0;
    size_t count = 0;
    points[count++] = point_at(lattice->x + off, lattice->y + off);
    for (; *moves && count <= LOCKING_MOVES_MAX; moves++) {
        *(*moves == '1' ? &across : &down) += 1;
        const struct point at = point_of(lattice, across, down);
        points[count++] = point_at(at.x + off, at.y + off);
    }
    draw_polyline(frame->list, points, count, stroke);
    if (ends)
        draw_disc(frame->list, points[count - 1], 7.5f * frame->scale.u, paint_solid(frame->theme->texts[TEXT_MAIN]),
                  stroke_solid(frame->theme->grounds[GROUND_PANEL], frame->scale.u));
}

// A cross where the shortest ends.
static void draw_trap(struct frame *frame, const struct locks_desk *desk, const struct lattice *lattice)
{
    struct locking_places places = { { 0 } };
    if (desk->all.moves == 0)
        return;
    locking_follow(&desk->locking, &places, desk->all.first);
    const struct point at = point_of(lattice, places.of[0], places.of[1]);
    const float size = 11 * frame->scale.u;
    const struct stroke stroke = stroke_solid(frame->theme->marks[MARK_LOST], frame->scale.stroke_px * 1.4f);
    draw_disc(frame->list, at, size * 1.5f, paint_solid(frame->theme->grounds[GROUND_PANEL]),
              stroke_solid(frame->theme->marks[MARK_LOST], frame->scale.line_px * 1.6f));
    draw_line(frame->list, point_at(at.x - size * 0.6f, at.y - size * 0.6f),
              point_at(at.x + size * 0.6f, at.y + size * 0.6f), stroke);
    draw_line(frame->list, point_at(at.x - size * 0.6f, at.y + size * 0.6f),
              point_at(at.x + size * 0.6f, at.y - size * 0.6f), stroke);
}

static void draw_legend(struct frame *frame, const struct locks_desk *desk, struct rect row,
                        const struct stroke *strokes)
{
    struct text_style style = ui_text(frame, TYPE_SMALL, TEXT_SOFT);
    const char *words[] = { text_of(frame->language, TEXT_SCHEDULES_YOURS_ID),
                            text_of(frame->language, TEXT_LOCKS_SHORTEST_ID) };
    const float sample = 26 * frame->scale.u, gap = 8 * frame->scale.u, y = rect_centre(row).y;
    float x = row.x;
    style.along = ALONG_MIDDLE;
    for (int i = 0; i < (desk->all.moves > 0 ? 2 : 1); i++) {
        const float width = draw_text_width(frame->list, words[i], style);
        if (x + sample + gap + width > rect_right(row))
            return;
        draw_line(frame->list, point_at(x, y), point_at(x + sample, y), strokes[i]);
        draw_text(frame->list, point_at(x + sample + gap, y), words[i], style);
        x += sample + width + 3.4f * gap;
    }
}

void locks_graph_draw(struct frame *frame, const struct locks_desk *desk, struct rect room)
{
    const float u = frame->scale.u, small = frame->scale.type[TYPE_SMALL];
    const struct stroke strokes[2] = { stroke_solid(frame->theme->texts[TEXT_MAIN], 3.6f * u),
                                       stroke_dashed(frame->theme->marks[MARK_LOST], 3 * u, 3 * u, 3.4f * u) };
    const float left = 8.5f * small;
    draw_legend(frame, desk, rect_cut_bottom(&room, small * 1.9f), strokes);
    rect_cut_top(&room, small * 2.5f);
    rect_cut_left(&room, left);
    room = rect_inset(room, 6 * u);
    const float shorter = room.width < room.height ? room.width : room.height;
    struct lattice lattice = { room.x + (room.width - shorter) * 0.4f, room.y,
                               shorter / (float)desk->locking.step_count, desk->locking.step_count };
    if (shorter < 60 * u)
        return;
    draw_lattice(frame, &lattice);
    draw_forbidden(frame, desk, &lattice);
    draw_sides(frame, desk, &lattice, left);
    if (desk->all.moves > 0)
        draw_moves(frame, &lattice, desk->all.first, -4.5f * u, strokes[1], false);
    draw_moves(frame, &lattice, desk->moves, 0, strokes[0], true);
    draw_trap(frame, desk, &lattice);
}
