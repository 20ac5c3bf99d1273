// Builds the order in the form that fits how often workers meet.
#include "labs/balance/order.h"

#include "labs/balance/books.h"
#include "labs/balance/order_dense.h"

#include <stdlib.h>

// Zones that take as much memory as ORDER_ZONES_BYTES for each store.
static size_t most_zones(const struct order *order, enum order_form form)
{
    if (form == ORDER_ZONES)
        return SIZE_MAX;
    return (size_t)(order->stores * ORDER_ZONES_BYTES / zones_bytes(order->journals->count));
}

struct status order_build_as(struct order *order, const struct ledger *ledger, enum order_form form)
{
    struct states states;
    *order = (struct order){
        .recording = ledger->recording,
        .journals = &ledger->journals,
        .stores = ledger->updates,
        .timed = balance_sample_every(ledger->recording) != 0,
    };
    struct status status = states_build_scheduling(&states, ledger->recording);
    if (!status_is_ok(status))
        return status;
    if (order->journals->in_runs && order->stores > 0 && form != ORDER_STORES)
        status = zones_build(&order->zones, ledger, &states, most_zones(order, form), &order->in_zones);
    if (status_is_ok(status) && !order->in_zones)
        status = order_dense_build(order, &states);
    states_finish(&states);
    if (!status_is_ok(status))
        order_finish(order);
    return status;
}

struct status order_build(struct order *order, const struct ledger *ledger)
{
    return order_build_as(order, ledger, ORDER_BY_COUNT);
}
