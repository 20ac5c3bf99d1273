// The front: a hash of the places found and not yet taken, and a heap that says which is next.
#include "schedules/graph.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

// The places of all workers as one number, which says their order too (rank_of).
typedef unsigned __int128 wide;

struct node {
    struct node *next_spare;
    uint32_t places[SCHEDULES_PLACES];
    int edge_count;
    struct edge edges[EDGES_MAX];
};

struct entry {
    wide rank;
    struct node *node;
};

struct graph {
    struct pass *pass;
    const struct course *course;
    struct graph_result *result;
    uint32_t start[SCHEDULES_PLACES]; // places
    uint32_t way;                     // the most steps that a worker has before it there
    uint32_t spread;
    unsigned strip;      // a strip is 2^strip places wide
    unsigned place_bits; // of one worker's place
    struct entry *heap;  // the first in order on top
    size_t node_count, heap_capacity;
    struct entry *slots; // by hash of the rank; no node: free
    size_t slot_count;   // a power of two, twice the heap's capacity
    struct node *spare;
};

enum {
    HEAP_FIRST = 64,
    SLOTS_PER_NODE = 2,
    MEMORY_BITS = 16, // of a lock by hand (struct protocol)
};

// How wide a strip is, by workers: what is summed within one must fit the cache.
static const unsigned strips[SCHEDULES_WORKERS_MAX + 1] = { 0, 0, 3, 2, 1 };

// Takes more memory, on the meter as well.
static void *grow(struct graph *graph, void *memory, size_t old_bytes, size_t bytes)
{
    struct meter *meter = graph->pass->meter;
    if (!meter_take(meter, bytes - old_bytes))
        return NULL;
    void *more = realloc(memory, bytes);
    if (!more) {
        meter_give(meter, bytes - old_bytes);
        meter->end = BUDGET_MEMORY;
    }
    return more;
}

// The strips of all workers but the last, the place of the last, then where in their strips the others are. A move
// makes one place larger and none smaller, so it always leads to a higher rank. Last what stands in the memory of a lock
// by hand, which says no more than which of several nodes of the same places it is.
static wide rank_of(const struct graph *graph, const uint32_t *places)
{
    const int last = graph->course->count - 1;
    const unsigned strip_bits = graph->place_bits - graph->strip;
    wide rank = 0;
    for (int i = 0; i < last; i++)
        rank = rank << strip_bits | places[i] >> graph->strip;
    rank = rank << graph->place_bits | places[last];
    for (int i = 0; i < last; i++)
        rank = rank << graph->strip | (places[i] & ((1U << graph->strip) - 1));
    if (graph->course->protocol)
        rank = rank << MEMORY_BITS | places[LOCK_PLACE];
    return rank;
}

static void heap_push(struct graph *graph, struct entry entry)
{
    size_t at = graph->node_count++;
    while (at > 0 && entry.rank < graph->heap[(at - 1) / 2].rank) {
        graph->heap[at] = graph->heap[(at - 1) / 2];
        at = (at - 1) / 2;
    }
    graph->heap[at] = entry;
}

static struct entry heap_pop(struct graph *graph)
{
    const struct entry first = graph->heap[0];
    const struct entry moved = graph->heap[--graph->node_count];
    size_t at = 0;
    for (;;) {
        size_t child = 2 * at + 1;
        if (child >= graph->node_count)
            break;
        if (child + 1 < graph->node_count && graph->heap[child + 1].rank < graph->heap[child].rank)
            child++;
        if (graph->heap[child].rank >= moved.rank)
            break;
        graph->heap[at] = graph->heap[child];
        at = child;
    }
    graph->heap[at] = moved;
    return first;
}

static size_t home_of(const struct graph *graph, wide rank)
{
    // 2^64 ÷ the golden ratio: spreads neighbours.
    const uint64_t hash = ((uint64_t)rank ^ (uint64_t)(rank >> 64) * 31) * 0x9E3779B97F4A7C15;
    return (hash >> 32) & (graph->slot_count - 1);
}

// The slot of the rank, or the free one where it would be.
static size_t slot_of(const struct graph *graph, wide rank)
{
    size_t at = home_of(graph, rank);
    while (graph->slots[at].node && graph->slots[at].rank != rank)
        at = (at + 1) & (graph->slot_count - 1);
    return at;
}

