// Coordinates that players can rely on: numbers, held within bounds, and crisp edges where they are wanted.
#ifndef VIEW_SHAPES_HELD_H
#define VIEW_SHAPES_HELD_H

#include "view/shapes/geometry.h"

#include <math.h>
#include <stdbool.h>

#define DRAW_COORDINATE_MAX 1e6f // coordinates are held within ± this, in pixels

static inline float held(float value)
{
    return value > DRAW_COORDINATE_MAX    ? DRAW_COORDINATE_MAX
           : value < -DRAW_COORDINATE_MAX ? -DRAW_COORDINATE_MAX
                                          : value;
}

static inline struct point held_point(struct point point) { return point_at(held(point.x), held(point.y)); }

static inline bool is_number(float value) { return !isnan(value); }

static inline bool point_is_number(struct point point) { return is_number(point.x) && is_number(point.y); }

static inline bool rect_is_number(struct rect rect)
{
    return is_number(rect.x) && is_number(rect.y) && is_number(rect_right(rect)) && is_number(rect_bottom(rect));
}

static inline struct rect held_rect(struct rect rect)
{
    return rect_between(held(rect.x), held(rect.y), held(rect_right(rect)), held(rect_bottom(rect)));
}

static inline float whole(float value) { return floorf(value + 0.5f); }

// Edges on whole pixels; what is there at all stays at least one pixel.
static inline struct rect crisp_rect(struct rect rect)
{
    float left = whole(rect.x), top = whole(rect.y), right = whole(rect_right(rect)), bottom = whole(rect_bottom(rect));
    return rect_between(left, top, right > left ? right : left + 1, bottom > top ? bottom : top + 1);
}

#endif
