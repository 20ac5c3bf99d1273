// How fine a display's pixels are.
#ifndef GUI_DPI_H
#define GUI_DPI_H

#include <SDL.h>

// Dots an inch of the first display, as the desktop is set, else as the display says; 0: not known. SDL's video must be up. Only
// of X11: elsewhere the desktop's points are larger than pixels by themselves, and 0 is right.
float dpi_of_desktop(void);

// Xft.dpi in the text of an X server's resources; 0: not there.
float dpi_in_resources(const char *resources);

#endif
