// Per kind of box: its nodes in an order in which no move leads back, what each is summed from, and then what is to be done,
// one after the other, in as few slots as will do.
#include "schedules/box.h"

#include "schedules/box_places.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum {
    OPS_FIRST = 256,
    OPS_MAX = 4000000, // of a kind
    BEHIND_MAX = 1 << 20,
    NONE = UINT32_MAX,
    PLACE_WORK = 1000, // for the meter: of finding where one leads
    NODE_WORK = 300,   // of making what is done for one
};

struct incoming {
    uint32_t from, to; // nodes
    int64_t shift;
    uint8_t of;
};

struct node {
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
struct making {
    struct box_places *places;
    struct boxes_plan *plan;
    unsigned kind;
    struct box_sums *sums;
    uint32_t *order; // places, in the order of their steps
    uint32_t place_count;
    uint32_t *gate_nodes; // by gate: its first node; NONE: nothing leads there
    uint32_t *gate_ready; // by gate: the place after which it is made
    uint32_t *make;       // nodes in the order of making them
    struct node *nodes;
    uint32_t node_count, node_room;
    struct incoming *sources;
    size_t source_count, source_room;
    struct incoming *ends; // of moves to the end; `to`: the token there
    size_t end_count, end_room;
    uint32_t *spare; // slots
    uint32_t spare_count, spare_room;
    size_t bytes; // taken from the meter
    bool failed;
};

static void *room_for(struct making *making, void *memory, size_t count, size_t room, size_t *new_room, size_t each)
{
    *new_room = room;
    if (count < room)
        return memory;
    *new_room = room ? 2 * room : OPS_FIRST;
    const size_t bytes = (*new_room - room) * each;
    void *more = meter_take(making->plan->meter, bytes) ? realloc(memory, *new_room * each) : NULL;
    making->failed = making->failed || !more || *new_room > OPS_MAX;
    if (!more) {
        if (making->plan->meter->end == BUDGET_KEPT)
            meter_give(making->plan->meter, bytes);
        *new_room = room;
        return memory;
    }
    making->bytes += bytes;
    return more;
}

static void spend(struct making *making, uint64_t work)
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

static bool order_places(struct making *making)
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

static void add_nodes(struct making *making, uint32_t place, bool gate, uint32_t tokens)
{
    for (int token = 0; token < BOX_TOKENS; token++) {
        if (!(tokens >> token & 1))
            continue;
        size_t room;
        making->nodes =
            room_for(making, making->nodes, making->node_count, making->node_room, &room, sizeof *making->nodes);
        making->node_room = (uint32_t)room;
        if (making->failed)
            return;
        making->nodes[making->node_count++] = (struct node){
            .place = place, .token = (uint8_t)token, .gate = gate, .slot = NONE, .store = NONE, .last_use = NONE
        };
    }
}

static uint32_t node_of(uint32_t first, uint32_t tokens, int token)
{
    return first + (uint32_t)__builtin_popcount(tokens & ((1U << token) - 1));
}

static void add_source(struct making *making, struct incoming source)
{
    making->sources = room_for(making, making->sources, making->source_count, making->source_room, &making->source_room,
                               sizeof *making->sources);
    if (!making->failed)
        making->sources[making->source_count++] = source;
}

// To the nodes of where a move leads, from those of a place.
static void add_sources(struct making *making, uint32_t place, const struct box_lead *lead, uint32_t first,
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
            add_source(making, (struct incoming){ .from = node_of(from->first, from->tokens, token),
                                                  .to = node_of(first, tokens, to),
                                                  .shift = shift,
                                                  .of = (uint8_t)lead->of });
        }
    }
}

static void add_ends(struct making *making, uint32_t place, const struct box_lead *lead)
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
            making->ends = room_for(making, making->ends, making->end_count, making->end_room, &making->end_room,
                                    sizeof *making->ends);
            if (!making->failed)
                making->ends[making->end_count++] =
                    (struct incoming){ .from = node_of(from->first, from->tokens, token),
                                       .to = (uint32_t)to,
                                       .shift = shift,
                                       .of = (uint8_t)lead->of };
        }
    }
}

static void lead_from(struct making *making, uint32_t index)
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
            if (making->gate_nodes[lead.to] == NONE) {
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
    const struct incoming *one = a, *other = b;
    if (one->to != other->to)
        return one->to < other->to ? -1 : 1;
    return (one->from > other->from) - (one->from < other->from);
}

