// Adds up the workers' uses.
#include "analysis/lock_totals.h"

static void add(struct lock_totals *totals, const struct lock_totals *more)
{
    totals->acquisitions += more->acquisitions;
    totals->contended += more->contended;
    totals->wait_ticks += more->wait_ticks;
    totals->hold_ticks += more->hold_ticks;
}

struct lock_totals lock_totals_of_worker(const struct recording *recording, uint32_t resource, uint32_t worker)
{
    const struct use use = recording_use(recording, worker, resource);
    return (struct lock_totals){ use.acquisitions, use.contended, use.wait_ticks, use.hold_ticks };
}

struct lock_totals lock_totals_of(const struct recording *recording, uint32_t resource)
{
    struct lock_totals totals = { 0 };
    for (uint32_t w = 0; w < recording->task_count; w++) {
        const struct lock_totals of_worker = lock_totals_of_worker(recording, resource, w);
        add(&totals, &of_worker);
    }
    return totals;
}

struct lock_totals lock_totals_of_kind(const struct recording *recording, bool gil)
{
    struct lock_totals totals = { 0 };
    for (uint32_t i = 0; i < recording->resource_count; i++) {
        const struct resource *resource = &recording->resources[i];
        if (!resource_is_lock(resource) || (resource->kind == RESOURCE_GIL) != gil)
            continue;
        const struct lock_totals of_one = lock_totals_of(recording, i);
        add(&totals, &of_one);
    }
    return totals;
}
