// The worst collisions of a run: by what was lost, by what it did to the balance, by how long the store that settled it
// had held what it had read.
//
// The first WORST_MOST of each, found once when the document is built. Constant then.
#ifndef LABS_BALANCE_WORST_H
#define LABS_BALANCE_WORST_H

#include "base/worst_of.h"
#include "labs/balance/overwrites.h"

enum worst_order {
    WORST_BY_SIZE, // updates lost
    WORST_BY_NET,  // the change of the balance, either way
    WORST_BY_HELD, // where that is not known all are equal
    WORST_ORDERS,
};

enum {
    WORST_MOST = WORST_OF_MOST
};

struct worst {
    uint32_t lists[WORST_ORDERS][WORST_MOST]; // the ledger's numbers, worst first
    size_t count;
};

void worst_find(struct worst *worst, const struct overwrites *overwrites);

#endif
