// What the header says of a recorded command: what was run, of how many it was, how it ended. Inside the window only.
#ifndef VIEW_WINDOW_COMMAND_SENTENCE_H
#define VIEW_WINDOW_COMMAND_SENTENCE_H

#include "view/labs/lab_words.h"
#include "view/ui/ui.h"

// The command of what is shown; NULL: it is none.
const struct recorded_command *shown_command(const struct frame *frame);

// Each length says less, and leaves the command less room. What is said of it stands in one line in the room, the command cut
// where that is too narrow for it; all of it in a tip.
float command_sentence_width(struct frame *frame, enum sentence_length length);
void command_sentence_draw(struct frame *frame, struct rect room, enum sentence_length length);

#endif
