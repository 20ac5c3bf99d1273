// The graph of all schedules, place by place: every way to come to a place is summed up before anything leads on
// from it.
//
// Places are taken in an order in which no move leads back, each as soon as it is found, and forgotten when all
// that follows from it is done: only the front is in memory. Any order with that property counts right; this one
// sweeps the places in narrow strips, so that what is summed is still in the cache.
#ifndef SCHEDULES_GRAPH_H
#define SCHEDULES_GRAPH_H

#include "schedules/cell.h"

enum {
    GRAPH_SPREAD_ALL = 0,
};

struct graph_result {
    uint64_t places;                                  // visited
    bool left_out;                                    // some places were, because of the spread
    mpz_t ended, deadlocked;                          // schedules; PASS_PATHS, exact
    mpz_t kept;                                       // of both, those that lost nothing
    double share_ended, share_deadlocked, share_kept; // PASS_PATHS, shares
    struct cell_span finals;                          // PASS_PATHS: what the balances at the end span, as exponents
    struct cell
        *last; // PASS_OUTCOMES: the cell of the end, to be given back by cell_release; NULL where no schedule ends
};

void graph_result_init(struct graph_result *result);
void graph_result_finish(struct pass *pass, struct graph_result *result);

// Runs the pass over every schedule that goes on from the walk. spread: GRAPH_SPREAD_ALL, or how far workers may
// part: of the way that the worker with most steps has before it, no other worker may be more than so many steps
// ahead or behind in proportion; schedules that go further are left out. False where the meter ended it; the result
// is then worth nothing.
bool graph_run(struct pass *pass, const struct walk *from, uint32_t spread, struct graph_result *result);

#endif
