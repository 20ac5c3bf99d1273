// The fewest context switches that reach a goal, how many schedules do it with so few, and these schedules.
//
// A switch is a move by another worker than the one before it; that the one before it has ended, or waits for a
// lock, is no excuse.
#ifndef SCHEDULES_SHORTEST_H
#define SCHEDULES_SHORTEST_H

#include "schedules/budget.h"
#include "schedules/walk.h"

#include <gmp.h>

enum goal_kind {
    GOAL_WRONG,    // ends with another balance than expected
    GOAL_FINAL,    // ends with this balance
    GOAL_LOSING,   // ends, an update lost on the way
    GOAL_DEADLOCK, // ends in a deadlock
};

struct goal {
    enum goal_kind kind;
    int64_t final; // of GOAL_FINAL
};

// Where it is not complete nothing is found, and all it says is that no schedule does with fewer than `switches`.
struct shortest {
    bool complete;
    enum budget_end end; // why it is not
    bool found;          // some schedule reaches the goal
    uint32_t switches;   // the fewest, from the start of the search on
    mpz_t schedules;     // that reach the goal with so few
    char **listed;       // the first of them by their digits (walk.h), each from the start of the search on
    size_t listed_count; // all, or as many as were asked for
};

// Searches all that can follow from the walk, for at most list_max schedules. It searches wider and wider until it
// finds one, so where no schedule reaches the goal it is at its slowest: ask an exploration first. budget may be
// NULL. `shortest` is overwritten; give it back with shortest_finish.
void shortest_find(struct shortest *shortest, const struct course *course, const struct walk *from, struct goal goal,
                   size_t list_max, const struct budget *budget);

void shortest_finish(struct shortest *shortest);

#endif
