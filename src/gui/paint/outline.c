// Flattening and stroking. Circles are flattened to within 0.03 pixel, below what an eighth of a grey step can show.
#include "gui/paint/outline.h"

#include <assert.h>
#include <math.h>

#define UNITS_MOST (1 << 29)
#define CIRCLE_PIECES_MOST 512
#define TURN 6.283185307179586

struct spot {
    double x, y;
};

static int32_t units(double pixels)
{
    double value = pixels * COVERAGE_ONE;
    if (value > UNITS_MOST)
        return UNITS_MOST;
    return value < -UNITS_MOST ? -UNITS_MOST : (int32_t)(value + (value < 0 ? -0.5 : 0.5));
}

static void edge(struct coverage *coverage, struct spot a, struct spot b)
{
    coverage_edge(coverage, units(a.x), units(a.y), units(b.x), units(b.y));
}

// The outline through the spots; the other way round where `flip`.
static void loop(struct coverage *coverage, const struct spot *spots, size_t count, bool flip)
{
    for (size_t i = 0; i < count; i++) {
        // cppcheck-suppress uninitvar ; whoever fills the spots says how many there are
        struct spot a = spots[i], b = spots[i + 1 < count ? i + 1 : 0];
        if (flip)
            edge(coverage, b, a);
        else
            edge(coverage, a, b);
    }
}

// A convex piece, made to turn the same way as every other.
static void piece(struct coverage *coverage, const struct spot *spots, size_t count)
{
    double area = 0;
    for (size_t i = 2; i < count; i++) {
        area += (spots[i - 1].x - spots[0].x) * (spots[i].y - spots[0].y) -
                (spots[i].x - spots[0].x) * (spots[i - 1].y - spots[0].y);
    }
    loop(coverage, spots, count, area < 0);
}

// Pieces a full circle needs, a multiple of four.
static int circle_pieces(double radius)
{
    int pieces = (int)(12.8 * sqrt(radius)) / 4 * 4 + 8;
    return pieces < CIRCLE_PIECES_MOST ? pieces : CIRCLE_PIECES_MOST;
}

// Spots along a circle from one angle to another (turns), both ends included. Returns how many, at most
// CIRCLE_PIECES_MOST + 1.
static size_t arc_spots(struct spot *spots, struct spot centre, double radius, double from, double to)
{
    int pieces = (int)ceil(circle_pieces(radius) * fabs(to - from) - 1e-6);
    pieces = pieces < 1 ? 1 : pieces < CIRCLE_PIECES_MOST ? pieces : CIRCLE_PIECES_MOST;
    double step = (to - from) / pieces * TURN, cosine = cos(step), sine = sin(step);
    double x = cos(from * TURN) * radius, y = sin(from * TURN) * radius;
    for (int i = 0; i <= pieces; i++) {
        spots[i] = (struct spot){ centre.x + x, centre.y + y };
        double turned = x * cosine - y * sine;
        y = x * sine + y * cosine;
        x = turned;
    }
    return (size_t)pieces + 1;
}

void outline_circle(struct coverage *coverage, struct point centre, float radius_px, bool inwards)
{
    struct spot spots[CIRCLE_PIECES_MOST + 1];
    if (radius_px > 0) {
        size_t count = arc_spots(spots, (struct spot){ (double)centre.x, (double)centre.y }, (double)radius_px, 0, 1);
        loop(coverage, spots, count - 1, inwards);
    }
}

// Spots round a box, clockwise, its corners flattened. Returns how many, at most CIRCLE_PIECES_MOST + 8.
static size_t box_spots(struct spot *spots, struct rect rect, float radius_px)
{
    double left = (double)rect.x, top = (double)rect.y, right = (double)rect_right(rect),
           bottom = (double)rect_bottom(rect);
    double r = (double)radius_px;
    const struct spot centres[] = {
        { right - r, bottom - r }, { left + r, bottom - r }, { left + r, top + r }, { right - r, top + r }
    };
    size_t count = 0;
    for (int i = 0; i < 4; i++)
        if (r > 0)
            count += arc_spots(spots + count, centres[i], r, i * 0.25, (i + 1) * 0.25);
        else
            spots[count++] = centres[i];
    return count;
}

void outline_box(struct coverage *coverage, struct rect rect, float radius_px, bool inwards)
{
    struct spot spots[CIRCLE_PIECES_MOST + 8];
    if (!rect_is_empty(rect))
        loop(coverage, spots, box_spots(spots, rect, radius_px > 0 ? radius_px : 0), inwards);
}

static struct spot spot_of(struct point point) { return (struct spot){ (double)point.x, (double)point.y }; }

void outline_polygon(struct coverage *coverage, const struct point *points, size_t count)
{
    for (size_t i = 0; i < count; i++)
        edge(coverage, spot_of(points[i]), spot_of(points[i + 1 < count ? i + 1 : 0]));
}

