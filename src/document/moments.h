// Everything that happens in a run as one sequence: loads, stores, kernel switches and lock events, by time.
//
// At even pace each of them gets an equal moment, so the playhead counts them. Loads and stores are numbered by the
// order (labs/balance/order.h); of the others only the times are kept here. At equal times the others come first. Built
// once, then constant. 8 bytes for each switch and lock event.
#ifndef DOCUMENT_MOMENTS_H
#define DOCUMENT_MOMENTS_H

#include "base/status.h"
#include "labs/balance/order.h"

struct moments {
    const struct order *order;
    uint64_t from_ns;    // before anything happened
    uint64_t *others_ns; // kernel switches and lock events, by time
    uint64_t other_count;
    uint64_t count; // of all
};

// A place between two moments: how many loads and stores have happened, and the time of what happened last.
struct moments_place {
    uint64_t events, ns;
};

// The order must outlive it. Times are held within from_ns and to_ns. STATUS_FAILED when memory is short.
struct status moments_build(struct moments *moments, const struct order *order, uint64_t from_ns, uint64_t to_ns);
void moments_finish(struct moments *moments); // a zeroed one is allowed

// How many of the others have happened by then. Logarithmic.
uint64_t moments_others_until(const struct moments *moments, uint64_t ns);

// How many moments have passed at a place. Logarithmic.
uint64_t moments_passed(const struct moments *moments, struct moments_place place);

// The place after the first `passed` moments (at most count). What happens at one time with the last of them, other
// than loads and stores, has happened as well. Logarithmic, then the cost of order_cursor_set.
struct moments_place moments_after(const struct moments *moments, uint64_t passed);

// The place at a moment of the others: they have happened, loads and stores of the same time not yet. Logarithmic.
struct moments_place moments_at_other(const struct moments *moments, uint64_t ns);

// The place one moment on (+1) or back (−1); itself at the ends.
struct moments_place moments_step(const struct moments *moments, struct moments_place place, int by);

#endif
