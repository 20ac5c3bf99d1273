// The nodes of a kind of boxes: a token at a place each, or at a gate; what each is summed from, in which order they can be, and how
// far they lie apart.
#ifndef SCHEDULES_BOX_NODES_H
#define SCHEDULES_BOX_NODES_H

#include "schedules/box_places.h"

enum {
    BOX_NOWHERE = UINT32_MAX, // a slot, a store or a node that there is not
};

struct box_incoming {
    uint32_t from, to; // nodes
    int64_t shift;
    uint8_t of;
};

struct box_node {
    uint32_t place; // or gate
    uint8_t token;
    bool gate, begun, kept, freed; // kept: some of what is summed from it lies behind its tile
    int64_t offset;
    uint32_t last_use; // in the order of making them
    uint32_t slot, store;
    uint32_t first;     // of the sources
    uint32_t first_end; // of the moves to the end
};

// One kind under way.
struct box_making {
    struct box_places *places;
    struct boxes_plan *plan;
    unsigned kind;
    struct box_sums *sums;
    uint32_t *order; // places, in the order of their steps
    uint32_t place_count;
    uint32_t *gate_nodes; // by gate: its first node; BOX_NOWHERE: nothing leads there
    uint32_t *gate_ready; // by gate: the place after which it is made
    uint32_t *make;       // nodes in the order of making them
    struct box_node *nodes;
    uint32_t node_count, node_room;
    struct box_incoming *sources;
    size_t source_count, source_room;
    struct box_incoming *ends; // of moves to the end; `to`: the token there
    size_t end_count, end_room;
    uint32_t *spare; // slots
    uint32_t spare_count, spare_room;
    size_t bytes; // taken from the meter
    bool failed;
};

// Finds all that a kind has: order, make, nodes, sources and ends are set. False where it cannot be done so, there is no memory, or the
// meter's part must end. In any case it is to be finished.
bool box_nodes_make(struct box_making *making);
void box_nodes_finish(struct box_making *making);

// Behind the last source of a node.
static inline uint32_t box_sources_end(const struct box_making *making, uint32_t node)
{
    return node + 1 < making->node_count ? making->nodes[node + 1].first : (uint32_t)making->source_count;
}

// The memory, or more of it where it is full, taken from the meter; *new_room: for so many. Where there is none it is as it was, and
// making has failed.
void *box_room(struct box_making *making, void *memory, size_t count, size_t room, size_t *new_room, size_t each);

// So much work; where it was too much making has failed.
void box_spend(struct box_making *making, uint64_t work);

#endif
