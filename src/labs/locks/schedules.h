// How many of all schedules of a plan's one round deadlock, as the explorer counts them.
#ifndef LABS_LOCKS_SCHEDULES_H
#define LABS_LOCKS_SCHEDULES_H

#include "recording/plan.h"
#include "schedules/locking.h"

#include <stdbool.h>

// False: the plan has no two locks, or somebody may give up, which schedules do not know; or memory is short. Takes less than a
// millisecond.
bool locks_schedules(const struct plan *plan, struct locking_counts *counts);

#endif
