// How lost updates are spread over a whole run, by time and at even pace: sums worked out once, so that a bar of any width
// costs by its columns.
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
    uint32_t *sums[2]; // DENSITY_PLACES + 1 each
};

// From and to: the whole run. STATUS_FAILED when memory is short.
struct status density_build(struct density *density, const struct order *order, const struct moments *moments,
                            uint64_t from_ns, uint64_t to_ns);
void density_finish(struct density *density); // a zeroed one is allowed

// Lost updates in each of so many equal columns; all of them together are all that were lost.
void density_columns(const struct density *density, bool even, int columns, uint32_t *lost);

#endif
