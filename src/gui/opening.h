// A recording on its way to the window: read and understood in a thread of its own, one at a time.
#ifndef GUI_OPENING_H
#define GUI_OPENING_H

#include "gui/job.h"
#include "gui/shown.h"

#include <limits.h>

// Where a recording comes from: a run's number, or one of these.
enum {
    FROM_FILE = 0,
    FROM_COMPARED = -1
};

struct opening {
    struct job *job; // NULL: none
    uint64_t since_ns;
    char waiting[PATH_MAX]; // to be opened next; empty: nothing
    int waiting_from;
    struct waker waker;
};

struct opened {
    struct status status;
    struct shown *shown; // the receiver's, where the status is OK; else NULL
    char path[PATH_MAX];
    int from;
};

// Starts it, or notes it as the next where another is on its way. False: not enough memory.
bool opening_start(struct opening *opening, const char *path, int from);

bool opening_works(const struct opening *opening);

// How far it is: how many updates the recording has (0: not known yet), how much of it is done (0 … 1), and for how long it has
// been at it.
struct opening_progress {
    uint64_t updates, elapsed_ns;
    double share;
};
struct opening_progress opening_progress(const struct opening *opening);

// True once for each that has come, well or not.
bool opening_take(struct opening *opening, struct opened *opened);

// Gives up what is on its way and what waits.
void opening_give_up(struct opening *opening);

#endif
