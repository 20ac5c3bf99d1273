// The button that runs the experiment, and stops it. Inside the window only.
#ifndef VIEW_WINDOW_RUN_BUTTON_H
#define VIEW_WINDOW_RUN_BUTTON_H

#include "view/ui/ui.h"

// key: with the key that does the same, or how far the run is.
float run_button_width(struct frame *frame, bool key);
void run_button_draw(struct frame *frame, struct rect rect, bool key);

#endif