static int by_from(const void *a, const void *b)
{
    const struct incoming *one = a, *other = b;
    return (one->from > other->from) - (one->from < other->from);
}

static bool find_sources(struct making *making)
{
    for (uint32_t i = 0; i < making->place_count && !making->failed; i++) {
        struct box_place *place = &making->places->places.places[making->order[i]];
        place->first = making->node_count;
        add_nodes(making, making->order[i], false, place->tokens);
    }
    for (uint32_t i = 0; i < making->place_count && !making->failed; i++) {
        lead_from(making, i);
        spend(making, PLACE_WORK);
    }
    if (making->failed)
        return false;
    qsort(making->sources, making->source_count, sizeof *making->sources, by_to);
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

static uint32_t sources_end(const struct making *making, uint32_t node)
{
    return node + 1 < making->node_count ? making->nodes[node + 1].first : (uint32_t)making->source_count;
}

// ---- in which order, and how far they lie apart --------------------------------------------------------------------

static int by_ready(const void *a, const void *b)
{
    const uint32_t *one = a, *other = b;
    return (one[0] > other[0]) - (one[0] < other[0]);
}

// The nodes of places in their order, of each gate after the last place that leads there.
static bool order_nodes(struct making *making)
{
    const size_t gate_count = making->places->gates.count;
    uint32_t(*ready)[2] = malloc((gate_count + 1) * sizeof *ready);
    making->make = malloc((making->node_count + 1) * sizeof *making->make);
    if (!ready || !making->make) {
        free(ready);
        return false;
    }
    size_t gates = 0, next = 0;
    for (uint32_t gate = 0; gate < gate_count; gate++) {
        if (making->gate_nodes[gate] == NONE)
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
static int64_t taken_away(const struct making *making, int worker, uint32_t local)
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

static int64_t offset_of(const struct making *making, const struct node *node)
{
    int64_t offset = 0;
    for (int w = 0; w < making->places->course->count; w++)
        offset -= taken_away(making, w, making->places->places.places[node->place].local[w]);
    return offset;
}

static bool set_offsets(struct making *making)
{
    struct node *nodes = making->nodes;
    for (uint32_t m = 0; m < making->node_count; m++) {
        struct node *node = &nodes[making->make[m]];
        node->last_use = m;
        if (making->places->tokens == BOX_OUTCOMES && !node->gate)
            node->offset = offset_of(making, node);
        for (uint32_t s = node->first; s < sources_end(making, making->make[m]); s++) {
            const struct incoming *source = &making->sources[s];
            const int64_t offset = nodes[source->from].offset + source->shift;
            if (node->gate && (s == node->first || offset < node->offset))
                node->offset = offset;
            nodes[source->from].last_use = m;
        }
    }
    for (uint32_t n = 0; n < making->node_count; n++) {
        for (uint32_t s = nodes[n].first; s < sources_end(making, n); s++) {
            const struct incoming *source = &making->sources[s];
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

// ---- what is to be done --------------------------------------------------------------------------------------------

static void add_op(struct making *making, struct box_op op)
{
    struct box_sums *sums = making->sums;
    sums->ops = room_for(making, sums->ops, sums->op_count, sums->op_room, &sums->op_room, sizeof *sums->ops);
    if (making->failed)
        return;
    sums->ops[sums->op_count++] = op;
    sums->adds += op.deed == BOX_ADD;
}

static uint32_t take_slot(struct making *making)
{
    return making->spare_count > 0 ? making->spare[--making->spare_count] : making->sums->slots++;
}

static void give_slot(struct making *making, uint32_t slot)
{
    size_t room;
    making->spare = room_for(making, making->spare, making->spare_count, making->spare_room, &room, sizeof slot);
    making->spare_room = (uint32_t)room;
    if (!making->failed)
        making->spare[making->spare_count++] = slot;
}

// So much comes in on top of what the node has; the first is all it has.
static void add_slot(struct making *making, struct node *node, uint32_t slot, uint32_t behind, int of)
{
    const struct box_op op = { .deed = node->begun ? BOX_ADD : BOX_COPY,
                               .of_a = node->begun ? 1 : (uint8_t)of,
                               .of_b = (uint8_t)of,
                               .behind_a = node->begun ? 0 : behind,
                               .behind_b = behind,
                               .to = node->slot,
                               .a = node->begun ? node->slot : slot,
                               .b = slot };
    add_op(making, op);
    node->begun = true;
}

static uint32_t gate_number(const struct box_place *gate, int token)
{
    return gate->first + (uint32_t)__builtin_popcount(gate->tokens & ((1U << token) - 1));
}

// What comes into the box at a node's place.
static void take_in(struct making *making, struct node *node)
{
    for (unsigned direction = 1; direction < 1U << making->places->course->count; direction++) {
        const uint32_t number = box_places_gate(making->places, node->place, direction);
        if (number == BOX_NO_GATE)
            continue;
        const struct box_place *gate = &making->places->gates.places[number];
        if (!(gate->tokens >> node->token & 1))
            continue;
        const uint32_t slot = node->begun ? take_slot(making) : node->slot;
        add_op(making, (struct box_op){ .deed = BOX_TAKE,
                                        .direction = gate->set,
                                        .to = slot,
                                        .a = gate_number(gate, node->token),
                                        .shift = node->offset });
        if (node->begun) {
            add_slot(making, node, slot, 0, 1);
            give_slot(making, slot);
        }
        node->begun = true;
    }
}

static void add_up(struct making *making, uint32_t number)
{
    struct node *node = &making->nodes[number];
    const uint32_t end = sources_end(making, number);
    uint32_t s = node->first;
    if (!node->begun && s + 1 < end) { // two at once
        const struct incoming *one = &making->sources[s], *other = &making->sources[s + 1];
        const struct node *a = &making->nodes[one->from], *b = &making->nodes[other->from];
        add_op(making, (struct box_op){ .deed = BOX_ADD,
                                        .of_a = one->of,
                                        .of_b = other->of,
                                        .behind_a = (uint32_t)(a->offset + one->shift - node->offset),
                                        .behind_b = (uint32_t)(b->offset + other->shift - node->offset),
                                        .to = node->slot,
                                        .a = a->slot,
                                        .b = b->slot });
        node->begun = true;
        s += 2;
    }
    for (; s < end; s++) {
        const struct incoming *source = &making->sources[s];
        const struct node *from = &making->nodes[source->from];
        add_slot(making, node, from->slot, (uint32_t)(from->offset + source->shift - node->offset), source->of);
    }
    if (!node->begun)
        add_op(making, (struct box_op){ .deed = BOX_CLEAR, .to = node->slot });
    node->begun = true;
}

// Moves from the node's place to the end.
static void end_from(struct making *making, const struct node *node, uint32_t number)
{
    for (size_t e = node->first_end; e < making->end_count && making->ends[e].from == number; e++)
        add_op(making, (struct box_op){ .deed = BOX_END,
                                        .of_a = making->ends[e].of,
                                        .to = node->slot,
                                        .a = making->ends[e].to,
                                        .shift = node->offset + making->ends[e].shift });
}

static void finish_node(struct making *making, struct node *node, uint32_t number)
{
    if (node->kept)
        add_op(making, (struct box_op){ .deed = BOX_KEEP, .to = node->slot, .a = node->store });
    if (!node->gate) {
        end_from(making, node, number);
        return;
    }
    const struct box_place *gate = &making->places->gates.places[node->place];
    const uint32_t there = gate_number(gate, node->token);
    making->sums->gate_shifts[gate->set][there] = node->offset;
    add_op(making, (struct box_op){
                       .deed = BOX_GIVE, .direction = gate->set, .to = node->slot, .a = there, .shift = node->offset });
}

static void let_go(struct making *making, struct node *node, uint32_t made)
{
    if (node->last_use != made || node->freed)
        return;
    node->freed = true;
    give_slot(making, node->slot);
}

static void make_ops(struct making *making)
{
    for (uint32_t m = 0; m < making->node_count && !making->failed; m++) {
        const uint32_t number = making->make[m];
        struct node *node = &making->nodes[number];
        node->slot = take_slot(making);
        if (node->kept) {
            node->store = making->sums->stores++;
            add_op(making, (struct box_op){ .deed = BOX_RECALL, .to = node->slot, .a = node->store });
        }
        if (!node->gate)
            take_in(making, node);
        add_up(making, number);
        if (!node->gate && node->place == making->places->start)
            add_op(making,
                   (struct box_op){ .deed = BOX_START, .to = node->slot, .a = node->token, .shift = node->offset });
        if (!node->gate && node->token == BOX_TOKEN_ALL)
            add_op(making, (struct box_op){ .deed = BOX_PLACE, .to = node->slot });
        finish_node(making, node, number);
        for (uint32_t s = node->first; s < sources_end(making, number); s++)
            let_go(making, &making->nodes[making->sources[s].from], m);
        let_go(making, node, m);
        spend(making, NODE_WORK);
    }
}

static bool make_kind(struct boxes_plan *plan, struct box_places *places, unsigned kind)
{
    const size_t gates = places->gates.count + 1;
    struct making making = { .places = places, .plan = plan, .kind = kind, .sums = &plan->sums[kind] };
    making.gate_nodes = malloc(gates * sizeof *making.gate_nodes);
    making.gate_ready = calloc(gates, sizeof *making.gate_ready);
    bool well = making.gate_nodes && making.gate_ready && order_places(&making);
    for (unsigned direction = 1; well && direction < BOX_KINDS; direction++) {
        const size_t count = plan->gates[direction];
        int64_t *shifts = count ? malloc(count * sizeof *shifts) : NULL;
        for (size_t g = 0; shifts && g < count; g++)
            shifts[g] = BOX_SHUT;
        making.sums->gate_shifts[direction] = shifts;
        well = count == 0 || shifts;
    }
    if (well) {
        memset(making.gate_nodes, 0xFF, gates * sizeof *making.gate_nodes);
        well = find_sources(&making) && order_nodes(&making) && set_offsets(&making);
    }
    if (well)
        make_ops(&making);
    making.sums->places = making.place_count;
    free(making.order);
    free(making.gate_nodes);
    free(making.gate_ready);
    free(making.make);
    free(making.nodes);
    free(making.sources);
    free(making.ends);
    free(making.spare);
    meter_give(plan->meter, making.bytes - making.sums->op_room * sizeof(struct box_op));
    return well && !making.failed;
}

static void number_gates(struct boxes_plan *plan, struct box_places *places)
{
    for (size_t g = 0; g < places->gates.count; g++) {
        struct box_place *gate = &places->gates.places[g];
        gate->first = plan->gates[gate->set];
        plan->gates[gate->set] += (uint32_t)__builtin_popcount(gate->tokens);
    }
}

static void set_axes(struct boxes_plan *plan, const struct walk *from, const uint32_t *stretches)
{
    for (int i = 0; i < plan->course->count; i++) {
        struct box_axis *axis = &plan->axes[i];
        const uint32_t passes = plan->course->iterations;
        axis->stretch = stretches[i] < passes ? stretches[i] : passes;
        axis->count = (passes + axis->stretch - 1) / axis->stretch;
        axis->rest = passes - (axis->count - 1) * axis->stretch;
        axis->first = from->places[i] / (axis->stretch * plan->course->step_count);
        if (axis->first == axis->count)
            axis->first--; // at the end, in the last
    }
}

bool box_plan(struct boxes_plan *plan, const struct course *course, const struct values *values,
              const struct walk *from, enum box_tokens tokens, const uint32_t *stretches, struct meter *meter)
{
    *plan = (struct boxes_plan){ .course = course, .values = values, .tokens = tokens, .meter = meter };
    if (!course->protocol || course->units != 0 || course->loses_alone || course->iterations == 0)
        return false;
    set_axes(plan, from, stretches);
    struct box_places places;
    if (!box_places_init(&places, course, values, plan->axes, from, tokens, meter))
        return false;
    number_gates(plan, &places);
    bool well = true;
    for (unsigned kind = 0; well && kind < 1U << course->count; kind++)
        well = make_kind(plan, &places, kind);
    box_places_finish(&places);
    for (unsigned kind = 0; kind < 1U << course->count; kind++) {
        plan->ops += plan->sums[kind].op_count;
        plan->bytes += plan->sums[kind].op_room * sizeof(struct box_op);
    }
    if (!well)
        box_plan_finish(plan);
    return well;
}

void box_plan_finish(struct boxes_plan *plan)
{
    meter_give(plan->meter, plan->bytes);
    for (int kind = 0; kind < BOX_KINDS; kind++) {
        free(plan->sums[kind].ops);
        for (int direction = 0; direction < BOX_KINDS; direction++)
            free(plan->sums[kind].gate_shifts[direction]);
    }
}
