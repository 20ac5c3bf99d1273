// The runs on the page of a real CPython: both are read, each in a thread of its own, and shown once both are there.
#ifndef GUI_BESIDE_H
#define GUI_BESIDE_H

#include "gui/opening.h"
#include "gui/passing.h"

struct beside {
    struct opening openings[BESIDE_PARTS];
    struct shown *coming[BESIDE_PARTS]; // read already, while the other is not
    struct shown *shown[BESIDE_PARTS];  // what the model shows; NULL both: nothing
    bool reads;
};

// Zeroes it. The waker is told when a recording has been read.
void beside_init(struct beside *beside, struct waker waker);

// The model shows none any more.
void beside_clear(struct beside *beside, struct model *model);

// Starts reading both from the passing folder. Refusals become the model's message, here and below.
void beside_read(struct beside *beside, const struct passing *passing, struct model *model);

// Looks after it while it reads: false once both are shown, or one could not be read.
bool beside_tend(struct beside *beside, struct model *model);

void beside_give_up(struct beside *beside); // reading them
void beside_finish(struct beside *beside);  // all of it; the model must not be drawn any more

#endif
