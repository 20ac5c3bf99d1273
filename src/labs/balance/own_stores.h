// With private memory: which stores are whose, so that each worker's own balance can be asked for at any moment.
//
// There every worker has a balance that nobody else writes, so each of its updates read what it stored last, and its balance
// after so many stores is that of the order at the last of them. Built once, then constant. 4 bytes an update; nothing where
// the workers share one balance, or the order is kept by zones and can be asked at once.
#ifndef LABS_BALANCE_OWN_STORES_H
#define LABS_BALANCE_OWN_STORES_H

#include "base/status.h"
#include "labs/balance/order.h"

struct own_stores {
    const struct order *order;
    uint32_t *positions; // worker after worker, each one's in order; NULL: the balance is shared, or the order is asked
    uint64_t starts[WORKERS_MAX + 1];
};

// Time linear in the updates. STATUS_FAILED when memory is short. The order must outlive it and stay where it is.
struct status own_stores_build(struct own_stores *own, const struct order *order);
void own_stores_finish(struct own_stores *own); // a zeroed one is allowed

// How many of a worker's stores are at or before a position of the order (−1: none). Logarithmic.
uint64_t own_stores_until(const struct own_stores *own, uint32_t worker, int64_t position);

// The position of the last of a worker's first `count` stores; −1: count is 0. At most as many as it made.
int64_t own_stores_position(const struct own_stores *own, uint32_t worker, uint64_t count);

// A worker's own balance at a position of the order.
int32_t own_stores_balance(const struct own_stores *own, uint32_t worker, int64_t position);

#endif
