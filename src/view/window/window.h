// The whole picture of the window.
#ifndef VIEW_WINDOW_WINDOW_H
#define VIEW_WINDOW_WINDOW_H

#include "view/ui/ui.h"

#include <stdio.h>

// Fills in a frame for the model: theme, scale and language are the model's. The list has been initialised in the
// model's size. The ui's hits are forgotten.
void frame_init(struct frame *frame, struct draw_list *list, struct ui *ui, const struct document *document,
                const struct model *model);

// Header, row of cards, the present view, transport, what lies over it. The list is empty. What the view is about to show has been
// prepared (view_prepare).
void window_draw(struct frame *frame);

// After window_draw, into the same frame: what the picture says, as text for a reader who does not see it: its texts, in the order in
// which they are read, then what it shows by marks alone.
void window_tell(struct frame *frame, FILE *out);

#endif
