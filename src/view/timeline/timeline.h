// What other views show of the timeline.
#ifndef VIEW_TIMELINE_TIMELINE_H
#define VIEW_TIMELINE_TIMELINE_H

#include "view/ui/ui.h"

#include <stdio.h>

// The short timeline, into rect: the same with fewer rows.
void timeline_strip_draw(struct frame *frame, struct rect rect);

// What every row has at the playhead, in words, a line each.
void timeline_tell(struct frame *frame, FILE *out);

// More of the run, or another history in it: what was worked out of the document is to be worked out again.
void timeline_renew(struct model *model, bool other_history);

#endif
