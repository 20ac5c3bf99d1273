// The recording that stands below the one that is shown: on its way, shown, put away; and which one was shown before.
#ifndef GUI_BELOW_H
#define GUI_BELOW_H

#include "gui/companion.h"
#include "gui/opening.h"
#include "view/model/model.h"

// Where a recording came from, so that it can be read again.
struct below_source {
    char path[PATH_MAX]; // empty: none
    int from;            // as an opened one's
};

struct below {
    struct opening opening;
    struct below_source now, before; // what is shown, what was before it
    char path[PATH_MAX];             // of the lower one
    int from;
    struct shown *coming;       // read already, while the upper one is not there yet
    struct shown *shown;        // what the model has below; NULL: nothing
    struct companion companion; // of it
    uint64_t documents;         // shown below so far
};

// Zeroes it. The waker is told when a recording has been read.
void below_init(struct below *below, struct waker waker);
void below_finish(struct below *below); // the model must not be drawn any more

// Starts reading it; what stands below stays until it has come. from: a run's number, or FROM_…. Refusals become the model's message,
// here and below.
void below_open(struct below *below, const char *path, int from, struct model *model);

// Nothing stands below, and nothing is on its way there.
void below_close(struct below *below, struct model *model);

// Puts the lower one away, or the one that was shown before below the present one.
void below_turn(struct below *below, struct model *model);

// The upper one has changed: it came from there.
void below_upper(struct below *below, struct model *model, const struct document *upper, const char *path, int from);

// Whether one is on its way there.
bool below_comes(const struct below *below);

// Takes one that has come. upper: NULL: none yet. True if something changed.
bool below_tend(struct below *below, struct model *model, const struct document *upper);

// Its bookmarks have changed, or may have in its file.
void below_keep_notes(struct below *below, struct model *model);
void below_read_notes(struct below *below, struct model *model);

// Where somebody else has written to that file they are read again. True: they were.
bool below_tend_notes(struct below *below, struct model *model, double seconds);

#endif
