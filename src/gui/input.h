// SDL's events in the program's own terms.
#ifndef GUI_INPUT_H
#define GUI_INPUT_H

#include "gui/app.h"

#include <SDL.h>

struct input_state {
    float px_per_point; // pixels of the picture for each of the desktop's points
    bool key_counted;   // the last key that went down: what it types is text alone
};

// Hands one event to the control. True if a new picture is wanted. Wishes are carried out.
bool input_take(struct input_state *state, struct app *app, const SDL_Event *event);

#endif
