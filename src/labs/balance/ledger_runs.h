// The ledger kept by runs. Inside the ledger only.
#ifndef LABS_BALANCE_LEDGER_RUNS_H
#define LABS_BALANCE_LEDGER_RUNS_H

#include "labs/balance/ledger.h"

// Of a ledger whose journals are there, in runs, and nothing else yet: survivors, collisions, keep, next and collision_of. On
// failure ledger_finish gives back what was made.
struct status ledger_runs_build(struct ledger *ledger);

// How many survive, and nothing else.
struct status ledger_runs_survivors(const struct journals *journals, uint64_t *survived);

// How many of a worker's lost updates had added, and how many taken away.
void ledger_runs_lost(const struct ledger *ledger, uint32_t worker, uint64_t *plus, uint64_t *minus);

#endif
