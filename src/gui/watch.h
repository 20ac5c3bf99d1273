// Whether a file that was opened is still what it was: looked at once a second, while something asks.
//
// What is shown was read whole and does not change with it; it is only right to say that it is no longer what the file
// holds.
#ifndef GUI_WATCH_H
#define GUI_WATCH_H

#include "os/file.h"

#include <limits.h>

struct watch {
    char path[PATH_MAX]; // empty: nothing is watched
    struct os_file_mark mark;
    double since_s; // the last look
};

void watch_start(struct watch *watch, const char *path); // NULL: nothing any more

// `seconds` have gone by. True once, when the file has been written to, replaced or removed; it is not watched any more.
bool watch_tend(struct watch *watch, double seconds);

#endif
