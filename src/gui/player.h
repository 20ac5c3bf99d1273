// Shows draw lists in a window.
//
// Paints straight into the window's own pixels (SDL_GetWindowSurface) and sends off only the areas that changed: no
// renderer, no texture, no copy in between. Where the system has no such pixels to give (Wayland), they are shown by
// way of a texture, with a graphics card if there is one. Only the thread that made the window may call these.
#ifndef GUI_PLAYER_H
#define GUI_PLAYER_H

#include "base/status.h"
#include "gui/paint/raster.h"

#include <SDL.h>

struct player;

// What a call did, for the frame's accounts.
struct player_frame {
    size_t areas, pixels; // painted; 0 where nothing had changed
    bool misfit;          // the window has another size by now: nothing was shown
    uint64_t paint_ns, show_ns;
};

// Must be called once SDL's video is up, before a window is made: chooses how SDL gives windows their pixels. RACELEDGER needs no
// OpenGL, and where that is computed by the cpu it costs ten times as much as showing pixels plainly.
void player_prepare(void);

// The fonts must outlive it. NULL when memory is short, or on Wayland without OpenGL (ES).
struct player *player_create(SDL_Window *window, struct fonts *fonts);
void player_destroy(struct player *player);

// The window's size in real pixels: what a list for player_show must be made for.
void player_size(struct player *player, int *width_px, int *height_px);

// Shows the list. Where the window was resized meanwhile, so that the list no longer fits, nothing is shown and
// `frame` says so: the next list will fit. STATUS_FAILED when SDL or memory refuses.
struct status player_show(struct player *player, const struct draw_list *list, struct player_frame *frame);

// The window's pixels may have been spoilt (SDL_WINDOWEVENT_EXPOSED, a change of its size and the like): the next player_show
// paints and sends all of them.
void player_spoilt(struct player *player);

// Paints one list without any window, into pixels the caller frees: for picture files and tests.
struct status player_picture(struct fonts *fonts, const struct draw_list *list, struct canvas *canvas);

#endif
