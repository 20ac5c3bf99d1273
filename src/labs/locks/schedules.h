// The schedules of a plan's one round: how many deadlock, as the explorer counts them, and one of them made whole to be driven by.
#ifndef LABS_LOCKS_SCHEDULES_H
#define LABS_LOCKS_SCHEDULES_H

#include "base/status.h"
#include "labs/locks/locks.h"
#include "schedules/locking.h"

#include <stdbool.h>

// The plan's locks, as the explorer knows them. False: it has no two.
bool locks_locking(const struct plan *plan, struct locking *locking);

// False: the plan has no two locks, or somebody may give up, which schedules do not know; or memory is short. Takes less than a
// millisecond.
bool locks_schedules(const struct plan *plan, struct locking_counts *counts);

// Adds to the plan's moves until all have ended or nobody can move: whoever moved last goes on, then the next that can.
// STATUS_USAGE where a move is none of a worker, or not possible, as an error of that option ("--schedule"); the plan is then as
// it was. The plan has two locks.
struct status locks_complete_moves(struct plan *plan, const char *option);

// Whether the moves are whole.
bool locks_moves_are_whole(const struct plan *plan);

#endif
