// The worst collisions of a run, by what was lost and by what it did to the balance.
//
// The first WORST_MOST of each, found once when the document is built. Constant then.
#ifndef VIEW_WORST_H
#define VIEW_WORST_H

#include "analysis/ledger.h"

enum worst_order {
    WORST_BY_SIZE, // updates lost
    WORST_BY_NET,  // the change of the balance, either way
    WORST_ORDERS,
};

enum {
    WORST_MOST = 1000
};

struct worst {
    uint32_t lists[WORST_ORDERS][WORST_MOST]; // the ledger's numbers, worst first
    size_t count;
};

void worst_find(struct worst *worst, const struct ledger *ledger);

#endif
