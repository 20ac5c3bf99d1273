// The legend. Inside the timeline only.
#ifndef VIEW_TIMELINE_LEGEND_H
#define VIEW_TIMELINE_LEGEND_H

#include "view/ui/ui.h"

// What is drawn of this run, sign by sign with its words, in a pop-up under the anchor.
void timeline_legend_draw(struct frame *frame, struct rect anchor);

#endif
