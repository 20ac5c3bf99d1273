// Figures of one run of the balance: what reports and the comparison print.
#ifndef LABS_BALANCE_STATISTICS_H
#define LABS_BALANCE_STATISTICS_H

#include "analysis/usage.h"
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
    struct run_usage usage;
    double ns_per_update; // wall ÷ updates
    // Of the stores that wrote over others' updates, the one that had held longest what it had read.
    bool stale_known; // every update was timed, and figures_find_longest was asked
    uint64_t longest_stale_ns;
    uint32_t longest_stale;                     // its version; VERSION_START: none
    bool stale_about;                           // where it is not known: these two are, about
    uint64_t longest_stored_ns, longest_off_ns; // off its cpu meanwhile, by the kernel's records; 0: not, or not known
};

void figures_of(struct run_figures *figures, const struct recording *recording, const struct ledger *ledger,
                const struct states *states);

// Fills in the longest_… figures. Linear in the overwrites.
void figures_find_longest(struct run_figures *figures, const struct overwrites *overwrites);

#endif
