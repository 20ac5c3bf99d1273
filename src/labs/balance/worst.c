// See worst.h.
#include "labs/balance/worst.h"

#include "base/worst_of.h"

static uint64_t size_of(const void *overwrites, uint32_t collision)
{
    return ((const struct overwrites *)overwrites)->ledger->collisions[collision].size;
}

static uint64_t net_of(const void *overwrites, uint32_t collision)
{
    const int64_t net = ((const struct overwrites *)overwrites)->ledger->collisions[collision].net;
    return (uint64_t)(net < 0 ? -net : net);
}

static uint64_t held_of(const void *all, uint32_t collision)
{
    const struct overwrites *overwrites = all;
    uint64_t ns;
    uint64_t off_ns;
    overwrites_held_at_all(overwrites, (int64_t)overwrites_settling(overwrites, collision)->position, &ns, &off_ns);
    return ns;
}

void worst_find(struct worst *worst, const struct overwrites *overwrites)
{
    static uint64_t (*const badness[WORST_ORDERS])(const void *overwrites, uint32_t collision) = {
        [WORST_BY_SIZE] = size_of,
        [WORST_BY_NET] = net_of,
        [WORST_BY_HELD] = held_of,
    };
    for (int order = 0; order < WORST_ORDERS; order++)
        worst->count =
            worst_of(worst->lists[order], WORST_MOST, overwrites->ledger->collision_count, overwrites, badness[order]);
}
