// The experiment as a sentence whose parts are controls. Inside the window only.
#ifndef VIEW_WINDOW_HEAD_SENTENCE_H
#define VIEW_WINDOW_HEAD_SENTENCE_H

#include "view/labs/sentence.h"
#include "view/ui/ui.h"

float head_sentence_width(struct frame *frame, enum sentence_length length);

// *anchor: the part whose control is open, or the dots where it has no room of its own; left alone where none is.
void head_sentence_draw(struct frame *frame, struct rect room, enum sentence_length length, struct rect *anchor);

#endif
