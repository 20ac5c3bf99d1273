// Where the items are at a moment, by what was noted of them.
#ifndef LABS_QUEUE_PLACES_H
#define LABS_QUEUE_PLACES_H

#include "labs/queue/queue.h"

enum {
    QUEUE_SHOWN = 8, // items of a place that are named
};

struct queue_place {
    uint32_t count;
    uint16_t items[QUEUE_SHOWN]; // the first that are there, in their order
};

struct queue_places {
    struct queue_place buffer, pipe;
    uint32_t put, got; // so far
};

// until_ns: on the recording's clock; UINT64_MAX: at the end. The sentinel is an item here.
void queue_places_at(const struct recording *recording, uint64_t until_ns, struct queue_places *places);

#endif
