// Points, rectangles and colours: small values the drawing is made of.
//
// Lengths are pixels of the picture, x to the right, y downwards. Everything here travels by value and cannot fail.
#ifndef VIEW_SHAPES_GEOMETRY_H
#define VIEW_SHAPES_GEOMETRY_H

#include <stdbool.h>
#include <stdint.h>

struct point {
    float x, y;
};

struct rect {
    float x, y, width, height;
};

// Red, green, blue as in sRGB; alpha 255 hides what is below, 0 draws nothing. Not premultiplied.
struct colour {
    uint8_t r, g, b, a;
};

// COLOUR(0x56b4e9): an opaque colour from its usual six digits.
#define COLOUR(rgb) ((struct colour){ (uint8_t)((rgb) >> 16), (uint8_t)((rgb) >> 8 & 255), (uint8_t)((rgb)&255), 255 })
#define COLOUR_NONE ((struct colour){ 0, 0, 0, 0 })

// The same colour, let through: alpha 0 to 255.
static inline struct colour colour_faded(struct colour colour, uint8_t alpha)
{
    colour.a = alpha;
    return colour;
}

// What is seen where `over` lies, share (0 to 1) thick, on an opaque ground. `over`'s own alpha counts as well.
static inline struct colour colour_over(struct colour ground, struct colour over, float share)
{
    float part = share * (float)over.a / 255.0f;
    return (struct colour){ (uint8_t)((float)ground.r + ((float)over.r - (float)ground.r) * part + 0.5f),
                            (uint8_t)((float)ground.g + ((float)over.g - (float)ground.g) * part + 0.5f),
                            (uint8_t)((float)ground.b + ((float)over.b - (float)ground.b) * part + 0.5f), ground.a };
}

static inline struct point point_at(float x, float y) { return (struct point){ x, y }; }

static inline struct rect rect_of(float x, float y, float width, float height)
{
    return (struct rect){ x, y, width, height };
}

static inline struct rect rect_between(float left, float top, float right, float bottom)
{
    return (struct rect){ left, top, right - left, bottom - top };
}

static inline float rect_right(struct rect rect) { return rect.x + rect.width; }
static inline float rect_bottom(struct rect rect) { return rect.y + rect.height; }

static inline struct point rect_centre(struct rect rect)
{
    return point_at(rect.x + rect.width / 2, rect.y + rect.height / 2);
}

// So large, in the middle of the room.
static inline struct rect rect_middle(struct rect room, float width, float height)
{
    return rect_of(room.x + (room.width - width) / 2, rect_centre(room).y - height / 2, width, height);
}

// Nothing inside. True of a NaN as well.
static inline bool rect_is_empty(struct rect rect) { return !(rect.width > 0 && rect.height > 0); }

static inline bool rect_holds(struct rect rect, struct point point)
{
    return point.x >= rect.x && point.x < rect_right(rect) && point.y >= rect.y && point.y < rect_bottom(rect);
}

// Smaller by margin on every side (larger where negative); never smaller than nothing.
static inline struct rect rect_inset(struct rect rect, float margin)
{
    float width = rect.width - 2 * margin, height = rect.height - 2 * margin;
    return (struct rect){ rect.x + margin, rect.y + margin, width > 0 ? width : 0, height > 0 ? height : 0 };
}

// What both cover; empty where they do not meet.
static inline struct rect rect_overlap(struct rect a, struct rect b)
{
    float left = a.x > b.x ? a.x : b.x, top = a.y > b.y ? a.y : b.y;
    float right = rect_right(a) < rect_right(b) ? rect_right(a) : rect_right(b);
    float bottom = rect_bottom(a) < rect_bottom(b) ? rect_bottom(a) : rect_bottom(b);
    return (struct rect){ left, top, right > left ? right - left : 0, bottom > top ? bottom - top : 0 };
}

static inline bool rects_meet(struct rect a, struct rect b) { return !rect_is_empty(rect_overlap(a, b)); }

// For layout: cut a piece off one side of *rest and keep the remainder there. A piece is never larger than the rest.
static inline struct rect rect_cut_left(struct rect *rest, float width)
{
    float part = width < rest->width ? width : rest->width;
    struct rect piece = { rest->x, rest->y, part, rest->height };
    rest->x += part;
    rest->width -= part;
    return piece;
}

static inline struct rect rect_cut_right(struct rect *rest, float width)
{
    float part = width < rest->width ? width : rest->width;
    rest->width -= part;
    return (struct rect){ rest->x + rest->width, rest->y, part, rest->height };
}

static inline struct rect rect_cut_top(struct rect *rest, float height)
{
    float part = height < rest->height ? height : rest->height;
    struct rect piece = { rest->x, rest->y, rest->width, part };
    rest->y += part;
    rest->height -= part;
    return piece;
}

static inline struct rect rect_cut_bottom(struct rect *rest, float height)
{
    float part = height < rest->height ? height : rest->height;
    rest->height -= part;
    return (struct rect){ rest->x, rest->y + rest->height, rest->width, part };
}

#endif
