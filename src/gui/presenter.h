// The window for who lectures, on a second screen where there is one. It shows; keys that are pressed in it count as in the other.
//
// Only the thread of the windows may call these.
#ifndef GUI_PRESENTER_H
#define GUI_PRESENTER_H

#include "base/status.h"
#include "document/document.h"
#include "gui/paint/fonts.h"
#include "view/model/model.h"

#include <SDL.h>

struct presenter; // NULL: it is closed

// Opens it beside the window, or closes it, as the model has it, and shows what has changed. Where it cannot be opened the model
// says why. document: as the windows show it.
void presenter_tend(struct presenter **presenter, struct model *model, const struct document *document,
                    SDL_Window *beside, struct fonts *fonts);

// Whether the event is the presenter's own: it was seen to, but for keys, which are anybody's.
bool presenter_takes(struct presenter *presenter, struct model *model, const SDL_Event *event);

void presenter_close(struct presenter *presenter); // NULL is allowed

#endif
