// The present moment in figures. Inside the window only.
#ifndef VIEW_WINDOW_MOMENT_H
#define VIEW_WINDOW_MOMENT_H

#include "view/ui/ui.h"

// event: and which load or store it is.
float moment_width(struct frame *frame, bool event);
void moment_draw(struct frame *frame, struct rect room, bool event);

#endif
