// All that a report says of a recording, derived at once.
#ifndef LABS_BALANCE_ACCOUNT_H
#define LABS_BALANCE_ACCOUNT_H

#include "labs/balance/statistics.h"
#include "labs/balance/why.h"

// Which of several runs it was, where they were made until one lost an update; most 0: one was made.
struct series {
    uint32_t run, most; // the first is 1
};

struct account {
    const struct recording *recording;
    struct ledger ledger;
    struct states states;
    struct run_figures figures;
    struct why why;
    struct series series; // set by whoever made the runs
};

// Derives it, but for who wrote over whom. On failure nothing is left. The recording must outlive the account.
struct status account_build(struct account *account, const struct recording *recording);

// Fills in which overwriting store had held longest what it had read, where every update was timed: that takes the order
// of all loads and stores, some 30 ns and 17 bytes an update for as long as it works.
struct status account_find_longest(struct account *account);
void account_finish(struct account *account); // a zeroed one is allowed

#endif
