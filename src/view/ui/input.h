// What a person's hands do, with no SDL in sight: key presses, pointer events, and what of them falls to an area.
#ifndef VIEW_UI_INPUT_H
#define VIEW_UI_INPUT_H

#include "view/shapes/geometry.h"

#include <stdbool.h>
#include <stdint.h>

struct key_press {
    uint32_t key; // a lower-case Unicode letter or enum key
    bool control, shift;
};

enum pointer_kind {
    POINTER_MOVE,
    POINTER_DOWN,
    POINTER_UP,
    POINTER_WHEEL,
    POINTER_DOUBLE,
    POINTER_MENU, // the other button went down
    POINTER_LEAVE
};
struct pointer_event {
    enum pointer_kind kind;
    struct point at;        // pixels of the picture
    float wheel_x, wheel_y; // notches; also of a pinch
    bool shift, control;
};

// To the view that an area (HIT_AREA) belongs to: wheel, drag (pressed, also when it has left the area), release, double click
// and hover (not pressed).
struct hit;
struct area_input {
    const struct hit *hit; // the area
    const struct hit
        *part; // what lies over it at the pointer for its words alone (HIT_TIP): which part is meant; NULL: nothing
    struct pointer_event event;
    bool pressed; // a button is down since it went down in this area
    struct point pressed_at;
};

#endif
