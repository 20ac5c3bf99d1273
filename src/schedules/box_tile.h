// What is done with a tile of lanes, in vectors as wide as the cpu has.
//
// Plain functions: any thread may call.
#ifndef SCHEDULES_BOX_TILE_H
#define SCHEDULES_BOX_TILE_H

#include "schedules/box.h"

enum {
    BOX_TILE_STEP = 32,   // lanes: a tile has a multiple of these
    BOX_BEHIND_STEP = 16, // lanes behind it
};

// A deed as it is done: what it is done with are lanes from `slots` on, or of a store from `stores` on.
struct box_step {
    uint32_t deed; // enum box_deed
    uint32_t to, a, b;
};

// Where things lie: a slot is its lanes, and those behind before them; a store is those behind.
struct box_tile {
    uint32_t *slots, *stores;
    uint32_t lanes, behind; // multiples of BOX_TILE_STEP, of BOX_BEHIND_STEP
    bool first;             // of its window: there is nothing behind it
};

// The lane at which a slot's begin.
static inline size_t box_slot(uint32_t slot, uint32_t lanes, uint32_t behind)
{
    return (size_t)slot * (lanes + behind) + behind;
}

// How many lanes at once.
enum box_width {
    BOX_PLAIN,  // one after the other
    BOX_WIDE,   // 8
    BOX_WIDEST, // 16
};

// The widest that the cpu has.
enum box_width box_tile_width(void);

// Does what can be done within the slots (BOX_RECALL, BOX_KEEP, BOX_CLEAR, BOX_COPY, BOX_ADD, BOX_PLACE) from steps[at] on, modulo
// primes[0], or where `each` (BOX_PLAIN alone) modulo primes[lane]. Returns the first step that is another, or count.
size_t box_tile_run(const struct box_step *steps, size_t at, size_t count, const struct box_tile *tile,
                    enum box_width width, const uint32_t *primes, bool each);

#endif
