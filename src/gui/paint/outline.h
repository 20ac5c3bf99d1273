// Shapes and strokes as directed edges for the coverage: circles and corners become short straight pieces, lines
// get their width.
//
// A stroke is laid out as overlapping pieces (a quadrangle a segment, a wedge at every turn, half a disc at round
// ends), all turning the same way, so that coverage counts what they share once. Pieces outside the coverage's
// window are skipped. Coordinates are pixels of the picture. `inwards` turns an outline round, which cuts it out of
// the one before.
#ifndef GUI_PAINT_OUTLINE_H
#define GUI_PAINT_OUTLINE_H

#include "gui/paint/coverage.h"
#include "view/shapes/command.h"

void outline_box(struct coverage *coverage, struct rect rect, float radius_px, bool inwards);
void outline_circle(struct coverage *coverage, struct point centre, float radius_px, bool inwards);
void outline_polygon(struct coverage *coverage, const struct point *points, size_t count);

// The line along the points; joins are round.
void outline_stroke(struct coverage *coverage, const struct point *points, size_t count, bool closed,
                    const struct stroke *stroke);

// The line along a part of a circle, or along the whole of a box's or circle's edge, for dashes.
void outline_arc_stroke(struct coverage *coverage, const struct draw_circle *arc, bool closed,
                        const struct stroke *stroke);
void outline_box_stroke(struct coverage *coverage, struct rect rect, float radius_px, const struct stroke *stroke);

#endif
