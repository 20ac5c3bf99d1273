// A whole run in many parts, worked out once, so that a bar of any width costs by its columns: how lost updates are spread, by
// time and at even pace, and how the balance went, by time.
#ifndef VIEW_DENSITY_H
#define VIEW_DENSITY_H

#include "analysis/order.h"
#include "base/status.h"
#include "view/moments.h"

enum {
    DENSITY_PLACES = 1 << 14, // parts of the run: a sixth of a pixel where a bar is 2 700 wide
};

// sums[even][i]: updates lost in the first i parts of the run, parts of equal time, or (even) of equally many moments.
struct density {
    uint32_t *sums[2];          // DENSITY_PLACES + 1 each
    struct order_range *ranges; // of the balance within each part; low > high: nothing was stored
    int32_t *balances;          // at the end of each part
};

// From and to: the whole run. STATUS_FAILED when memory is short.
struct status density_build(struct density *density, const struct order *order, const struct moments *moments,
                            uint64_t from_ns, uint64_t to_ns);
void density_finish(struct density *density); // a zeroed one is allowed

// Lost updates in each of so many equal columns; all of them together are all that were lost.
void density_columns(const struct density *density, bool even, int columns, uint32_t *lost);

// The balance in one of so many equal columns of the run's time: what it ends with, and its range; false where nothing was stored.
bool density_balance(const struct density *density, int column, int columns, struct order_range *range, int32_t *end);

#endif
