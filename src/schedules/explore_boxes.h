// Exploring where there is a lock by hand.
#ifndef SCHEDULES_EXPLORE_BOXES_H
#define SCHEDULES_EXPLORE_BOXES_H

#include "schedules/explorer.h"

// Counts by boxes (boxes.h), of a course with a lock by hand. *possible: whether they can tell; else nothing was found. True:
// the exploration is complete.
bool explorer_run_boxes(struct explorer *explorer, bool *possible);

#endif
