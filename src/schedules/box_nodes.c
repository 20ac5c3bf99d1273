// Nodes in the order of their places' steps, in which no move leads back; sources sorted by where they lead.
#include "schedules/box_nodes.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum {
    ROOM_FIRST = 256,
    ROOM_MOST = 4000000, // of a kind
    BEHIND_MAX = 1 << 20,
    PLACE_WORK = 1000, // for the meter: of finding where one leads
};

void *box_room(struct box_making *making, void *memory, size_t count, size_t room, size_t *new_room, size_t each)
{
    *new_room = room;
    if (count < room)
        return memory;
    *new_room = room ? 2 * room : ROOM_FIRST;
    const size_t bytes = (*new_room - room) * each;
    void *more = meter_take(making->plan->meter, bytes) ? realloc(memory, *new_room * each) : NULL;
    making->failed = making->failed || !more || *new_room > ROOM_MOST;
    if (!more) {
        if (making->plan->meter->end == BUDGET_KEPT)
            meter_give(making->plan->meter, bytes);
        *new_room = room;
        return memory;
    }
    making->bytes += bytes;
    return more;
}

void box_spend(struct box_making *making, uint64_t work)
{
    making->failed = making->failed || !meter_spend(making->plan->meter, work);
}

// ---- nodes and sources ---------------------------------------------------------------------------------------------

static int by_kind_and_steps(const struct box_place *a, const struct box_place *b)
{
    if (a->set != b->set)
        return a->set < b->set ? -1 : 1;
    for (int i = 0; i < SCHEDULES_WORKERS_MAX; i++)
        if (a->local[i] != b->local[i])
            return a->local[i] < b->local[i] ? -1 : 1;
    return (a->memory > b->memory) - (a->memory < b->memory);
}

struct ordered {
    const struct box_place *place;
    uint32_t number;
};

static int by_order(const void *a, const void *b)
{
    return by_kind_and_steps(((const struct ordered *)a)->place, ((const struct ordered *)b)->place);
}

static bool order_places(struct box_making *making)
{
    const struct box_table *table = &making->places->places;
    struct ordered *ordered = malloc((table->count + 1) * sizeof *ordered);
    making->order = malloc((table->count + 1) * sizeof *making->order);
    if (!ordered || !making->order) {
        free(ordered);
        return false;
    }
    for (uint32_t i = 0; i < table->count; i++)
        if (table->places[i].set == making->kind)
            ordered[making->place_count++] = (struct ordered){ &table->places[i], i };
    qsort(ordered, making->place_count, sizeof *ordered, by_order);
    for (uint32_t i = 0; i < making->place_count; i++)
        making->order[i] = ordered[i].number;
    free(ordered);
    return true;
}

static void add_nodes(struct box_making *making, uint32_t place, bool gate, uint32_t tokens)
{
    for (int token = 0; token < BOX_TOKENS; token++) {
        if (!(tokens >> token & 1))
            continue;
        size_t room;
        making->nodes =
            box_room(making, making->nodes, making->node_count, making->node_room, &room, sizeof *making->nodes);
        making->node_room = (uint32_t)room;
        if (making->failed)
            return;
        making->nodes[making->node_count++] = (struct box_node){ .place = place,
                                                                 .token = (uint8_t)token,
                                                                 .gate = gate,
                                                                 .slot = BOX_NOWHERE,
                                                                 .store = BOX_NOWHERE,
                                                                 .last_use = BOX_NOWHERE };
    }
}

static uint32_t node_of(uint32_t first, uint32_t tokens, int token)
{
    return first + (uint32_t)__builtin_popcount(tokens & ((1U << token) - 1));
}

static void add_source(struct box_making *making, struct box_incoming source)
{
    making->sources = box_room(making, making->sources, making->source_count, making->source_room, &making->source_room,
                               sizeof *making->sources);
    if (!making->failed)
        making->sources[making->source_count++] = source;
}

// To the nodes of where a move leads, from those of a place.
static void add_sources(struct box_making *making, uint32_t place, const struct box_lead *lead, uint32_t first,
                        uint32_t tokens)
{
    const struct box_place *from = &making->places->places.places[place];
    for (int to = 0; to < BOX_TOKENS; to++) {
        if (!(tokens >> to & 1))
            continue;
        for (int token = 0; token < BOX_TOKENS; token++) {
            int64_t shift;
            if (!(from->tokens >> token & 1) || !box_lead_brings(making->places, lead, token, to, &shift))
                continue;
            add_source(making, (struct box_incoming){ .from = node_of(from->first, from->tokens, token),
                                                      .to = node_of(first, tokens, to),
                                                      .shift = shift,
                                                      .of = (uint8_t)lead->of });
        }
    }
}

