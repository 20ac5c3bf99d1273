// Which row the pointer is in, where rows are so low that their names stand in columns.
#ifndef VIEW_TIMELINE_HOVERED_H
#define VIEW_TIMELINE_HOVERED_H

#include "view/timeline/layout.h"

// Over the names, at its row; of a row that has its name beside it nothing. Nothing is drawn below it after that.
void timeline_hovered_draw(struct frame *frame, const struct timeline_layout *layout, bool whole);

#endif
