// Every schedule there is, counted exactly: how many, how each ends, how many lose an update, whether one
// deadlocks.
//
// What a schedule is, walk.h says. Counting goes by places, not by schedules (graph.h). Whatever cannot be had
// within the budget is answered in part: then workers that stay within some steps of each other are explored, which
// is nearly all of the schedules, and the figures are lower bounds.
#ifndef SCHEDULES_EXPLORE_H
#define SCHEDULES_EXPLORE_H

#include "schedules/exploration.h"
#include "schedules/walk.h"

// Explores all that can follow from the walk (which must be possible on this course). budget may be NULL: no
// limits. `exploration` is overwritten; give it back with exploration_finish. Any thread may call it, several at
// once on different memory.
void exploration_run(struct exploration *exploration, const struct course *course, const struct walk *from,
                     const struct budget *budget);

void exploration_finish(struct exploration *exploration);

// count ÷ whole as a double, for numbers of any size; 0 where whole is 0.
double exploration_share(const mpz_t count, const mpz_t whole);

#endif
