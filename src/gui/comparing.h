// The comparison that runs: a child whose lines fill the model's rows in. Of the page of a real CPython it leaves two recordings,
// which are read when it has ended.
#ifndef GUI_COMPARING_H
#define GUI_COMPARING_H

#include "gui/beside.h"
#include "gui/child.h"
#include "gui/passing.h"

struct comparing {
    struct child child;
    struct beside beside;
    bool stopped; // on demand
};

void comparing_init(struct comparing *comparing, struct model *model, struct waker waker);
void comparing_finish(struct comparing *comparing); // ends what runs

// Starts the runs of the page that is shown. A refusal becomes the model's message.
void comparing_start(struct comparing *comparing, const struct passing *passing, struct model *model,
                     struct waker waker);

void comparing_stop(struct comparing *comparing);
bool comparing_works(const struct comparing *comparing);

// Looks after it. True if something changed.
bool comparing_tend(struct comparing *comparing, const struct passing *passing, struct model *model);

// The file of a run that was kept; false: there is none.
bool comparing_file(const struct passing *passing, const struct model *model, struct compared_run run,
                    char path[PATH_MAX]);

#endif
