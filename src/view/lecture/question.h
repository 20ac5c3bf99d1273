// The page that asks what a run came to, instead of the view: the program, the question, its choices and their votes. While it is
// asked nothing of the outcome is on it; once it is revealed that stands beside what was thought.
#ifndef VIEW_LECTURE_QUESTION_H
#define VIEW_LECTURE_QUESTION_H

#include "view/ui/ui.h"

// Whether the frame's model asks or has revealed: then the view is not drawn.
bool question_is_open(const struct frame *frame);

// Whether all of it has, at the frame's scale.
bool question_has_room(struct frame *frame, struct rect room);

// Into the room; what its keys do at its foot.
void question_draw(struct frame *frame, struct rect room);

#endif
