// Finds where each part of the run begins among the stores, and counts what was lost before.
#include "view/density.h"

#include <stdlib.h>

// Where a store stands on the bar at even pace, in moments; to within the number of workers: a pixel is more.
static uint64_t place_of(const struct moments *moments, uint64_t position)
{
    return 2 * position + moments_others_until(moments, moments->order->times_ns[position]);
}

// The first store whose place is not below it. 2 × position ≤ place of a store ≤ 2 × position + all others.
static uint64_t store_from(const struct moments *moments, uint64_t place)
{
    const uint64_t others = moments->other_count, stores = moments->order->stores;
    uint64_t low = place > others ? (place - others) / 2 : 0, high = place / 2 + 1;
    high = high < stores ? high : stores;
    while (low < high) {
        const uint64_t middle = low + (high - low) / 2;
        if (place_of(moments, middle) < place)
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
    return even ? store_from(moments, place) : (uint64_t)(order_position_at(order, from_ns + place) + 1);
}

static void fill_balances(struct density *density, const struct order *order, int part, uint64_t from, uint64_t to)
{
    if (!order_balance_range(order, from, to, &density->ranges[part]))
        density->ranges[part] = (struct order_range){ INT32_MAX, INT32_MIN };
    density->balances[part] = order_balance_at(order, (int64_t)to - 1);
}

struct status density_build(struct density *density, const struct order *order, const struct moments *moments,
                            uint64_t from_ns, uint64_t to_ns)
{
    const size_t parts = DENSITY_PLACES;
    for (int even = 0; even < 2; even++)
        density->sums[even] = malloc((parts + 1) * sizeof *density->sums[even]);
    density->ranges = malloc(parts * sizeof *density->ranges);
    density->balances = malloc(parts * sizeof *density->balances);
    if (!density->sums[0] || !density->sums[1] || !density->ranges || !density->balances)
        return status_make(STATUS_FAILED, "not enough memory for the density of lost updates");
    for (int even = 0; even < 2; even++) {
        const double whole = even ? (double)moments->count : (double)(to_ns - from_ns);
        uint64_t before = 0;
        density->sums[even][0] = 0;
        for (int part = 0; part < DENSITY_PLACES; part++) {
            const uint64_t next = first_store(order, moments, even, from_ns, whole, part + 1);
            density->sums[even][part + 1] = (uint32_t)order_lost_between(order, 0, next);
            if (!even)
                fill_balances(density, order, part, before, next);
            before = next;
        }
    }
    return status_ok();
}

void density_finish(struct density *density)
{
    free(density->sums[0]);
    free(density->sums[1]);
    free(density->ranges);
    free(density->balances);
    *density = (struct density){ 0 };
}

// The part at which a column begins.
static uint64_t part_of(int column, int columns) { return (uint64_t)column * DENSITY_PLACES / (uint64_t)columns; }

bool density_balance(const struct density *density, int column, int columns, struct order_range *range, int32_t *end)
{
    const uint64_t from = part_of(column, columns), to = part_of(column + 1, columns);
    *range = (struct order_range){ INT32_MAX, INT32_MIN };
    for (uint64_t part = from; part < to; part++) {
        range->low = density->ranges[part].low < range->low ? density->ranges[part].low : range->low;
        range->high = density->ranges[part].high > range->high ? density->ranges[part].high : range->high;
    }
    *end = to > 0 ? density->balances[to - 1] : 0;
    return range->low <= range->high;
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
