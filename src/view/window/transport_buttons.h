// The buttons of the transport, each drawn into the room it is given. Inside the window only.
#ifndef VIEW_WINDOW_TRANSPORT_BUTTONS_H
#define VIEW_WINDOW_TRANSPORT_BUTTONS_H

#include "view/ui/ui.h"

float play_width(const struct frame *frame);
void play_draw(struct frame *frame, struct rect room);

// One load or store back and on, with the word between them where there is room.
float steps_width(const struct frame *frame, bool with_word);
void steps_draw(struct frame *frame, struct rect room, bool with_word);

// To the next lost update or, where none was lost, the next wait. whole: in more words.
float next_width(struct frame *frame, bool whole);
void next_draw(struct frame *frame, struct rect room, bool whole);

float pace_width(struct frame *frame);
void pace_draw(struct frame *frame, struct rect room);

#endif
