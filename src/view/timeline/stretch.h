// The figures of what is in sight, of a program that was recorded.
#ifndef VIEW_TIMELINE_STRETCH_H
#define VIEW_TIMELINE_STRETCH_H

#include "view/timeline/axis.h"

// What happened at a GIL between two moments.
struct stretch_gil {
    uint64_t switches, forced; // another took it; and those that a request made
};
struct stretch_gil stretch_gil_of(const struct patience *patience, uint64_t from_ns, uint64_t to_ns);

// Cpus that were busy with the program's tasks on average; < 0: not known.
double stretch_cores_busy(const struct document *document, uint64_t from_ns, uint64_t to_ns);

// Cuts a panel for them off the foot of the timeline's room, with the gap above it; empty where there are none to show, or too
// little room.
struct rect timeline_stretch_cut(const struct frame *frame, struct rect *room);
void timeline_stretch_draw(struct frame *frame, const struct timeline_axis *axis, struct rect rect);

#endif