// Empties the slot, and moves up what would not be found any more.
static void free_slot(struct graph *graph, size_t at)
{
    const size_t mask = graph->slot_count - 1;
    for (size_t next = (at + 1) & mask; graph->slots[next].node; next = (next + 1) & mask) {
        const size_t home = home_of(graph, graph->slots[next].rank);
        if (((next - home) & mask) >= ((next - at) & mask)) {
            graph->slots[at] = graph->slots[next];
            at = next;
        }
    }
    graph->slots[at].node = NULL;
}

static bool more_room(struct graph *graph)
{
    const size_t old = graph->heap_capacity, capacity = old ? old * 2 : HEAP_FIRST;
    const size_t slots_bytes = capacity * SLOTS_PER_NODE * sizeof *graph->slots;
    struct entry *slots = grow(graph, NULL, 0, slots_bytes);
    if (!slots)
        return false;
    struct entry *heap = grow(graph, graph->heap, old * sizeof *heap, capacity * sizeof *heap);
    if (!heap) {
        free(slots);
        meter_give(graph->pass->meter, slots_bytes);
        return false;
    }
    memset(slots, 0, slots_bytes);
    free(graph->slots);
    meter_give(graph->pass->meter, graph->slot_count * sizeof *slots);
    graph->heap = heap;
    graph->heap_capacity = capacity;
    graph->slots = slots;
    graph->slot_count = capacity * SLOTS_PER_NODE;
    for (size_t i = 0; i < graph->node_count; i++)
        slots[slot_of(graph, heap[i].rank)] = heap[i];
    return true;
}

// The node of these places, made if need be. NULL where memory does not suffice.
static struct node *node_at(struct graph *graph, const uint32_t *places)
{
    if (graph->node_count == graph->heap_capacity && !more_room(graph))
        return NULL;
    const wide rank = rank_of(graph, places);
    struct entry *slot = &graph->slots[slot_of(graph, rank)];
    if (slot->node)
        return slot->node;
    struct node *node = graph->spare;
    if (node)
        graph->spare = node->next_spare;
    else if (!(node = grow(graph, NULL, 0, sizeof *node)))
        return NULL;
    memcpy(node->places, places, sizeof node->places);
    node->edge_count = 0;
    *slot = (struct entry){ rank, node };
    heap_push(graph, *slot);
    return node;
}

static struct node *take_first(struct graph *graph)
{
    const struct entry first = heap_pop(graph);
    free_slot(graph, slot_of(graph, first.rank));
    return first.node;
}

static void give_edges(struct graph *graph, struct node *node)
{
    for (int e = 0; e < node->edge_count; e++)
        if (node->edges[e].source)
            cell_release(graph->pass, node->edges[e].source);
    node->edge_count = 0;
}

// Where many ways lead to one place (the end, mostly), those so far are summed up first, to let their sources go.
static bool fold_edges(struct graph *graph, struct node *node)
{
    struct cell *sum = cell_sum(graph->pass, node->edges, node->edge_count, node->places);
    if (!sum)
        return false;
    node->edge_count = 1;
    node->edges[0].source = sum;
    node->edges[0].of = 1;
    flow_init(&node->edges[0].flow, graph->course, node->places);
    return true;
}

// Whether the workers are not too far apart: each one's share of its own way, measured in steps of the longest.
static bool within_spread(const struct graph *graph, const uint32_t *places)
{
    if (graph->spread == GRAPH_SPREAD_ALL || course_ended(graph->course, places))
        return true;
    uint64_t least = UINT64_MAX, most = 0;
    for (int i = 0; i < graph->course->count; i++) {
        const uint32_t way = graph->course->length - graph->start[i];
        if (way == 0)
            continue;
        const uint64_t gone = (uint64_t)(places[i] - graph->start[i]) * graph->way / way;
        least = gone < least ? gone : least;
        most = gone > most ? gone : most;
    }
    return most - least <= graph->spread;
}

static bool lead_on(struct graph *graph, struct cell *cell, const uint32_t *places, unsigned enabled)
{
    const int possible = __builtin_popcount(enabled);
    for (int worker = 0; worker < graph->course->count; worker++) {
        if (!(enabled >> worker & 1))
            continue;
        struct flow flow;
        flow_run(&flow, graph->course, graph->pass->values, places, worker);
        if (!within_spread(graph, flow.places)) {
            graph->result->left_out = true;
            continue;
        }
        struct node *node = node_at(graph, flow.places);
        if (!node || (node->edge_count == EDGES_MAX && !fold_edges(graph, node)))
            return false;
        node->edges[node->edge_count++] = (struct edge){ cell, possible, flow };
        cell->users++;
    }
    return true;
}

