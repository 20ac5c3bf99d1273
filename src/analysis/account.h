// All that a report says of a recording, derived at once.
#ifndef ANALYSIS_ACCOUNT_H
#define ANALYSIS_ACCOUNT_H

#include "analysis/statistics.h"
#include "analysis/why.h"

struct account {
    const struct recording *recording;
    struct ledger ledger;
    struct states states;
    struct run_figures figures;
    struct why why;
};

// Derives it. On failure nothing is left. The recording must outlive the account.
struct status account_build(struct account *account, const struct recording *recording);
void account_finish(struct account *account); // a zeroed one is allowed

#endif
