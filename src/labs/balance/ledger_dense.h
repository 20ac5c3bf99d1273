// The ledger kept update by update. Inside the ledger only.
#ifndef LABS_BALANCE_LEDGER_DENSE_H
#define LABS_BALANCE_LEDGER_DENSE_H

#include "labs/balance/ledger.h"

// Of a ledger whose journals are there, dense, and nothing else yet: survivors, collisions, links and lost_bits. On failure
// ledger_finish gives back what was made.
struct status ledger_dense_build(struct ledger *ledger);

// How many survive, and nothing else.
struct status ledger_dense_survivors(const struct journals *journals, uint64_t *survived);

// How many of a worker's lost updates had added, and how many taken away.
void ledger_dense_lost(const struct ledger *ledger, uint32_t worker, uint64_t *plus, uint64_t *minus);

#endif