// A line being laid out, segment by segment.
struct pen {
    struct coverage *coverage;
    double half; // its width
    bool round;
    double left, top, right, bottom; // the window, widened by the line's own reach
    struct spot at;
    struct spot heading, first_heading; // length 1
    bool has_heading;
    struct spot start;
};

static void pen_init(struct pen *pen, struct coverage *coverage, const struct stroke *stroke)
{
    double half = (double)stroke->width_px / 2;
    *pen = (struct pen){ .coverage = coverage, .half = half, .round = stroke->round };
    pen->left = coverage->left - half - 1;
    pen->top = coverage->top - half - 1;
    pen->right = coverage->left + coverage->width + half + 1;
    pen->bottom = coverage->top + coverage->rows + half + 1;
}

static bool pen_sees(const struct pen *pen, struct spot a, struct spot b)
{
    return !((a.y < pen->top && b.y < pen->top) || (a.y > pen->bottom && b.y > pen->bottom) ||
             (a.x > pen->right && b.x > pen->right) || (a.x < pen->left && b.x < pen->left));
}

// Part of a disc round `at`, from direction `from` to direction `to` the short way: a wedge.
static void pen_wedge(struct pen *pen, struct spot at, struct spot from, struct spot to)
{
    double angle = atan2(from.x * to.y - from.y * to.x, from.x * to.x + from.y * to.y);
    int pieces = 1 + (int)(fabs(angle) * 2 * sqrt(pen->half));
    pieces = pieces < 62 ? pieces : 62;
    struct spot spots[64];
    double cosine = cos(angle / pieces), sine = sin(angle / pieces);
    spots[0] = at;
    struct spot way = { from.x * pen->half, from.y * pen->half };
    for (int i = 0; i <= pieces; i++) {
        spots[i + 1] = (struct spot){ at.x + way.x, at.y + way.y };
        way = (struct spot){ way.x * cosine - way.y * sine, way.x * sine + way.y * cosine };
    }
    piece(pen->coverage, spots, (size_t)pieces + 2);
}

// Fills the outer side of a turn.
static void pen_join(struct pen *pen, struct spot at, struct spot before, struct spot after)
{
    double turn = before.x * after.y - before.y * after.x;
    if (!pen_sees(pen, at, at) || (turn == 0 && before.x * after.x + before.y * after.y > 0))
        return;
    double side = turn > 0 ? -1 : 1;
    pen_wedge(pen, at, (struct spot){ -before.y * side, before.x * side },
              (struct spot){ -after.y * side, after.x * side });
}

static void pen_cap(struct pen *pen, struct spot at, struct spot outwards)
{
    if (pen->round && pen_sees(pen, at, at)) {
        pen_wedge(pen, at, (struct spot){ -outwards.y, outwards.x }, outwards);
        pen_wedge(pen, at, outwards, (struct spot){ outwards.y, -outwards.x });
    }
}

static void pen_start(struct pen *pen, struct spot at)
{
    pen->at = pen->start = at;
    pen->has_heading = false;
}

static void pen_line(struct pen *pen, struct spot to)
{
    struct spot from = pen->at;
    double dx = to.x - from.x, dy = to.y - from.y, length = sqrt(dx * dx + dy * dy);
    if (length < 1e-9)
        return;
    struct spot heading = { dx / length, dy / length };
    if (pen->has_heading)
        pen_join(pen, from, pen->heading, heading);
    else
        pen->first_heading = heading;
    if (pen_sees(pen, from, to)) {
        double nx = -heading.y * pen->half, ny = heading.x * pen->half;
        struct spot spots[4] = { { from.x + nx, from.y + ny },
                                 { to.x + nx, to.y + ny },
                                 { to.x - nx, to.y - ny },
                                 { from.x - nx, from.y - ny } };
        piece(pen->coverage, spots, 4);
    }
    pen->heading = heading;
    pen->has_heading = true;
    pen->at = to;
}

static void pen_end(struct pen *pen)
{
    if (pen->has_heading) {
        pen_cap(pen, pen->start, (struct spot){ -pen->first_heading.x, -pen->first_heading.y });
        pen_cap(pen, pen->at, pen->heading);
    } else {
        // A dash that has no length still shows as a dot where ends are round.
        pen_cap(pen, pen->at, (struct spot){ 1, 0 });
        pen_cap(pen, pen->at, (struct spot){ -1, 0 });
    }
}

// Where the line is in its dashes.
struct dashes {
    double dash, period;
    double phase; // 0 … period; below dash: drawn
    bool down;    // the pen is on the paper
};

