// The scrub bar. Inside the window only.
#ifndef VIEW_WINDOW_SCRUB_H
#define VIEW_WINDOW_SCRUB_H

#include "view/ui/ui.h"

// Where the playhead stands, and where in the run something happened; all of it can be grabbed.
void scrub_draw(struct frame *frame, struct rect rect);

#endif
