// Shapes become commands: checked and rounded, with the box of pixels that each may touch.
#include "view/shapes/draw.h"
#include "view/shapes/held.h"

#include <math.h>

// Strokes with lengths the players can rely on: numbers, not negative, and dashes no finer than half a pixel.
static struct stroke held_stroke(struct stroke stroke)
{
    stroke.width_px = stroke.width_px > 0 ? held(stroke.width_px) : 0;
    if (!(stroke.dash_px > 0 && stroke.gap_px > 0)) {
        stroke.dash_px = stroke.gap_px = 0;
        return stroke;
    }
    stroke.dash_px = stroke.dash_px > 0.5f ? held(stroke.dash_px) : 0.5f;
    stroke.gap_px = stroke.gap_px > 0.5f ? held(stroke.gap_px) : 0.5f;
    return stroke;
}

// A whole number of dashes round an outline of the given length.
static void close_dashes(struct stroke *stroke, float length_px)
{
    float period = stroke->dash_px + stroke->gap_px;
    if (period > 0 && length_px > 0) {
        float count = whole(length_px / period);
        float stretch = length_px / (period * (count > 1 ? count : 1));
        stroke->dash_px *= stretch;
        stroke->gap_px *= stretch;
    }
}

static struct paint held_paint(struct paint paint)
{
    paint.anchor = point_is_number(paint.anchor) ? held_point(paint.anchor) : point_at(0, 0);
    paint.anchor = point_at(whole(paint.anchor.x), whole(paint.anchor.y));
    return paint;
}

static void add_box(struct draw_list *list, struct rect rect, float radius_px, struct paint paint, struct stroke stroke,
                    bool crisp)
{
    if (draw_refused(list, rect_is_number(rect) && is_number(radius_px)) || rect_is_empty(rect))
        return;
    rect = held_rect(rect);
    if (crisp)
        rect = crisp_rect(rect);
    float most = (rect.width < rect.height ? rect.width : rect.height) / 2;
    struct draw_command command = { .kind = DRAW_BOX, .paint = held_paint(paint), .stroke = held_stroke(stroke) };
    command.box = (struct draw_box){ rect, radius_px > 0 ? (radius_px < most ? radius_px : most) : 0 };
    if (crisp && stroke_shows(&command.stroke))
        command.stroke.width_px = command.stroke.width_px > 1 ? whole(command.stroke.width_px) : 1;
    command.stroke.width_px = command.stroke.width_px < most ? command.stroke.width_px : most;
    struct rect middle = rect_inset(rect, command.stroke.width_px / 2);
    float corner = command.box.radius_px - command.stroke.width_px / 2;
    corner = corner > 0 ? corner : 0;
    close_dashes(&command.stroke,
                 2 * (middle.width + middle.height) - 1.716815f * corner); // 8 − 2π for the four corners
    command.bounds = crisp ? rect : rect_inset(rect, -1);
    if (paint_shows(&command.paint) || stroke_shows(&command.stroke))
        draw_list_add(list, &command, false);
}

void draw_rect(struct draw_list *list, struct rect rect, struct paint paint)
{
    add_box(list, rect, 0, paint, stroke_none(), true);
}

void draw_box(struct draw_list *list, struct rect rect, float radius_px, struct paint paint, struct stroke stroke)
{
    add_box(list, rect, radius_px, paint, stroke, true);
}

void draw_box_smooth(struct draw_list *list, struct rect rect, float radius_px, struct paint paint,
                     struct stroke stroke)
{
    add_box(list, rect, radius_px, paint, stroke, false);
}

void draw_pixels(struct draw_list *list, struct point at, struct pixels pixels)
{
    if (draw_refused(list, point_is_number(at)) || !pixels.list || pixels.width < 1 || pixels.height < 1)
        return;
    at = held_point(at);
    at = point_at(whole(at.x), whole(at.y));
    struct draw_command command = { .kind = DRAW_PIXELS, .picture = { at, pixels } };
    command.bounds = rect_of(at.x, at.y, (float)pixels.width, (float)pixels.height);
    draw_list_add(list, &command, false);
}

static struct rect circle_bounds(struct point centre, float radius_px)
{
    return rect_inset(
        rect_between(centre.x - radius_px, centre.y - radius_px, centre.x + radius_px, centre.y + radius_px), -1);
}

void draw_disc(struct draw_list *list, struct point centre, float radius_px, struct paint paint, struct stroke stroke)
{
    if (draw_refused(list, point_is_number(centre) && is_number(radius_px)) || !(radius_px > 0))
        return;
    struct draw_command command = { .kind = DRAW_DISC, .paint = held_paint(paint), .stroke = held_stroke(stroke) };
    command.circle = (struct draw_circle){ held_point(centre), held(radius_px), 0, 1 };
    float radius = command.circle.radius_px;
    command.stroke.width_px = command.stroke.width_px < radius ? command.stroke.width_px : radius;
    close_dashes(&command.stroke, 6.2831853f * (radius - command.stroke.width_px / 2));
    command.bounds = circle_bounds(command.circle.centre, radius);
    if (paint_shows(&command.paint) || stroke_shows(&command.stroke))
        draw_list_add(list, &command, false);
}

