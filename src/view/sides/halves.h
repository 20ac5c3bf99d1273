// Draws a view twice, one above the other, with the figures of both between.
#ifndef VIEW_SIDES_HALVES_H
#define VIEW_SIDES_HALVES_H

#include "view/ui/ui.h"

// Into the frame's body, where both are to be shown (sides_shown). draw: of one recording.
void sides_draw(struct frame *frame, void (*draw)(struct frame *frame));

// The frame as it is of one of them, its body left as it is; the model is a copy in the arena. Of the lower one what is drawn belongs
// between ui_lower_begin and ui_lower_end. False: memory is short.
bool sides_frame(struct frame *of, const struct frame *frame, int side);

// For what is of both: the same, and it knows the frame of the other one by its together.other. False as above.
bool sides_frame_beside(struct frame *of, const struct frame *frame, int side);

#endif