static void add_ends(struct box_making *making, uint32_t place, const struct box_lead *lead)
{
    const struct box_places *places = making->places;
    const struct box_place *from = &places->places.places[place];
    for (int token = 0; token < BOX_TOKENS; token++) {
        if (!(from->tokens >> token & 1))
            continue;
        for (int to = 0; to < BOX_TOKENS; to++) {
            const bool counts = places->tokens == BOX_PATHS ? to == BOX_TOKEN_ALL || to == 0 : to == FLOW_BALANCE;
            int64_t shift;
            if (!counts || !box_lead_brings(places, lead, token, to, &shift))
                continue;
            making->ends = box_room(making, making->ends, making->end_count, making->end_room, &making->end_room,
                                    sizeof *making->ends);
            if (!making->failed)
                making->ends[making->end_count++] =
                    (struct box_incoming){ .from = node_of(from->first, from->tokens, token),
                                           .to = (uint32_t)to,
                                           .shift = shift,
                                           .of = (uint8_t)lead->of };
        }
    }
}

static void lead_from(struct box_making *making, uint32_t index)
{
    struct box_places *places = making->places;
    const uint32_t place = making->order[index];
    const unsigned enabled = box_places_enabled(places, place);
    for (int worker = 0; worker < places->course->count; worker++) {
        struct box_lead lead;
        if (!(enabled >> worker & 1))
            continue;
        box_places_lead(places, place, worker, &lead);
        if (lead.leads == BOX_LEADS_WITHIN) {
            const struct box_place *to = &places->places.places[lead.to];
            add_sources(making, place, &lead, to->first, to->tokens);
        } else if (lead.leads == BOX_LEADS_OUT) {
            const uint32_t tokens = places->gates.places[lead.to].tokens;
            if (making->gate_nodes[lead.to] == BOX_NOWHERE) {
                making->gate_nodes[lead.to] = making->node_count;
                add_nodes(making, lead.to, true, tokens);
            }
            making->gate_ready[lead.to] = index;
            add_sources(making, place, &lead, making->gate_nodes[lead.to], tokens);
        } else {
            add_ends(making, place, &lead);
        }
    }
}

static int by_to(const void *a, const void *b)
{
    const struct box_incoming *one = a, *other = b;
    if (one->to != other->to)
        return one->to < other->to ? -1 : 1;
    return (one->from > other->from) - (one->from < other->from);
}

static int by_from(const void *a, const void *b)
{
    const struct box_incoming *one = a, *other = b;
    return (one->from > other->from) - (one->from < other->from);
}

static bool find_sources(struct box_making *making)
{
    for (uint32_t i = 0; i < making->place_count && !making->failed; i++) {
        struct box_place *place = &making->places->places.places[making->order[i]];
        place->first = making->node_count;
        add_nodes(making, making->order[i], false, place->tokens);
    }
    for (uint32_t i = 0; i < making->place_count && !making->failed; i++) {
        lead_from(making, i);
        box_spend(making, PLACE_WORK);
    }
    if (making->failed)
        return false;
    if (making->source_count > 0)
        qsort(making->sources, making->source_count, sizeof *making->sources, by_to);
    if (making->end_count > 0)
        qsort(making->ends, making->end_count, sizeof *making->ends, by_from);
    size_t at = 0, end = 0;
    for (uint32_t n = 0; n < making->node_count; n++) {
        making->nodes[n].first = (uint32_t)at;
        making->nodes[n].first_end = (uint32_t)end;
        while (at < making->source_count && making->sources[at].to == n)
            at++;
        while (end < making->end_count && making->ends[end].from == n)
            end++;
    }
    return true;
}

// ---- in which order, and how far they lie apart --------------------------------------------------------------------

static int by_ready(const void *a, const void *b)
{
    const uint32_t *one = a, *other = b;
    return (one[0] > other[0]) - (one[0] < other[0]);
}

