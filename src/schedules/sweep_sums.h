// What the tallies of a block are summed up from, and the pieces that are played for it. Private to the sweep.
#ifndef SCHEDULES_SWEEP_SUMS_H
#define SCHEDULES_SWEEP_SUMS_H

#include "schedules/sweep_block.h"

// The sums of the block under way, whose tallies have their room. first: the schedules begin there.
void sums_list(struct sweep_list *list, bool first);

// Plays them, for every prime or for shares; nothing where neither is wanted.
void sums_make(struct sweep_list *list);

#endif
