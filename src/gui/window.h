// The window: from the first event to the last.
#ifndef GUI_WINDOW_H
#define GUI_WINDOW_H

#include "base/status.h"
#include "lab/settings.h"

#include <stdbool.h>

struct window_request {
    const char *file;         // a recording to show; NULL: run the settings at once, but at home
    const char *second;       // another one to stand below it; NULL: none
    bool follow;              // show the file again whenever it is written anew
    struct settings settings; // finished
    const char *theme;        // theme_from_name knows it; NULL: as remembered
    const char *language;     // "en", "zh"; NULL: as remembered, else as LANG has it
    const char *font;         // a font file; NULL: those of the system
    bool lecture;
    bool another; // stands a little beside where the last one stood
    bool home;    // opens at home, and runs nothing
    int machine_cores;
    const char *trace; // a file that gets a line for every picture shown, for tests; NULL: none
};

// Opens the window and stays until it is closed. *no_display: there is none to open it on (the status says why). A signal
// that asks to end closes it: os_signals_pending() tells.
struct status window_run(const struct window_request *request, bool *no_display);

#endif
