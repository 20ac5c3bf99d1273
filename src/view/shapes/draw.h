// Adds shapes to a list: rectangles, circles, lines, curves.
//
// Straight edges are made crisp here, so that every reader of the list agrees: rectangles, boxes and upright or
// level lines are moved to whole pixels (never to nothing: what is thinner than a pixel gets one). The functions
// ending in _smooth leave them.
#ifndef VIEW_SHAPES_DRAW_H
#define VIEW_SHAPES_DRAW_H

#include "view/shapes/command.h"

void draw_rect(struct draw_list *list, struct rect rect, struct paint paint);
void draw_box(struct draw_list *list, struct rect rect, float radius_px, struct paint paint, struct stroke stroke);
void draw_box_smooth(struct draw_list *list, struct rect rect, float radius_px, struct paint paint,
                     struct stroke stroke);
void draw_disc(struct draw_list *list, struct point centre, float radius_px, struct paint paint, struct stroke stroke);

// A part of a circle's line: from and to in turns clockwise, 0 to the right. The stroke's middle lies on the radius.
void draw_arc(struct draw_list *list, struct point centre, float radius_px, float from_turns, float to_turns,
              struct stroke stroke);

void draw_line(struct draw_list *list, struct point from, struct point to, struct stroke stroke);

// The points are copied. Ones that are not numbers are left out (and counted).
void draw_polyline(struct draw_list *list, const struct point *points, size_t count, struct stroke stroke);

// A closed outline that does not cross itself. Fewer than three points draw nothing.
void draw_polygon(struct draw_list *list, const struct point *points, size_t count, struct paint paint,
                  struct stroke stroke);

// A picture, pixel by pixel, with its corner there. The pixels must outlive the list.
void draw_pixels(struct draw_list *list, struct point at, struct pixels pixels);

// A cubic Bézier curve, as a polyline of points_per_curve pieces.
#define DRAW_CURVE_PIECES 32
void draw_curve(struct draw_list *list, const struct point control[4], struct stroke stroke);

// The curve's DRAW_CURVE_PIECES + 1 points, ends included.
void curve_points(const struct point control[4], struct point points[DRAW_CURVE_PIECES + 1]);

#endif
