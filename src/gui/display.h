// Whether there is a display to open a window on.
#ifndef GUI_DISPLAY_H
#define GUI_DISPLAY_H

#include "base/status.h"

#include <stdbool.h>
#include <stddef.h>

// Starts SDL's video on a display that somebody can see. STATUS_FAILED says in a sentence why there is none; SDL_Quit ends it in
// any case. SDL_VIDEODRIVER, where it is set, is obeyed, whatever it shows.
struct status display_open(void);

// What other programs of the desktop know the window by, as xdg-desktop-portal writes it: "x11:3a00007"; empty where that is not to
// be had.
struct SDL_Window;
void display_handle(struct SDL_Window *window, char *handle, size_t handle_bytes);

// A function of Xlib, which SDL has loaded and keeps until SDL_Quit; NULL: SDL is not on X, or there is none of that name.
void *display_of_xlib(const char *name);

// Whether Ctrl is down, also while another window has the keyboard, as the one has that a file is dragged from. On X11 the server is
// asked; elsewhere it is known as far as the desktop has told this window. window: may be NULL.
bool display_control_is_held(struct SDL_Window *window);

#endif
