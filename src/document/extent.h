// The part of a run in which its updates are made: what the timelines show unless asked for more.
//
// From the first load to the last store and a little on both sides. What lies before and after (workers made, gathered at
// the starting line, ended) is folded; where that is hardly anything it is part of the extent, so that a fold always hides
// more than it costs.
#ifndef DOCUMENT_EXTENT_H
#define DOCUMENT_EXTENT_H

#include "labs/balance/order.h"

struct extent {
    uint64_t from_ns, to_ns; // on the recording's clock, from < to
};

// Within from … to, the whole run, which it is where nothing was stored. Cost of order_cursor_set.
struct extent extent_of(const struct order *order, uint64_t from_ns, uint64_t to_ns);

#endif
