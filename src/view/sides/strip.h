// The figures of two recordings under each other, and what they differ by.
#ifndef VIEW_SIDES_STRIP_H
#define VIEW_SIDES_STRIP_H

#include "view/ui/ui.h"

#include <stdio.h>

// Of the window's frame: the upper recording's, with the lower one beside it. As high as its four lines.
float sides_strip_height(const struct frame *frame);
void sides_strip_draw(struct frame *frame, struct rect rect);

// The same in words, a line a figure.
void sides_strip_tell(struct frame *frame, FILE *out);

#endif
