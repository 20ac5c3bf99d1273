// The order kept store by store. Inside the order only.
#ifndef LABS_BALANCE_ORDER_DENSE_H
#define LABS_BALANCE_ORDER_DENSE_H

#include "analysis/states.h"
#include "labs/balance/order.h"

// Of an order of which recording, ledger, journals and stores are set: all the rest. As order_build; on failure order_finish
// gives back what was made.
struct status order_dense_build(struct order *order, const struct states *states);

#endif