void draw_arc(struct draw_list *list, struct point centre, float radius_px, float from_turns, float to_turns,
              struct stroke stroke)
{
    bool good = point_is_number(centre) && is_number(radius_px) && isfinite(from_turns) && isfinite(to_turns);
    if (draw_refused(list, good) || !(radius_px > 0) || !(to_turns > from_turns) || !stroke_shows(&stroke))
        return;
    struct draw_command command = { .kind = DRAW_ARC, .stroke = held_stroke(stroke) };
    float sweep = to_turns - from_turns < 1 ? to_turns - from_turns : 1;
    float from = from_turns - floorf(from_turns);
    command.circle = (struct draw_circle){ held_point(centre), held(radius_px), from, from + sweep };
    command.bounds = circle_bounds(command.circle.centre, command.circle.radius_px + command.stroke.width_px);
    draw_list_add(list, &command, false);
}

// The box round all points, widened by what a stroke and its soft edge add.
static struct rect path_bounds(const struct point *points, size_t count, float margin)
{
    float left = points[0].x, right = left, top = points[0].y, bottom = top;
    for (size_t i = 1; i < count; i++) {
        left = points[i].x < left ? points[i].x : left;
        right = points[i].x > right ? points[i].x : right;
        top = points[i].y < top ? points[i].y : top;
        bottom = points[i].y > bottom ? points[i].y : bottom;
    }
    return rect_between(left - margin, top - margin, right + margin, bottom + margin);
}

static float path_length(const struct draw_path *path)
{
    float length = 0;
    for (size_t i = 0; i < path->count; i++) {
        struct point a = path->points[i], b = path->points[i + 1 < path->count ? i + 1 : 0];
        length += sqrtf((b.x - a.x) * (b.x - a.x) + (b.y - a.y) * (b.y - a.y));
    }
    return length;
}

static void add_path(struct draw_list *list, const struct point *points, size_t count, bool closed, struct paint paint,
                     struct stroke stroke)
{
    struct draw_command command = { .kind = DRAW_PATH, .paint = held_paint(paint), .stroke = held_stroke(stroke) };
    if (!stroke_shows(&command.stroke) && !paint_shows(&command.paint))
        return;
    struct point *copy = list->failed ? NULL : arena_get_array(list->arena, count, sizeof *copy);
    if (!copy) {
        list->failed = true;
        return;
    }
    size_t kept = 0;
    for (size_t i = 0; i < count; i++)
        if (!draw_refused(list, point_is_number(points[i])))
            copy[kept++] = held_point(points[i]);
    if (kept < (closed ? 3u : 2u))
        return;
    command.path = (struct draw_path){ copy, kept, closed };
    if (closed)
        close_dashes(&command.stroke, path_length(&command.path));
    command.bounds = path_bounds(copy, kept, command.stroke.width_px + 1);
    draw_list_add(list, &command, false);
}

void draw_line(struct draw_list *list, struct point from, struct point to, struct stroke stroke)
{
    if (draw_refused(list, point_is_number(from) && point_is_number(to)) || !stroke_shows(&stroke))
        return;
    bool level = from.y == to.y, upright = from.x == to.x;
    if (level != upright) {
        stroke.width_px = stroke.width_px > 1 ? whole(stroke.width_px) : 1;
        float half = stroke.width_px / 2;
        from = point_at(upright ? whole(from.x - half) + half : whole(from.x),
                        level ? whole(from.y - half) + half : whole(from.y));
        to = point_at(upright ? from.x : whole(to.x), level ? from.y : whole(to.y));
    }
    add_path(list, (struct point[]){ from, to }, 2, false, paint_none(), stroke);
}

void draw_polyline(struct draw_list *list, const struct point *points, size_t count, struct stroke stroke)
{
    add_path(list, points, count, false, paint_none(), stroke);
}

void draw_polygon(struct draw_list *list, const struct point *points, size_t count, struct paint paint,
                  struct stroke stroke)
{
    add_path(list, points, count, true, paint, stroke);
}

void curve_points(const struct point control[4], struct point points[DRAW_CURVE_PIECES + 1])
{
    for (int i = 0; i <= DRAW_CURVE_PIECES; i++) {
        float t = (float)i / DRAW_CURVE_PIECES, s = 1 - t;
        float a = s * s * s, b = 3 * s * s * t, c = 3 * s * t * t, d = t * t * t;
        points[i] = point_at(a * control[0].x + b * control[1].x + c * control[2].x + d * control[3].x,
                             a * control[0].y + b * control[1].y + c * control[2].y + d * control[3].y);
    }
}

void draw_curve(struct draw_list *list, const struct point control[4], struct stroke stroke)
{
    struct point points[DRAW_CURVE_PIECES + 1];
    curve_points(control, points);
    draw_polyline(list, points, DRAW_CURVE_PIECES + 1, stroke);
}
