// What is to be done for a kind of boxes: its nodes one after the other, in as few slots as will do.
#include "schedules/box_nodes.h"

#include <stdlib.h>

enum {
    NODE_WORK = 300, // for the meter: of making what is done for one
};

static void add_op(struct box_making *making, struct box_op op)
{
    struct box_sums *sums = making->sums;
    sums->ops = box_room(making, sums->ops, sums->op_count, sums->op_room, &sums->op_room, sizeof *sums->ops);
    if (making->failed)
        return;
    sums->ops[sums->op_count++] = op;
    sums->adds += op.deed == BOX_ADD;
}

static uint32_t take_slot(struct box_making *making)
{
    return making->spare_count > 0 ? making->spare[--making->spare_count] : making->sums->slots++;
}

static void give_slot(struct box_making *making, uint32_t slot)
{
    size_t room;
    making->spare = box_room(making, making->spare, making->spare_count, making->spare_room, &room, sizeof slot);
    making->spare_room = (uint32_t)room;
    if (!making->failed)
        making->spare[making->spare_count++] = slot;
}

// So much comes in on top of what the node has; the first is all it has.
static void add_slot(struct box_making *making, struct box_node *node, uint32_t slot, uint32_t behind, int of)
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
static void take_in(struct box_making *making, struct box_node *node)
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

static void add_up(struct box_making *making, uint32_t number)
{
    struct box_node *node = &making->nodes[number];
    const uint32_t end = box_sources_end(making, number);
    uint32_t s = node->first;
    if (!node->begun && s + 1 < end) { // two at once
        const struct box_incoming *one = &making->sources[s], *other = &making->sources[s + 1];
        const struct box_node *a = &making->nodes[one->from], *b = &making->nodes[other->from];
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
        const struct box_incoming *source = &making->sources[s];
        const struct box_node *from = &making->nodes[source->from];
        add_slot(making, node, from->slot, (uint32_t)(from->offset + source->shift - node->offset), source->of);
    }
    if (!node->begun)
        add_op(making, (struct box_op){ .deed = BOX_CLEAR, .to = node->slot });
    node->begun = true;
}

// Moves from the node's place to the end.
static void end_from(struct box_making *making, const struct box_node *node, uint32_t number)
{
    for (size_t e = node->first_end; e < making->end_count && making->ends[e].from == number; e++)
        add_op(making, (struct box_op){ .deed = BOX_END,
                                        .of_a = making->ends[e].of,
                                        .to = node->slot,
                                        .a = making->ends[e].to,
                                        .shift = node->offset + making->ends[e].shift });
}

static void finish_node(struct box_making *making, struct box_node *node, uint32_t number)
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

static void let_go(struct box_making *making, struct box_node *node, uint32_t made)
{
    if (node->last_use != made || node->freed)
        return;
    node->freed = true;
    give_slot(making, node->slot);
}

static void make_ops(struct box_making *making)
{
    for (uint32_t m = 0; m < making->node_count && !making->failed; m++) {
        const uint32_t number = making->make[m];
        struct box_node *node = &making->nodes[number];
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
        for (uint32_t s = node->first; s < box_sources_end(making, number); s++)
            let_go(making, &making->nodes[making->sources[s].from], m);
        let_go(making, node, m);
        box_spend(making, NODE_WORK);
    }
}

static bool make_kind(struct boxes_plan *plan, struct box_places *places, unsigned kind)
{
    struct box_making making = { .places = places, .plan = plan, .kind = kind, .sums = &plan->sums[kind] };
    bool well = true;
    for (unsigned direction = 1; well && direction < BOX_KINDS; direction++) {
        const size_t count = plan->gates[direction];
        int64_t *shifts = count ? malloc(count * sizeof *shifts) : NULL;
        for (size_t g = 0; shifts && g < count; g++)
            shifts[g] = BOX_SHUT;
        making.sums->gate_shifts[direction] = shifts;
        well = count == 0 || shifts;
    }
    well = well && box_nodes_make(&making);
    if (well)
        make_ops(&making);
    box_nodes_finish(&making);
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
