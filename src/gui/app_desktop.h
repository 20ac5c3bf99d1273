// What the app needs from the window.
#ifndef GUI_APP_DESKTOP_H
#define GUI_APP_DESKTOP_H

#include "base/status.h"
#include "gui/job.h"

#include <stdbool.h>

struct app_desktop {
    void (*set_clipboard)(void *context, const char *text);
    char *(*clipboard)(void *context); // its text, to be given to free(); NULL: there is none
    void (*set_fullscreen)(void *context, bool on);
    struct status (*new_window)(void *context); // another one, which goes on when this one is closed
    void *context;
    struct waker waker;
    const char *font; // the font file that was given, or NULL: pictures are written with it, too
};

#endif
