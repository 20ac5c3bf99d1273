// The collisions of a run in the order in which they happened.
//
// A collision happens when its winner is stored: from then on the others' updates are lost. The ledger numbers
// collisions by their victims; here they are by the position of the winning store. Built once, then constant. 12
// bytes a collision.
#ifndef VIEW_CLASHES_H
#define VIEW_CLASHES_H

#include "analysis/order.h"
#include "base/status.h"

struct clashes {
    size_t count;
    uint64_t *positions;  // of the winning stores in the order, increasing
    uint32_t *collisions; // the ledger's numbers
};

// Time linear in updates; while it is built, 4 bytes an update more. STATUS_FAILED when memory is short.
struct status clashes_build(struct clashes *clashes, const struct order *order, const struct ledger *ledger);
void clashes_finish(struct clashes *clashes); // a zeroed one is allowed

// The first clash whose winner stands after the position, and the last one before it (−1 and the number of stores are
// positions too): an index, or −1 where there is none. Logarithmic.
int64_t clashes_next(const struct clashes *clashes, int64_t position);
int64_t clashes_previous(const struct clashes *clashes, int64_t position);

#endif
