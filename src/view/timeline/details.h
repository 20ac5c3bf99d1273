// What is selected, in the picture: framed in its row, told in the strip at the foot. Inside the timeline only.
#ifndef VIEW_TIMELINE_DETAILS_H
#define VIEW_TIMELINE_DETAILS_H

#include "view/timeline/layout.h"

// Framed in its row, its time shaded across all rows.
void timeline_pick_draw(struct frame *frame, const struct timeline_layout *layout);

// The same as lines of text.
const char *timeline_details_text(struct frame *frame, const struct timeline_axis *axis);

// The strip: cut off the foot of the timeline's room, with the gap above it. Empty where there is too little room, or in a lecture
// nothing is selected.
struct rect timeline_strip_cut(const struct frame *frame, struct rect *room);
void timeline_details_draw(struct frame *frame, const struct timeline_axis *axis, struct rect strip);

#endif
