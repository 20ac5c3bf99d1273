// How areas and lines look: colours, patterns, strokes. Small values that travel by value.
#ifndef VIEW_SHAPES_PAINT_H
#define VIEW_SHAPES_PAINT_H

#include "view/shapes/geometry.h"

#include <stdbool.h>

enum pattern {
    PATTERN_SOLID,
    PATTERN_DOTS,  // staggered dots
    PATTERN_HATCH, // thick stripes, rising to the right
    PATTERN_CROSS, // thin stripes both ways
    PATTERN_BARS,  // upright stripes
    PATTERN_COUNT,
};

// How an area is filled: a colour, and on it, unless solid, a pattern in another. Patterns repeat every pitch_px,
// rounded to 4 … 64 whole pixels, and are laid out from the anchor (rounded too): anchor it to what moves, or leave
// it at 0,0 so that neighbours join.
struct paint {
    struct colour fill;
    struct colour ink;
    enum pattern pattern;
    float pitch_px;
    struct point anchor;
};

static inline struct paint paint_none(void) { return (struct paint){ 0 }; }
static inline struct paint paint_solid(struct colour colour) { return (struct paint){ .fill = colour }; }

// How an edge or a line is drawn. Dashes where both lengths are above 0; on closed outlines they are stretched so
// that they meet.
struct stroke {
    struct colour colour;
    float width_px; // 0: none
    float dash_px, gap_px;
    bool round; // round ends (of every dash too); else cut straight
};

static inline struct stroke stroke_none(void) { return (struct stroke){ 0 }; }

static inline struct stroke stroke_solid(struct colour colour, float width_px)
{
    return (struct stroke){ .colour = colour, .width_px = width_px };
}

static inline struct stroke stroke_dashed(struct colour colour, float width_px, float dash_px, float gap_px)
{
    return (struct stroke){ .colour = colour, .width_px = width_px, .dash_px = dash_px, .gap_px = gap_px };
}

// Patterns, the same in every player: the pitch in whole pixels, the radius of a dot, the width of a stripe.
int pattern_pitch_px(const struct paint *paint);
float pattern_ink_px(enum pattern pattern, int pitch_px);

// Anything to see?
bool paint_shows(const struct paint *paint);
bool stroke_shows(const struct stroke *stroke);

#endif
