// Sorts the positions of the order by worker.
#include "labs/balance/own_stores.h"
#include "base/fault.h"
#include "labs/balance/books.h"
#include "labs/balance/experiment.h"

#include <stdlib.h>

struct status own_stores_build(struct own_stores *own, const struct order *order)
{
    const struct experiment *experiment = experiment_of(order->recording);
    uint64_t next[WORKERS_MAX];
    *own = (struct own_stores){ .order = order };
    if (experiment->memory != MEMORY_PRIVATE || order->in_zones)
        return status_ok();
    own->positions = malloc((order->stores + 1) * sizeof *own->positions);
    if (!own->positions)
        return status_fault(STATUS_FAILED, FAULT_BALANCES_MEMORY);
    for (uint32_t w = 0; w < experiment->count; w++) {
        next[w] = own->starts[w];
        own->starts[w + 1] = own->starts[w] + balance_updates(order->recording, w);
    }
    for (uint64_t p = 0; p < order->stores; p++)
        own->positions[next[version_worker(order_version(order, p))]++] = (uint32_t)p;
    return status_ok();
}

void own_stores_finish(struct own_stores *own)
{
    free(own->positions);
    *own = (struct own_stores){ 0 };
}

uint64_t own_stores_until(const struct own_stores *own, uint32_t worker, int64_t position)
{
    if (!own->positions) {
        uint64_t counts[WORKERS_MAX];
        order_counts_at(own->order, position, counts);
        return counts[worker];
    }
    uint64_t low = own->starts[worker], high = own->starts[worker + 1];
    while (low < high) {
        const uint64_t middle = low + (high - low) / 2;
        if ((int64_t)own->positions[middle] <= position)
            low = middle + 1;
        else
            high = middle;
    }
    return low - own->starts[worker];
}

int64_t own_stores_position(const struct own_stores *own, uint32_t worker, uint64_t count)
{
    if (count == 0)
        return -1;
    if (!own->positions)
        return (int64_t)order_position_of(own->order, version_make(worker, (uint32_t)count - 1));
    return (int64_t)own->positions[own->starts[worker] + count - 1];
}

int32_t own_stores_balance(const struct own_stores *own, uint32_t worker, int64_t position)
{
    return order_balance_at(own->order, own_stores_position(own, worker, own_stores_until(own, worker, position)));
}
