// Figures of one run, and of many: what reports and the comparison print.
#ifndef LABS_BALANCE_STATISTICS_H
#define LABS_BALANCE_STATISTICS_H

#include "analysis/gil_waits.h"
#include "analysis/states.h"
#include "labs/balance/overwrites.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// One run in figures. A figure that cannot be known has its _known false or is < 0.
struct run_figures {
    int64_t final, expected;
    uint64_t updates, survived, lost, collisions;
    int64_t lost_net;
    bool books_balance;
    uint64_t wall_ns;                                   // of the run: from the release to the last update
    double ns_per_update;                               // wall ÷ updates
    double cores_busy;                                  // < 0: not known
    double blocked_share;                               // of the run, all workers together; < 0: not known
    uint64_t acquisitions, contended, wait_ns, hold_ns; // all locks but a GIL
    bool hold_known;                                    // full timing only
    uint64_t gil_switches, gil_requests, gil_timeouts;
    bool gil_waits_known; // false: no GIL, or no memory to look
    struct gil_waits gil_waits;
    // Of the stores that wrote over others' updates, the one that had held longest what it had read.
    bool stale_known; // every update was timed, and figures_find_longest was asked
    uint64_t longest_stale_ns;
    uint32_t longest_stale; // its version; VERSION_START: none
};

void figures_of(struct run_figures *figures, const struct recording *recording, const struct ledger *ledger,
                const struct states *states);

// Fills in the longest_… figures. Linear in the overwrites.
void figures_find_longest(struct run_figures *figures, const struct overwrites *overwrites);

// Many values: for medians and spreads. Sorts in place.
struct spread {
    double min, median, max, mean;
};
struct spread spread_of(double *values, size_t count); // all 0 for none

#endif
