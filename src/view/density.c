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

struct status density_build(struct density *density, const struct order *order, const struct moments *moments,
                            uint64_t from_ns, uint64_t to_ns)
{
    for (int even = 0; even < 2; even++) {
        uint32_t *sums = malloc((DENSITY_PLACES + 1) * sizeof *sums);
        density->sums[even] = sums;
        if (!sums)
            return status_make(STATUS_FAILED, "not enough memory for the density of lost updates");
        const double whole = even ? (double)moments->count : (double)(to_ns - from_ns);
        for (int i = 0; i < DENSITY_PLACES; i++) {
            const uint64_t place = (uint64_t)(whole * i / DENSITY_PLACES);
            const uint64_t store =
                even ? store_from(moments, place) : (uint64_t)(order_position_at(order, from_ns + place) + 1);
            sums[i] = i ? (uint32_t)order_lost_between(order, 0, store) : 0;
        }
        sums[DENSITY_PLACES] = (uint32_t)order_lost_between(order, 0, order->stores);
    }
    return status_ok();
}

void density_finish(struct density *density)
{
    free(density->sums[0]);
    free(density->sums[1]);
    *density = (struct density){ 0 };
}

void density_columns(const struct density *density, bool even, int columns, uint32_t *lost)
{
    const uint32_t *sums = density->sums[even];
    uint32_t before = 0;
    for (int i = 0; i < columns; i++) {
        const uint32_t sum = sums[(uint64_t)(i + 1) * DENSITY_PLACES / (uint64_t)columns];
        lost[i] = sum - before;
        before = sum;
    }
}
