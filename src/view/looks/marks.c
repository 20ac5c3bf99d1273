// Builds tokens, states, plates and arrows from the list's plain shapes.
#include "view/looks/marks.h"
#include "view/shapes/draw.h"

#include <assert.h>
#include <math.h>
#include <string.h>

// The corners of the shapes that have them, as shares of half the size; a triangle stands a little low in its
// square, so it is moved up to look centred.
static const struct point triangle[] = { { 0, -0.98f }, { 1.04f, 0.86f }, { -1.04f, 0.86f } };
static const struct point diamond[] = { { 0, -1.06f }, { 1.06f, 0 }, { 0, 1.06f }, { -1.06f, 0 } };

// How much of the size a name may take in each shape, and how far below the centre it stands.
static const struct {
    float width, down;
} name_room[SHAPE_COUNT] = {
    [SHAPE_CIRCLE] = { 0.68f, 0 },
    [SHAPE_SQUARE] = { 0.72f, 0 },
    [SHAPE_TRIANGLE] = { 0.48f, 0.34f },
    [SHAPE_DIAMOND] = { 0.56f, 0 },
};

static void token_polygon(struct draw_list *list, struct point centre, float half, const struct point *shape,
                          size_t count, struct paint paint, struct stroke outline)
{
    struct point points[4];
    assert(count <= 4);
    for (size_t i = 0; i < count; i++)
        points[i] = point_at(centre.x + shape[i].x * half, centre.y + shape[i].y * half);
    draw_polygon(list, points, count, paint, outline);
}

static void token_shape(struct draw_list *list, struct point centre, float size_px, enum worker_shape shape,
                        struct paint paint, struct stroke outline)
{
    float half = size_px / 2, inner = half - outline.width_px / 2;
    switch (shape) {
    case SHAPE_CIRCLE:
        draw_disc(list, centre, half, paint, outline);
        return;
    case SHAPE_SQUARE: {
        float side = half * 0.92f;
        draw_box_smooth(list, rect_between(centre.x - side, centre.y - side, centre.x + side, centre.y + side),
                        half * 0.28f, paint, outline);
        return;
    }
    case SHAPE_TRIANGLE:
        token_polygon(list, centre, inner, triangle, 3, paint, outline);
        return;
    case SHAPE_DIAMOND:
        token_polygon(list, centre, inner, diamond, 4, paint, outline);
        return;
    case SHAPE_COUNT:
        break;
    }
    assert(shape < SHAPE_COUNT);
}

static void token_name(struct draw_list *list, struct point centre, float size_px, enum worker_shape shape,
                       const char *name, struct colour colour)
{
    if (!name || !*name)
        return;
    struct text_style style = { .face = FACE_BOLD,
                                .size_px = size_px * MARK_NAME_SHARE,
                                .colour = colour,
                                .across = ACROSS_CENTRE,
                                .along = ALONG_MIDDLE };
    float room = size_px * name_room[shape].width, width = draw_text_width(list, name, style);
    if (width > room)
        style.size_px = floorf(style.size_px * room / width);
    draw_text(list, point_at(centre.x, centre.y + size_px / 2 * name_room[shape].down), name, style);
}

void mark_token(struct draw_list *list, const struct theme *theme, struct point centre, float size_px, int worker,
                const char *name, float u)
{
    const struct worker_look *look = theme_worker(theme, worker);
    float outline_px = theme->outline_px * u;
    outline_px = outline_px < size_px / 8 ? outline_px : size_px / 8;
    token_shape(list, centre, size_px, look->shape, paint_solid(look->fill), stroke_solid(theme->outline, outline_px));
    token_name(list, centre, size_px, look->shape, name, theme->on_worker);
}

void mark_token_hollow(struct draw_list *list, const struct theme *theme, struct point centre, float size_px,
                       int worker, const char *name, float u, struct colour ground)
{
    const struct worker_look *look = theme_worker(theme, worker);
    float width = 1.8f * u < size_px / 8 ? 1.8f * u : size_px / 8;
    token_shape(list, centre, size_px * 0.94f, look->shape, paint_solid(ground), stroke_solid(look->text, width));
    token_name(list, centre, size_px, look->shape, name, look->text);
}

static void draw_span(struct draw_list *list, const struct state_look *look, struct rect rect, float radius_px, float u,
                      struct paint paint)
{
    struct stroke stroke = theme_look_stroke(look, u);
    if (rect.width < 4 * stroke.width_px) {
        // An outline this close to itself would hide the state: keep the colour.
        if (look->dashed && look->pattern == PATTERN_SOLID)
            paint = paint_solid(stroke.colour);
        stroke = stroke_none();
    }
    draw_box(list, rect, rect.width > 3 * radius_px ? radius_px : 0, paint, stroke);
}

void mark_state_span(struct draw_list *list, const struct theme *theme, struct rect rect, enum state state,
                     float radius_px, float u, struct point anchor)
{
    draw_span(list, &theme->states[state], rect, radius_px, u, theme_state_paint(theme, state, 10 * u, anchor));
}

void mark_zombie_span(struct draw_list *list, const struct theme *theme, struct rect rect, float radius_px, float u,
                      struct point anchor)
{
    draw_span(list, &theme->zombie, rect, radius_px, u, theme_look_paint(&theme->zombie, 10 * u, anchor));
}

void mark_blocked_else_span(struct draw_list *list, const struct theme *theme, struct rect rect, float radius_px,
                            float u, struct point anchor)
{
    struct paint paint = theme_state_paint(theme, STATE_BLOCKED, 10 * u, anchor);
    paint.pattern = PATTERN_BARS;
    draw_span(list, &theme->states[STATE_BLOCKED], rect, radius_px, u, paint);
}

