// Signs without words, drawn as shapes: no font at hand has them all.
#ifndef VIEW_LOOKS_ICONS_H
#define VIEW_LOOKS_ICONS_H

#include "view/shapes/command.h"

enum icon {
    ICON_PLAY,
    ICON_PAUSE,
    ICON_BACK,  // one step back
    ICON_ON,    // one step on
    ICON_CLOSE, // a cross
    ICON_DOTS,  // three dots: there is more
    ICON_MENU,  // three bars
    ICON_LESS,  // minus
    ICON_MORE,  // plus
    ICON_DOWN,  // a small arrow: there is more below
    ICON_NEXT,  // to the next mark: an arrow against a bar
    ICON_SEARCH,
    ICON_BELOW, // one under the other, the lower one filled
    ICON_COUNT,
};

// The icon, size_px wide and high, round its centre.
void icon_draw(struct draw_list *list, enum icon icon, struct point centre, float size_px, struct colour colour);

#endif