// Goes on to `to` in dashes. The parts far outside the window are only counted, so that a line a million pixels
// long costs no more than what is seen of it.
static void dash_line(struct pen *pen, struct dashes *dashes, struct spot from, struct spot to)
{
    double dx = to.x - from.x, dy = to.y - from.y, length = sqrt(dx * dx + dy * dy), done = 0;
    if (length < 1e-9)
        return;
    bool seen = pen_sees(pen, from, to);
    while (done < length) {
        if (!seen || length - done > 4 * dashes->period) {
            struct spot here = { from.x + dx * (done / length), from.y + dy * (done / length) };
            double ahead = seen ? fmax(fmax(pen->left - here.x, here.x - pen->right),
                                       fmax(pen->top - here.y, here.y - pen->bottom))
                                : length;
            double skip = fmin(floor(ahead / dashes->period), ceil((length - done) / dashes->period) - 1);
            if (skip >= 1) {
                done += skip * dashes->period;
                if (dashes->down) {
                    // The dash that was begun ends out of sight, and another is under way here.
                    pen_start(pen, (struct spot){ from.x + dx * (done / length), from.y + dy * (done / length) });
                }
                continue;
            }
        }
        bool drawn = dashes->phase < dashes->dash;
        double left = (drawn ? dashes->dash : dashes->period) - dashes->phase;
        double step = fmin(left, length - done);
        struct spot here = { from.x + dx * (done / length), from.y + dy * (done / length) };
        done += step;
        struct spot there = { from.x + dx * (done / length), from.y + dy * (done / length) };
        if (drawn && !dashes->down) {
            pen_start(pen, here);
            dashes->down = true;
        }
        if (drawn)
            pen_line(pen, there);
        dashes->phase += step;
        if (step >= left) {
            if (drawn) {
                pen_end(pen);
                dashes->down = false;
            }
            dashes->phase = drawn ? dashes->dash : 0;
        }
    }
}

// A line with or without dashes, as it goes from spot to spot.
struct stroker {
    struct pen pen;
    struct dashes dashes;
    struct spot first, last;
};

static void stroker_begin(struct stroker *stroker, struct coverage *coverage, const struct stroke *stroke,
                          struct spot first)
{
    pen_init(&stroker->pen, coverage, stroke);
    double dash = (double)stroke->dash_px, gap = (double)stroke->gap_px;
    stroker->dashes = (struct dashes){ .dash = dash, .period = dash > 0 && gap > 0 ? dash + gap : 0 };
    stroker->first = stroker->last = first;
    pen_start(&stroker->pen, first);
}

static void stroker_to(struct stroker *stroker, struct spot spot)
{
    if (stroker->dashes.period > 0)
        dash_line(&stroker->pen, &stroker->dashes, stroker->last, spot);
    else
        pen_line(&stroker->pen, spot);
    stroker->last = spot;
}

static void stroker_finish(struct stroker *stroker, bool closed)
{
    struct pen *pen = &stroker->pen;
    if (closed)
        stroker_to(stroker, stroker->first);
    if (stroker->dashes.period > 0 ? stroker->dashes.down : !closed)
        pen_end(pen);
    else if (closed && !(stroker->dashes.period > 0) && pen->has_heading)
        pen_join(pen, pen->at, pen->heading, pen->first_heading);
}

void outline_stroke(struct coverage *coverage, const struct point *points, size_t count, bool closed,
                    const struct stroke *stroke)
{
    struct stroker stroker;
    stroker_begin(&stroker, coverage, stroke, spot_of(points[0]));
    for (size_t i = 1; i < count; i++)
        stroker_to(&stroker, spot_of(points[i]));
    stroker_finish(&stroker, closed);
}

static void stroke_spots(struct coverage *coverage, const struct spot *spots, size_t count, bool closed,
                         const struct stroke *stroke)
{
    struct stroker stroker;
    stroker_begin(&stroker, coverage, stroke, spots[0]);
    for (size_t i = 1; i < count; i++)
        stroker_to(&stroker, spots[i]);
    stroker_finish(&stroker, closed);
}

void outline_arc_stroke(struct coverage *coverage, const struct draw_circle *arc, bool closed,
                        const struct stroke *stroke)
{
    struct spot spots[CIRCLE_PIECES_MOST + 1];
    size_t count =
        arc_spots(spots, spot_of(arc->centre), (double)arc->radius_px, (double)arc->from_turns, (double)arc->to_turns);
    stroke_spots(coverage, spots, closed ? count - 1 : count, closed, stroke);
}

void outline_box_stroke(struct coverage *coverage, struct rect rect, float radius_px, const struct stroke *stroke)
{
    struct spot spots[CIRCLE_PIECES_MOST + 8];
    if (!rect_is_empty(rect))
        stroke_spots(coverage, spots, box_spots(spots, rect, radius_px > 0 ? radius_px : 0), true, stroke);
}
