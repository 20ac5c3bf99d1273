// What is said of the variable that is followed: what was not ordered with what, what is in doubt.
#ifndef VIEW_SOURCE_VERDICT_H
#define VIEW_SOURCE_VERDICT_H

#include "view/ui/ui.h"

// As much of what is said as has room, from rect's top; the height that all of it needs in so much width.
void source_verdict_draw(struct frame *frame, struct rect rect);
float source_verdict_height(struct frame *frame, float width_px);

#endif
