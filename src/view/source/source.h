// The source of a recorded program: where each task was seen last, how much each line's stores of the variable that is followed lost,
// and under it what was not ordered with what, and what is in doubt.
#ifndef VIEW_SOURCE_SOURCE_H
#define VIEW_SOURCE_SOURCE_H

#include "view/ui/ui.h"

struct document;

// Whether there is anything to show: a variable is followed.
bool source_has(const struct document *document);

// A panel, in rect. What is said at its foot may take half of it.
void source_draw(struct frame *frame, struct rect rect);

// The source that is shown: the one that was chosen, or that of the followed variable's lines; −1: there is none to be shown.
int source_shown(const struct frame *frame);

#endif