static void draw_look_disc(struct draw_list *list, const struct state_look *look, struct point centre, float radius_px,
                           float u)
{
    draw_disc(list, centre, radius_px, paint_solid(look->fill), theme_look_stroke(look, u));
    if (look->pattern != PATTERN_SOLID)
        draw_disc(list, centre, radius_px - 3.5f * u, theme_look_paint(look, 10 * u, centre), stroke_none());
}

void mark_state_disc(struct draw_list *list, const struct theme *theme, struct point centre, float radius_px,
                     enum state state, float u)
{
    draw_look_disc(list, &theme->states[state], centre, radius_px, u);
}

void mark_zombie_disc(struct draw_list *list, const struct theme *theme, struct point centre, float radius_px, float u)
{
    draw_look_disc(list, &theme->zombie, centre, radius_px, u);
}

struct rect mark_plate_rect(const struct draw_list *list, struct point middle, const char *text,
                            struct text_style style, float u)
{
    float width = draw_text_width(list, text, style), height = draw_text_lines(list, style).cap_px;
    float pad_x = 9 * u, pad_y = 6 * u;
    return rect_of(floorf(middle.x - width / 2 - pad_x), floorf(middle.y - height / 2 - pad_y),
                   ceilf(width + 2 * pad_x), ceilf(height + 2 * pad_y));
}

struct rect mark_plate(struct draw_list *list, const struct theme *theme, struct point middle, struct rect place,
                       const char *text, struct text_style style, float u)
{
    struct rect plate = mark_plate_rect(list, middle, text, style, u);
    draw_box(list, plate, 5 * u, paint_solid(theme->plate), stroke_none());
    style.colour = theme->plate_text;
    style.across = ACROSS_CENTRE;
    style.along = ALONG_MIDDLE;
    style.place = place;
    draw_text(list, rect_centre(plate), text, style);
    return plate;
}

void mark_head(struct draw_list *list, struct point tip, float dx, float dy, float length_px, struct colour colour)
{
    float length = sqrtf(dx * dx + dy * dy);
    if (!(length > 0))
        return;
    dx *= length_px / length;
    dy *= length_px / length;
    const float half = 0.5f; // as wide as it is long
    struct point points[3] = { tip, point_at(tip.x - dx - dy * half, tip.y - dy + dx * half),
                               point_at(tip.x - dx + dy * half, tip.y - dy - dx * half) };
    draw_polygon(list, points, 3, paint_solid(colour), stroke_none());
}

// Ends a curve where the head begins: the last point that is at least `length` from the tip, measured along the
// curve, and the direction from there to the tip.
static size_t shorten(struct point *points, size_t count, float length)
{
    struct point tip = points[count - 1];
    for (size_t i = count - 1; i-- > 0;) {
        float away = hypotf(tip.x - points[i].x, tip.y - points[i].y);
        if (away >= length) {
            float next = hypotf(tip.x - points[i + 1].x, tip.y - points[i + 1].y);
            float part = away > next ? (away - length) / (away - next) : 0;
            points[i + 1] = point_at(points[i].x + (points[i + 1].x - points[i].x) * part,
                                     points[i].y + (points[i + 1].y - points[i].y) * part);
            return i + 2;
        }
    }
    return 1;
}

void mark_arrow(struct draw_list *list, const struct point control[4], struct stroke stroke, float head_px)
{
    struct point points[DRAW_CURVE_PIECES + 1];
    curve_points(control, points);
    float head = head_px > 0 ? head_px : 4 + 4 * stroke.width_px;
    struct point tip = control[3];
    // The line runs a little into the head, so that no seam shows.
    size_t count = shorten(points, DRAW_CURVE_PIECES + 1, head * 0.8f);
    struct point end = points[count - 1];
    if (count > 1)
        draw_polyline(list, points, count, stroke);
    mark_head(list, tip, tip.x - end.x, tip.y - end.y, head, stroke.colour);
}

void mark_arrow_straight(struct draw_list *list, struct point from, struct point to, struct stroke stroke,
                         float head_px)
{
    float head = head_px > 0 ? head_px : 4 + 4 * stroke.width_px;
    float dx = to.x - from.x, dy = to.y - from.y, length = hypotf(dx, dy);
    if (!(length > 0))
        return;
    float part = length > head ? 1 - head * 0.8f / length : 0;
    draw_line(list, from, point_at(from.x + dx * part, from.y + dy * part), stroke);
    mark_head(list, to, dx, dy, head, stroke.colour);
}

struct rect mark_padlock(struct draw_list *list, struct point centre, float size_px, bool closed, struct colour fill,
                         struct colour line)
{
    const float width = size_px * 0.075f > 1.5f ? size_px * 0.075f : 1.5f, bow = size_px * 0.3f;
    const struct rect body =
        rect_of(centre.x - size_px / 2, centre.y - size_px * (PADLOCK_HIGH / 2 - 0.58f), size_px, size_px * 0.78f);
    const struct stroke stroke = stroke_solid(line, width);
    // Open, the bow stands higher and its right leg ends in the air.
    const float x = centre.x - (closed ? 0 : size_px * 0.02f), y = body.y - size_px * (closed ? 0.22f : 0.24f);
    draw_arc(list, point_at(x, y), bow, 0.5f, 1, stroke);
    draw_line(list, point_at(x - bow, y), point_at(x - bow, body.y + width / 2), stroke);
    draw_line(list, point_at(x + bow, y), point_at(x + bow, closed ? body.y + width / 2 : y + size_px * 0.06f), stroke);
    draw_box(list, body, size_px * 0.12f, paint_solid(fill), stroke);
    return body;
}
