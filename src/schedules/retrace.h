// From a recorded run back to a schedule: moves that give the same loads and stores.
#ifndef SCHEDULES_RETRACE_H
#define SCHEDULES_RETRACE_H

#include "labs/balance/order.h"
#include "schedules/course.h"

// The schedule of a complete run of at most SCHEDULES_WORKERS_MAX workers that share one balance, one digit a move, on the
// heap: whoever follows it makes every update read what it read in the run. Where loads of one store came in an order that
// nobody can know, one that could have been. NULL where there is none of at most `most` moves, no memory, or where moves
// that hold several steps (under a GIL) do not fit the order that was found.
char *retrace(const struct order *order, size_t most);

#endif
