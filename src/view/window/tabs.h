// The tabs of the views. Inside the window only.
#ifndef VIEW_WINDOW_TABS_H
#define VIEW_WINDOW_TABS_H

#include "view/ui/ui.h"

// How much they say: key and name, names, or keys with the present view's name.
enum tab_saying {
    TABS_ALL,
    TABS_NAMES,
    TABS_NUMBERS,
    TAB_SAYINGS
};

float tabs_width(struct frame *frame, enum tab_saying saying);
void tabs_draw(struct frame *frame, struct rect room, enum tab_saying saying);

#endif
