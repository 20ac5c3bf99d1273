// The signs all views share: workers' tokens, states' areas, arrows, plates under text.
//
// Sizes are pixels; u is the scale's pixels per unit and gives strokes their weight.
#ifndef VIEW_LOOKS_MARKS_H
#define VIEW_LOOKS_MARKS_H

#include "view/looks/theme.h"
#include "view/shapes/draw_text.h"

// A worker's shape with its name inside, size_px wide and high over all, wherever the centre is (it may glide
// between pixels). The name is as large a share of the size, or less where it would not fit. NULL: no name.
#define MARK_NAME_SHARE 0.54f
void mark_token(struct draw_list *list, const struct theme *theme, struct point centre, float size_px, int worker,
                const char *name, float u);

// The same with nothing in it: the outline and the name in the worker's colour on that ground.
void mark_token_hollow(struct draw_list *list, const struct theme *theme, struct point centre, float size_px,
                       int worker, const char *name, float u, struct colour ground);

// A stretch of time in a state, as in the timeline. Round corners up to radius_px. Narrow spans lose their outline
// and their pattern's margin, never themselves.
void mark_state_span(struct draw_list *list, const struct theme *theme, struct rect rect, enum state state,
                     float radius_px, float u, struct point anchor);

// The same blocked on something that is no lock: upright stripes instead of rising ones.
void mark_blocked_else_span(struct draw_list *list, const struct theme *theme, struct rect rect, float radius_px,
                            float u, struct point anchor);

// Dead, and nobody has seen it: a stretch of time as one, and a disc.
void mark_zombie_span(struct draw_list *list, const struct theme *theme, struct rect rect, float radius_px, float u,
                      struct point anchor);
void mark_zombie_disc(struct draw_list *list, const struct theme *theme, struct point centre, float radius_px, float u);

// A state as a disc, its pattern inside a rim of plain colour.
void mark_state_disc(struct draw_list *list, const struct theme *theme, struct point centre, float radius_px,
                     enum state state, float u);

// Text on a patterned fill: on a plate that parts it from the pattern. The point is the middle of the plate; the
// style's colour, across and along are ignored. Returns the plate.
struct rect mark_plate(struct draw_list *list, const struct theme *theme, struct point middle, struct rect place,
                       const char *text, struct text_style style, float u);

// The plate's rectangle, without drawing it: what a text in that style needs round the middle.
struct rect mark_plate_rect(const struct draw_list *list, struct point middle, const char *text,
                            struct text_style style, float u);

// A line along a curve with a head at its end. The tip lies on control[3]; the stroke's width sets the head's size
// unless head_px > 0.
void mark_arrow(struct draw_list *list, const struct point control[4], struct stroke stroke, float head_px);
void mark_arrow_straight(struct draw_list *list, struct point from, struct point to, struct stroke stroke,
                         float head_px);

// A padlock, size_px wide over all and PADLOCK_HIGH times as high, round the centre: closed or, its bow lifted, open.
// Returns the rectangle of its body.
#define PADLOCK_HIGH 1.36f
struct rect mark_padlock(struct draw_list *list, struct point centre, float size_px, bool closed, struct colour fill,
                         struct colour line);

// A triangle whose tip lies at the point and which looks along (dx, dy).
void mark_head(struct draw_list *list, struct point tip, float dx, float dy, float length_px, struct colour colour);

#endif
