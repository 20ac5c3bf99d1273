// What the app needs from the window.
#ifndef GUI_APP_DESKTOP_H
#define GUI_APP_DESKTOP_H

#include "base/status.h"
#include "gui/job.h"

#include <stdbool.h>

#define DESKTOP_HANDLE_BYTES 32

struct app_desktop {
    void (*set_clipboard)(void *context, const char *text);
    char *(*clipboard)(void *context); // its text, to be given to free(); NULL: there is none
    void (*set_fullscreen)(void *context, bool on);
    void (*handle)(void *context,
                   char handle[DESKTOP_HANDLE_BYTES]); // what other programs know the window by; or empty
    struct status (*new_window)(void *context);        // another one, which goes on when this one is closed
    void *context;
    struct waker waker;
    const char *font; // the font file that was given, or NULL: pictures are written with it, too
};

#endif
