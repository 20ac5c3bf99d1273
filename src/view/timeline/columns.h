// What a column of pixels stands for.
#ifndef VIEW_TIMELINE_COLUMNS_H
#define VIEW_TIMELINE_COLUMNS_H

#include "document/cell_history.h"
#include "view/timeline/axis.h"

// Every column's stretch of stores.
void timeline_fill_stretches(const struct document *document, const struct timeline_axis *axis, int columns,
                             struct cell_stretch *stretches);

#endif
