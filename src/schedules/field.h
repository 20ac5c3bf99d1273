// Places in a field of lanes that need not be there yet: what is given back is taken again, the last given first, while
// it is still in the cache.
#ifndef SCHEDULES_FIELD_H
#define SCHEDULES_FIELD_H

#include "schedules/budget.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    FIELD_NONE = UINT32_MAX,
    FIELD_LANES_MAX = UINT32_MAX - 1, // fewer than so many
};

enum {
    FIELD_CLASSES = 32 * 8, // of sizes: eight an octave
    FIELD_ALIGN = 16,       // lanes
};

struct field_free {
    uint32_t *at;
    size_t count, room;
};

struct field {
    struct meter *meter;
    size_t lanes;                          // of the field
    struct field_free free[FIELD_CLASSES]; // places that were given back
    bool failed;                           // memory did not suffice; meter->end says it
};

// Asked every few milliseconds by what sums lanes in a field, with the sums since. False: it is not to go on.
typedef bool field_spend(void *context, uint64_t sums);

void field_init(struct field *field, struct meter *meter);
void field_finish(struct field *field);

// All places are as if never taken.
void field_clear(struct field *field);

// Room for so many lanes, at a multiple of FIELD_ALIGN. FIELD_NONE where the field would have too many.
uint32_t field_take(struct field *field, size_t lanes);

// With the same count.
void field_give(struct field *field, uint32_t at, size_t lanes);

// Twice the room for what is in memory, on the meter as well; NULL: there is none, all stays as it is, and the field has
// failed.
void *field_more_room(struct field *field, void *memory, size_t *room, size_t first, size_t each);

#endif
