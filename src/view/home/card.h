// What all cards of the home have. Inside the home only.
#ifndef VIEW_HOME_CARD_H
#define VIEW_HOME_CARD_H

#include "view/ui/ui.h"

// Room at their edges, and for their name.
static inline float home_card_pad(struct scale scale) { return scale.pad_px * 0.9f; }
static inline float home_card_title_px(struct scale scale) { return scale.type[TYPE_STRONG] * 1.7f; }

// Their ground, of which `pressed` can be pressed.
void home_card_ground(struct frame *frame, struct rect rect, struct rect pressed, struct ui_press press);

#endif
