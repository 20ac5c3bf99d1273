// What other views show of the timeline.
#ifndef VIEW_TIMELINE_TIMELINE_H
#define VIEW_TIMELINE_TIMELINE_H

#include "view/ui/ui.h"

// The short timeline, into rect: the same with fewer rows.
void timeline_strip_draw(struct frame *frame, struct rect rect);

#endif
