// A block of a sweep: a stand of each worker, and so as many places as workers have two rests there. Which of its tallies there are, how
// long they are and where they have their room. Private to the sweep.
#ifndef SCHEDULES_SWEEP_BLOCK_H
#define SCHEDULES_SWEEP_BLOCK_H

#include "schedules/cell.h"
#include "schedules/field.h"
#include "schedules/flow.h"
#include "schedules/lattice.h"
#include "schedules/pieces.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    SWEEP_KEPT = FLOW_VALUES, // beside the values: the schedules that have lost nothing, one lane
    SWEEP_VALUES,
    SWEEP_PLACES = 1 << SCHEDULES_WORKERS_MAX,
    WIDE = LANES_WIDE,
    MARGIN = 32, // zeros before, between and behind tallies: so far they may be read, and zeros be written
    TALLIES_MAX = SWEEP_PLACES * SWEEP_VALUES,
};

enum {
    NO_LANE = UINT32_MAX, // apart, since it makes its enum unsigned
};

struct span {
    int64_t low, end; // equal: nothing
};

// Tallies of a block that are forgotten together: those that this worker's next move, or one of a later worker's, asks for,
// and no earlier worker's. The block that asks last is then that one.
struct block_part {
    uint32_t users;               // moves that have not asked yet
    uint32_t at, taken;           // its lanes in the field
    uint16_t places;              // of the block, a bit each
    uint32_t first[SWEEP_VALUES]; // where the first tally of each value is
};

// What is known of a block until nobody asks any more.
struct sweep_block {
    struct block_part parts[SCHEDULES_WORKERS_MAX];
    uint16_t has[SWEEP_VALUES];      // which places have a tally of it that may be asked for, a bit each
    struct span spans[SWEEP_VALUES]; // of all its tallies of a value
};

struct sum_source {
    int64_t at;          // lane 0 of the sum in the field
    uint32_t begin, end; // the lanes of the sum that it has, in whole vectors
    int of;              // it comes in from one of so many that can move
};

struct sum {
    int value;
    unsigned place;
    uint32_t at, lanes; // whole vectors
    int64_t low;        // the exponent of lane 0
    uint32_t one;       // the lane that is one; NO_LANE
    int source_count;
    struct sum_source sources[SCHEDULES_WORKERS_MAX];
};

// A block before the one under way, by a worker: the workers there are numbered anew where they are alike.
struct before {
    struct sweep_block *block;     // NULL: there is none
    int as[SCHEDULES_WORKERS_MAX]; // which worker there each is here
};

struct sweep_list {
    struct meter unlimited; // the field's own lists are little, and those of the blocks count for them
    const struct lattice *lattice;
    uint32_t stands[SCHEDULES_WORKERS_MAX]; // of the block under way
    struct before before[SCHEDULES_WORKERS_MAX];
    unsigned second; // workers with two rests in their stand, a bit each
    unsigned going;  // workers that have another stand before them
    struct sweep_block block;
    // By place of the block: who carries something, who can move.
    uint8_t carriers[SWEEP_PLACES], movers[SWEEP_PLACES];
    uint16_t has[SWEEP_VALUES];              // which places have a tally, a bit each
    uint32_t at[SWEEP_VALUES][SWEEP_PLACES]; // where it is
    uint16_t leads[SWEEP_VALUES];            // which are the first of their part
    struct block_part inside;                // what nobody asks for
    int count;
    struct sum sums[TALLIES_MAX];
    int64_t low, end;           // of all of them
    uint64_t place_sums, spent; // what a place counts for; sums since spend was last asked
    field_spend *spend;
    void *context;
    struct pieces pieces;
};

// Exponents of whole vectors.
static inline int64_t down(int64_t exponent) { return exponent & -(int64_t)WIDE; }

static inline int64_t up(int64_t exponent) { return (exponent + WIDE - 1) & -(int64_t)WIDE; }

static inline uint32_t lanes_of(const struct span *span) { return (uint32_t)(up(span->end) - down(span->low)); }

// Of 16; the compiler's own would be a call.
static inline int bits_of(unsigned set)
{
    set -= set >> 1 & 0x5555;
    set = (set & 0x3333) + (set >> 2 & 0x3333);
    set = (set + (set >> 4)) & 0x0F0F;
    return (int)((set + (set >> 8)) & 0x1F);
}

static inline const struct lattice_rest *rest_of(const struct sweep_list *list, int worker, unsigned place)
{
    const struct lattice_axis *axis = &list->lattice->axes[worker];
    return &axis->rests[axis->stands[list->stands[worker]] + (place >> worker & 1)];
}

// Which tallies the block under way has, by its stands.
void block_find_tallies(struct sweep_list *list);

// What of the block before by that worker a value of the first rest of its stand here was, and what was added. The value is one
// of those here. −1: nothing of it.
int block_value_before(const struct sweep_list *list, int worker, int value, int64_t *shift);

// The exponents of its values, from those of the blocks before it. first: the schedules begin there.
void block_find_spans(struct sweep_list *list, bool first);

// Room for its tallies. False where the field has none, or a tally would be too long; it has failed then.
bool block_take_room(struct field *field, struct sweep_list *list);

void block_give_part(struct field *field, const struct block_part *part);

#endif
