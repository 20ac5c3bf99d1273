// A selection, as data: a span of a row, a load or a store, a stretch of pixels.
#ifndef VIEW_TIMELINE_PICKED_H
#define VIEW_TIMELINE_PICKED_H

#include <stdbool.h>
#include <stdint.h>

struct timeline_row_kind;

// A plain value; zeroed: nothing is selected.
struct timeline_pick {
    const struct timeline_row_kind *kind; // whose row; NULL: nothing
    int index;                            // which of its kind
    uint64_t from_ns, to_ns;              // of an event both the same
    int64_t store;                        // the store that is meant, or that its load is part of; −1: none is
    bool load;                            // of that store the load
};

static inline bool timeline_pick_is(const struct timeline_pick *a, const struct timeline_pick *b)
{
    return a->kind == b->kind && a->index == b->index && a->from_ns == b->from_ns && a->to_ns == b->to_ns &&
           a->store == b->store && a->load == b->load;
}

#endif
