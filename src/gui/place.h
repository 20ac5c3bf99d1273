// Where the window stands: opened where it was last time, kept within reach, and remembered.
//
// A place is that of the frame the window manager draws round the window, its size that of what is in it, as SDL counts when it
// makes a window. Only the thread that made the window may call these, but for place_within.
#ifndef GUI_PLACE_H
#define GUI_PLACE_H

#include "gui/config.h"

#include <SDL.h>

struct placement {
    SDL_Window *window;
    struct window_place kept; // as it is to be remembered
    uint64_t changed_ns;      // when it was last moved or resized; 0: looked at since
    bool maximized_before;    // before it became full screen
    bool fitted;              // with the frame that it really has
};

// What the window manager draws round a window, in the desktop's points.
struct place_frame {
    int left, top, right, bottom;
};

// The place with the window no larger than the room it stands in, and its title bar where a pointer can reach it. rooms: what
// can be used of each display (1 or more).
struct window_place place_within(struct window_place wanted, struct place_frame frame, const SDL_Rect *rooms,
                                 int count);

// How much larger than designed things should be for a display of so many dots an inch: 1 to 3, in halves, 1 where the
// figure cannot be true.
float place_density(float dots_per_inch);

// Makes the window; NULL: SDL_GetError() tells. last: as remembered, width 0: never. *zoom becomes what the type is to be
// zoomed by where the screen is too small for a window as large as its density asks for.
SDL_Window *place_open(struct placement *place, const struct window_place *last, const char *title, float *zoom);

// The window was moved, resized, maximised, or back from it.
void place_changed(struct placement *place);

// Looks at it once it stands still for a while.
void place_settle(struct placement *place);

// Looks at it now: before it is closed.
void place_remember(struct placement *place);

// A window that was maximised before is so again afterwards.
void place_set_fullscreen(struct placement *place, bool on);

#endif
