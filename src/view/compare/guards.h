// The comparison's page of guards. Inside the comparison only.
#ifndef VIEW_COMPARE_GUARDS_H
#define VIEW_COMPARE_GUARDS_H

#include "view/ui/ui.h"

// What the page's head says, as much of it as there is room for.
const char *guards_title(struct frame *frame, struct text_style style, float room_px);

// The page, below the panel's head.
void guards_draw(struct frame *frame, struct rect room);

#endif