static void add_number(mpz_t sum, const struct tally *tally)
{
    if (tally->length == 0)
        return;
    mpz_t number;
    mpz_init(number);
    tally_get(tally, 0, number);
    mpz_add(sum, sum, number);
    mpz_clear(number);
}

// A schedule ends here, in good order or in a deadlock.
static void note_end(struct graph *graph, struct cell *cell, bool ended)
{
    struct graph_result *result = graph->result;
    if (graph->pass->kind == PASS_OUTCOMES) {
        if (ended) {
            result->last = cell;
            cell->users++;
        }
        return;
    }
    if (ended)
        result->finals = cell->spans[FLOW_BALANCE];
    for (int t = 0; t < cell->tally_count; t++) {
        const struct tally *tally = &cell->tallies[t];
        if (graph->pass->figures == TALLY_NUMBERS)
            add_number(t != CELL_ALL ? result->kept : ended ? result->ended : result->deadlocked, tally);
        else if (tally->length)
            *(t != CELL_ALL ? &result->share_kept
              : ended       ? &result->share_ended
                            : &result->share_deadlocked) += tally_get_share(tally, 0);
    }
}

static bool visit(struct graph *graph, struct node *node)
{
    struct cell *cell = cell_sum(graph->pass, node->edges, node->edge_count, node->places);
    if (!cell)
        return false;
    node->edge_count = 0; // cell_sum gave the sources back
    graph->result->places++;
    const unsigned enabled = course_enabled(graph->course, node->places);
    bool well = true;
    if (enabled)
        well = lead_on(graph, cell, node->places, enabled);
    else
        note_end(graph, cell, course_ended(graph->course, node->places));
    cell_release(graph->pass, cell);
    return well;
}

static bool start(struct graph *graph, const struct walk *from)
{
    struct flow flow;
    flow_init(&flow, graph->course, from->places);
    memcpy(graph->start, flow.places, sizeof graph->start);
    for (int i = 0; i < graph->course->count; i++)
        if (graph->course->length - flow.places[i] > graph->way)
            graph->way = graph->course->length - flow.places[i];
    struct cell *cell = cell_start(graph->pass, from);
    if (!cell)
        return false;
    struct node *node = node_at(graph, flow.places);
    if (!node) {
        cell_release(graph->pass, cell);
        return false;
    }
    node->edges[node->edge_count++] = (struct edge){ cell, 1, flow };
    return true;
}

static void finish(struct graph *graph)
{
    struct meter *meter = graph->pass->meter;
    for (size_t i = 0; i < graph->node_count; i++) {
        give_edges(graph, graph->heap[i].node);
        free(graph->heap[i].node);
        meter_give(meter, sizeof(struct node));
    }
    for (struct node *node = graph->spare, *next; node; node = next) {
        next = node->next_spare;
        free(node);
        meter_give(meter, sizeof(struct node));
    }
    free(graph->heap);
    meter_give(meter, graph->heap_capacity * sizeof *graph->heap);
    free(graph->slots);
    // NOLINTNEXTLINE(bugprone-sizeof-expression): the array is one of pointers
    meter_give(meter, graph->slot_count * sizeof *graph->slots);
}

void graph_result_init(struct graph_result *result)
{
    *result = (struct graph_result){ 0 };
    mpz_inits(result->ended, result->deadlocked, result->kept, NULL);
}

void graph_result_finish(struct pass *pass, struct graph_result *result)
{
    if (result->last)
        cell_release(pass, result->last);
    mpz_clears(result->ended, result->deadlocked, result->kept, NULL);
}

bool graph_run(struct pass *pass, const struct walk *from, uint32_t spread, struct graph_result *result)
{
    struct graph graph = {
        .pass = pass,
        .course = pass->course,
        .result = result,
        .spread = spread,
        .strip = strips[pass->course->count],
    };
    graph.place_bits = graph.strip;
    while (graph.place_bits < 32 && pass->course->length >> graph.place_bits)
        graph.place_bits++;
    bool well = start(&graph, from);
    while (well && graph.node_count > 0) {
        struct node *node = take_first(&graph);
        well = visit(&graph, node);
        give_edges(&graph, node);
        node->next_spare = graph.spare;
        graph.spare = node;
    }
    finish(&graph);
    return well;
}
