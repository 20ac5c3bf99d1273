// Boxes: so many passes of each worker together. All that can happen within one is the same wherever it lies, so that the sums
// of one box are found once and played for each.
//
// The way of each worker is cut into stretches of as many passes, the last of which has what is left over, and the end. A box
// is a stretch of each worker; of what kind it is says which of its stretches are their workers' last. Workers with nobody
// left beside them have nothing to choose, so that a move to the last who has something to do leads to the end at once (flow.h).
//
// What is summed are the lanes of tokens: of the values at a place (the outcomes), or of the sets of workers that carry a stale
// value while nothing is lost, and of all schedules (the paths). What a move takes into another box goes through a gate: a place
// there and a token. Of all boxes the gates are the same, whatever kind they are.
//
// A sum is of vectors of lanes, tile by tile, so that what is summed stays in the first cache. Each node (a token at a place) has
// an offset: its tile lies so many exponents below that of the start as could have been taken away since; so what it is summed from
// has come as far as it, or some lanes farther, which are kept from the tile before.
#ifndef SCHEDULES_BOX_H
#define SCHEDULES_BOX_H

#include "schedules/budget.h"
#include "schedules/sameness.h"
#include "schedules/values.h"

enum {
    BOX_KINDS = 1 << SCHEDULES_WORKERS_MAX,     // a bit for each worker whose stretch is its last
    BOX_TOKEN_ALL = 1 << SCHEDULES_WORKERS_MAX, // of the paths: all schedules; those below: sets of workers
    BOX_TOKENS = BOX_TOKEN_ALL + 1,
};

enum box_tokens {
    BOX_PATHS,
    BOX_OUTCOMES,
};

// One thing to do with a tile. `to`, `a`, `b`: slots.
enum box_deed {
    BOX_RECALL, // before `to` is summed up: the lanes behind its tile, from store a
    BOX_KEEP,   // after it: its last lanes, to store a
    BOX_CLEAR,  // to = nothing
    BOX_TAKE,   // to = what came through gate a of a direction; shift: as of BOX_START
    BOX_COPY,   // to = a
    BOX_ADD,    // to = a + b
    BOX_START,  // in the box where the walk starts: to + 1, for token a; shift: the exponent at which its tile begins
    BOX_GIVE,   // gate a of a direction = what is in `to`; shift: as of BOX_START
    BOX_END,    // what comes to the end with token a + what is in `to`; shift: as of BOX_START, there
    BOX_PLACE,  // what is in `to` tells whether a place is come to
};

struct box_op {
    uint8_t deed;       // enum box_deed
    uint8_t of_a, of_b; // a comes in from one of so many that can move, for shares
    uint8_t direction;
    uint32_t to, a, b;
    uint32_t behind_a, behind_b; // so many lanes behind its tile is what is taken from it, up to the plan's
    int64_t shift;
};

#define BOX_SHUT INT64_MIN

// What is to be done for the boxes of one kind.
struct box_sums {
    struct box_op *ops;
    size_t op_count, op_room;
    uint64_t adds; // of BOX_ADD
    uint32_t slots, stores;
    int64_t *gate_shifts[BOX_KINDS]; // by direction, then gate: at which exponent its tile begins; BOX_SHUT:
                                     // nothing goes through it
};

struct box_axis {
    uint32_t stretch, rest; // passes of a stretch, of the last
    uint32_t count, first;  // stretches, and that in which the walk starts
};

struct boxes_plan {
    const struct course *course;
    const struct values *values;
    enum box_tokens tokens;
    struct box_axis axes[SCHEDULES_WORKERS_MAX];
    uint32_t gates[BOX_KINDS]; // by direction (a bit for each worker that goes on to its next stretch): how many
    struct box_sums sums[BOX_KINDS];
    uint32_t behind;   // lanes of the tile before that are kept
    size_t ops, bytes; // of all kinds
    struct meter *meter;
};

// Finds out what is summed in all kinds of boxes. False where it cannot be done so: the walk can come to a deadlock, a move
// leads farther than into the next box, or there is no memory; or where the meter's part must end, then meter->end says why.
// Then nothing is to be finished. Else the plan's bytes are taken from the meter.
bool box_plan(struct boxes_plan *plan, const struct course *course, const struct values *values,
              const struct walk *from, enum box_tokens tokens, const uint32_t *stretches, struct meter *meter);
void box_plan_finish(struct boxes_plan *plan);

#endif
