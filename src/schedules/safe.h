// Courses that no order of moves can make lose an update, seen from the listing alone: nothing need be explored.
#ifndef SCHEDULES_SAFE_H
#define SCHEDULES_SAFE_H

#include "schedules/walk.h"

#include <gmp.h>
#include <stdbool.h>

// Whether no schedule that goes on from the walk loses an update, deadlocks or ends otherwise than expected: wherever a worker can be
// left with a value that it will store, it holds a lock that every change of the balance is made under. `schedules`, set where it
// says yes: how many there are. A no says nothing.
bool schedules_safe(mpz_t schedules, const struct course *course, const struct walk *from);

// How many schedules go on from the walk of a course without locks. False where there are locks, or moves past 10 million (then 0 is
// set, else nothing).
bool schedules_without_locks(mpz_t schedules, const struct course *course, const struct walk *from);

// A number that they are not more than, whatever the course: as if no lock ever held anybody up, and a worker could be left before
// every step that is seen. False past 10 million steps.
bool schedules_at_most(mpz_t most, const struct course *course, const struct walk *from);

#endif
