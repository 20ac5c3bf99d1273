// Turns: a schedule written in digits, made into what real workers can be driven by (labs/balance/driven.h), and back.
//
// A turn is a move (walk.h) in steps of the listing. With machine steps it ends with the move's visible step. Under a
// GIL it goes on to where the version first looks, or to the lock that it is blocked on: where the worker would really
// let go. A worker's last turn takes the rest of its listing.
#ifndef SCHEDULES_TURNS_H
#define SCHEDULES_TURNS_H

#include "labs/balance/driven.h"
#include "schedules/walk.h"

enum {
    TURNS_MAX = 1 << 22, // of one schedule
};

// The turns of a schedule, one digit each from the start. One that stops early is completed: whoever moved last goes on
// until it has ended or is blocked, then the next that can move, and so on. STATUS_USAGE, as an error of the option
// --schedule, where a move is no digit of a worker or is not possible, where it comes to a deadlock, and where it is too
// long. names: the experiment whose words the errors use. Give the list back with turns_finish; on failure it is empty.
struct status turns_make(struct turn_list *list, const struct course *course, const struct experiment *names,
                         const char *schedule);

// The same for an experiment: also refuses what cannot be driven (too many workers, private memory, waits for input).
struct status turns_of(struct turn_list *list, const struct experiment *experiment, const char *schedule);

// The schedule in digits, on the heap; NULL where there is no memory.
char *turns_digits(const struct turn_list *list);

void turns_finish(struct turn_list *list);

#endif