// The nodes of places in their order, of each gate after the last place that leads there.
static bool order_nodes(struct box_making *making)
{
    const size_t gate_count = making->places->gates.count;
    uint32_t(*ready)[2] = malloc((gate_count + 1) * sizeof *ready);
    making->make = calloc((size_t)making->node_count + 1, sizeof *making->make);
    if (!ready || !making->make) {
        free(ready);
        return false;
    }
    size_t gates = 0, next = 0;
    for (uint32_t gate = 0; gate < gate_count; gate++) {
        if (making->gate_nodes[gate] == BOX_NOWHERE)
            continue;
        ready[gates][0] = making->gate_ready[gate];
        ready[gates++][1] = gate;
    }
    qsort(ready, gates, sizeof *ready, by_ready);
    uint32_t made = 0;
    for (uint32_t i = 0; i < making->place_count; i++) {
        const struct box_place *place = &making->places->places.places[making->order[i]];
        for (int t = 0; t < __builtin_popcount(place->tokens); t++)
            making->make[made++] = place->first + (uint32_t)t;
        for (; next < gates && ready[next][0] == i; next++) {
            const uint32_t gate = ready[next][1], tokens = making->places->gates.places[gate].tokens;
            for (int t = 0; t < __builtin_popcount(tokens); t++)
                making->make[made++] = making->gate_nodes[gate] + (uint32_t)t;
        }
    }
    free(ready);
    return true;
}

// So many exponents may be taken away from a value until its worker has come there from the start of its stretch.
static int64_t taken_away(const struct box_making *making, int worker, uint32_t local)
{
    const struct course *course = making->places->course;
    int64_t pass = 0, part = 0;
    assert(course->step_count > 0);
    for (uint32_t step = 0; step < course->step_count; step++) {
        const int64_t shift = course->steps[step].add * making->places->values->shift[worker];
        pass += shift < 0 ? -shift : 0;
        part += shift < 0 && step < local % course->step_count ? -shift : 0;
    }
    return local / course->step_count * pass + part;
}

static int64_t offset_of(const struct box_making *making, const struct box_node *node)
{
    int64_t offset = 0;
    for (int w = 0; w < making->places->course->count; w++)
        offset -= taken_away(making, w, making->places->places.places[node->place].local[w]);
    return offset;
}

static bool set_offsets(struct box_making *making)
{
    struct box_node *nodes = making->nodes;
    for (uint32_t m = 0; m < making->node_count; m++) {
        struct box_node *node = &nodes[making->make[m]];
        node->last_use = m;
        if (making->places->tokens == BOX_OUTCOMES && !node->gate)
            node->offset = offset_of(making, node);
        for (uint32_t s = node->first; s < box_sources_end(making, making->make[m]); s++) {
            const struct box_incoming *source = &making->sources[s];
            const int64_t offset = nodes[source->from].offset + source->shift;
            if (node->gate && (s == node->first || offset < node->offset))
                node->offset = offset;
            nodes[source->from].last_use = m;
        }
    }
    for (uint32_t n = 0; n < making->node_count; n++) {
        for (uint32_t s = nodes[n].first; s < box_sources_end(making, n); s++) {
            const struct box_incoming *source = &making->sources[s];
            const int64_t behind = nodes[source->from].offset + source->shift - nodes[n].offset;
            nodes[source->from].kept = nodes[source->from].kept || behind > 0;
            if (behind < 0 || behind > BEHIND_MAX)
                return false;
            if (behind > making->plan->behind)
                making->plan->behind = (uint32_t)behind;
        }
    }
    return true;
}

// ---- all together --------------------------------------------------------------------------------------------------

bool box_nodes_make(struct box_making *making)
{
    const size_t gates = making->places->gates.count + 1;
    making->gate_nodes = malloc(gates * sizeof *making->gate_nodes);
    making->gate_ready = calloc(gates, sizeof *making->gate_ready);
    if (!making->gate_nodes || !making->gate_ready || !order_places(making))
        return false;
    memset(making->gate_nodes, 0xFF, gates * sizeof *making->gate_nodes);
    return find_sources(making) && order_nodes(making) && set_offsets(making);
}

void box_nodes_finish(struct box_making *making)
{
    free(making->order);
    free(making->gate_nodes);
    free(making->gate_ready);
    free(making->make);
    free(making->nodes);
    free(making->sources);
    free(making->ends);
}
