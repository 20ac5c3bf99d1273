// Lines between tasks' rows: from who made a task to its beginning, and from its end to who saw it. Inside the timeline only.
#ifndef VIEW_TIMELINE_LINKS_H
#define VIEW_TIMELINE_LINKS_H

#include "view/timeline/row.h"

// Between the rows that are in sight, over them.
void timeline_links_draw(struct frame *frame, const struct timeline_axis *axis, const struct timeline_rows *rows);

#endif
