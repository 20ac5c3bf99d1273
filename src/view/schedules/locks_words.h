// What locks alone are called, and what is done with them. Inside the schedules view only.
#ifndef VIEW_SCHEDULES_LOCKS_WORDS_H
#define VIEW_SCHEDULES_LOCKS_WORDS_H

#include "view/schedules/schedules_model.h"
#include "view/ui/ui.h"

int locks_variants_of(enum schedules_listing listing); // how many orders or arrangements there are

// "In opposite orders", "All right-handed".
const char *locks_variant(const struct frame *frame, const struct locks_desk *desk, int variant);

// Which task makes a worker's moves in a run of the lab, whose first task is its main: by that one the worker has the shape and
// the colour that the stage and the timeline give it.
int locks_task(int worker);

// In the arena.
const char *locks_name(struct frame *frame, int worker);
const char *locks_lock(struct frame *frame, const struct locks_desk *desk, int lock); // "fork 2"
const char *locks_step(struct frame *frame, const struct locks_desk *desk, int worker, int place);
const char *locks_waits(struct frame *frame, const struct locks_desk *desk, int worker); // NULL: for nothing

#endif
