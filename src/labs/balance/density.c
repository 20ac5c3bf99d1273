// Finds where each part of the run begins among the stores, and counts what was lost before.
#include "labs/balance/density.h"

#include "base/fault.h"

#include <stdlib.h>

// Where a store stands on the bar at even pace, in moments; to within the number of workers: a pixel is more.
static uint64_t place_of(const struct order *order, const struct moments *moments, uint64_t position)
{
    return 2 * position + moments_others_until(moments, order_ns(order, position));
}

// The first store whose place is not below it. 2 × position ≤ place of a store ≤ 2 × position + all others.
static uint64_t store_from(const struct order *order, const struct moments *moments, uint64_t place)
{
    const uint64_t others = moments->other_count, stores = order->stores;
    uint64_t low = place > others ? (place - others) / 2 : 0, high = place / 2 + 1;
    high = high < stores ? high : stores;
    while (low < high) {
        const uint64_t middle = low + (high - low) / 2;
        if (place_of(order, moments, middle) < place)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

// Where the part begins among the stores.
static uint64_t first_store(const struct order *order, const struct moments *moments, bool even, uint64_t from_ns,
                            double whole, int part)
{
    const uint64_t place = (uint64_t)(whole * part / DENSITY_PLACES);
    if (part == 0 || part == DENSITY_PLACES)
        return part ? order->stores : 0;
    return even ? store_from(order, moments, place) : (uint64_t)(order_position_at(order, from_ns + place) + 1);
}

int32_t balance_at_rest(const struct order *order, int64_t position)
{
    enum {
        REACH = 64 // stores looked back at: as many workers may each have added and not yet taken away
    };
    if (position < 0 || (uint64_t)position + 1 >= order->stores)
        return order_balance_at(order, position);
    struct order_walk walk;
    order_walk_set(&walk, order, (uint64_t)position);
    for (int reach = 1; version_sequence(order_walk_version(&walk)) % 2 == 0; reach++) {
        if (walk.position == 0)
            return 0;
        if (reach == REACH)
            return order_balance_at(order, position);
        order_walk_previous(&walk);
    }
    return order_walk_balance(&walk);
}

struct stretch stretch_of(const struct order *order, uint64_t from, uint64_t to)
{
    struct stretch stretch = { .stores = to - from,
                               .lost = to > from ? order_lost_between(order, from, to) : 0,
                               .rest = balance_at_rest(order, (int64_t)to - 1) };
    if (!order_balance_range(order, from > 0 ? from - 1 : 0, to, &stretch.range))
        return stretch; // nothing yet: 0
    if (from == 0) {
        stretch.range.low = stretch.range.low < 0 ? stretch.range.low : 0;
        stretch.range.high = stretch.range.high > 0 ? stretch.range.high : 0;
    }
    return stretch;
}

static void fill_stretches(struct density *density, const struct order *order, struct extent extent)
{
    const double length = (double)(extent.to_ns - extent.from_ns);
    uint64_t before = 0;
    for (int part = 0; part < DENSITY_PLACES; part++) {
        const uint64_t ns = extent.from_ns + (uint64_t)(length * (part + 1) / DENSITY_PLACES);
        uint64_t next = part + 1 < DENSITY_PLACES ? (uint64_t)(order_position_at(order, ns) + 1) : order->stores;
        next = next > before ? next : before;
        density->stretches[part] = stretch_of(order, before, next);
        before = next;
    }
}

struct status density_build(struct density *density, const struct order *order, const struct moments *moments,
                            uint64_t from_ns, uint64_t to_ns, struct extent extent)
{
    const size_t parts = DENSITY_PLACES;
    for (int even = 0; even < 2; even++)
        density->sums[even] = malloc((parts + 1) * sizeof *density->sums[even]);
    density->stretches = malloc(parts * sizeof *density->stretches);
    if (!density->sums[0] || !density->sums[1] || !density->stretches)
        return status_fault(STATUS_FAILED, FAULT_DENSITY_MEMORY);
    for (int even = 0; even < 2; even++) {
        const double whole = even ? (double)moments->count : (double)(to_ns - from_ns);
        density->sums[even][0] = 0;
        for (int part = 0; part < DENSITY_PLACES; part++) {
            const uint64_t next = first_store(order, moments, even, from_ns, whole, part + 1);
            density->sums[even][part + 1] = (uint32_t)order_lost_between(order, 0, next);
        }
    }
    fill_stretches(density, order, extent);
    return status_ok();
}

void density_finish(struct density *density)
{
    free(density->sums[0]);
    free(density->sums[1]);
    free(density->stretches);
    *density = (struct density){ 0 };
}

// The part at which a column begins.
static uint64_t part_of(int column, int columns) { return (uint64_t)column * DENSITY_PLACES / (uint64_t)columns; }

struct stretch density_stretch(const struct density *density, int column, int columns)
{
    const uint64_t from = part_of(column, columns), to = part_of(column + 1, columns);
    struct stretch all = { .range = { INT32_MAX, INT32_MIN } };
    for (uint64_t part = from; part < to; part++) {
        const struct stretch *stretch = &density->stretches[part];
        all.rest = stretch->rest;
        all.stores += stretch->stores;
        all.lost += stretch->lost;
        all.range.low = stretch->range.low < all.range.low ? stretch->range.low : all.range.low;
        all.range.high = stretch->range.high > all.range.high ? stretch->range.high : all.range.high;
    }
    return all;
}

void density_columns(const struct density *density, bool even, int columns, uint32_t *lost)
{
    const uint32_t *sums = density->sums[even];
    uint32_t before = 0;
    for (int i = 0; i < columns; i++) {
        const uint32_t sum = sums[part_of(i + 1, columns)];
        lost[i] = sum - before;
        before = sum;
    }
}
