// A run in many parts, worked out once, so that a bar of any width costs by its columns: how lost updates are spread over the
// whole of it, by time and at even pace, and what became of the balance within its extent, by time.
#ifndef LABS_BALANCE_DENSITY_H
#define LABS_BALANCE_DENSITY_H

#include "base/status.h"
#include "document/extent.h"
#include "document/moments.h"
#include "labs/balance/order.h"

enum {
    DENSITY_PLACES = 1 << 14, // parts of the run: a sixth of a pixel where a bar is 2 700 wide
};

// A stretch of time as the balance and lost updates are drawn: a column of the timeline.
struct stretch {
    uint64_t stores, lost;
    struct balance_range range; // of the balance, from the one that stands where it begins
    int32_t rest;               // the balance at rest, where the stretch ends
};

// sums[even][i]: updates lost in the first i parts of the run, parts of equal time, or (even) of equally many moments.
struct density {
    uint32_t *sums[2];         // DENSITY_PLACES + 1 each
    struct stretch *stretches; // of the extent's parts
};

// From and to: the whole run. STATUS_FAILED when memory is short.
struct status density_build(struct density *density, const struct order *order, const struct moments *moments,
                            uint64_t from_ns, uint64_t to_ns, struct extent extent);
void density_finish(struct density *density); // a zeroed one is allowed

// Lost updates in each of so many equal columns; all of them together are all that were lost.
void density_columns(const struct density *density, bool even, int columns, uint32_t *lost);

// What became of the balance in one of so many equal columns of the extent.
struct stretch density_stretch(const struct density *density, int column, int columns);

// The same of the stores from ≤ p < to, wherever they are.
struct stretch stretch_of(const struct order *order, uint64_t from, uint64_t to);

// The balance at rest after a store: as the last one left it that took away again what its worker had added. Where none
// did among those just before, and at the end of the run, the balance itself. −1, the start: 0.
int32_t balance_at_rest(const struct order *order, int64_t position);

#endif
