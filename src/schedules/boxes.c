// What boxes take: spans of exponents are followed through all that is to be done, once.
#include "schedules/boxes.h"

#include "schedules/box_tile.h"

#include <stdlib.h>
#include <string.h>

enum {
    SPEND_EVERY = 4000000, // of what is looked at
    TILE_MOST = 512,       // lanes
};

// By workers: passes of the first one's stretches, and of the others'; and the bytes that slots may take, so that what is
// summed is in the first cache or in the second.
static const struct {
    uint32_t first, other, bytes;
} sizes[SCHEDULES_WORKERS_MAX + 1] = {
    [2] = { 32, 8, 64 << 10 },
    [3] = { 4, 2, 512 << 10 },
    [4] = { 1, 1, 1 << 20 },
};

// ---- spans ---------------------------------------------------------------------------------------------------------

struct span {
    int64_t low, end; // empty where end is not above low
};

static const struct span nothing = { INT64_MAX, INT64_MIN };

static bool is_empty(struct span span) { return span.end <= span.low; }

static struct span shifted(struct span span, int64_t shift)
{
    return is_empty(span) ? span : (struct span){ span.low + shift, span.end + shift };
}

static struct span both(struct span a, struct span b)
{
    return (struct span){ a.low < b.low ? a.low : b.low, a.end > b.end ? a.end : b.end };
}

struct foreseeing {
    struct boxes *boxes;
    struct span *slots;  // exponents less the offset of the node
    struct span **gates; // by box and direction: of all gates, exponents; NULL: none is open
    struct span end;
};

static struct span **gates_of(struct foreseeing *foreseeing, size_t number, unsigned direction)
{
    return &foreseeing->gates[number * boxes_directions(foreseeing->boxes) + direction];
}

static bool open_gates(struct foreseeing *foreseeing, const struct box *box)
{
    const struct boxes *boxes = foreseeing->boxes;
    for (unsigned direction = 1; direction < boxes_directions(boxes); direction++) {
        const size_t count = boxes->plan.gates[direction];
        if (count == 0 || (box->kind & direction) != 0)
            continue;
        struct span *gates = malloc(count * sizeof *gates);
        if (!gates)
            return false;
        for (size_t g = 0; g < count; g++)
            gates[g] = nothing;
        *gates_of(foreseeing, box->number, direction) = gates;
    }
    return true;
}

// What came into the box is done with.
static void close_gates(struct foreseeing *foreseeing, const struct box *box)
{
    const struct boxes *boxes = foreseeing->boxes;
    for (unsigned direction = 1; direction < boxes_directions(boxes); direction++) {
        size_t before;
        if (!boxes_before(boxes, box, direction, &before))
            continue;
        free(*gates_of(foreseeing, before, direction));
        *gates_of(foreseeing, before, direction) = NULL;
    }
}

// ---- what it takes -------------------------------------------------------------------------------------------------

static void foresee_op(struct foreseeing *foreseeing, const struct box *box, const struct box_op *op)
{
    struct boxes *boxes = foreseeing->boxes;
    struct span *slots = foreseeing->slots, *to = &slots[op->to];
    struct span *gates = NULL;
    size_t before;
    switch (op->deed) {
    case BOX_CLEAR:
        *to = nothing;
        break;
    case BOX_TAKE:
        if (boxes_before(boxes, box, op->direction, &before))
            gates = *gates_of(foreseeing, before, op->direction);
        *to = gates ? shifted(gates[op->a], -op->shift) : nothing;
        break;
    case BOX_COPY:
        *to = shifted(slots[op->a], op->behind_a);
        break;
    case BOX_ADD:
        *to = both(shifted(slots[op->a], op->behind_a), shifted(slots[op->b], op->behind_b));
        break;
    case BOX_START:
        if (box->number == 0) {
            const int64_t exponent = boxes_start(boxes, op->a) - op->shift;
            *to = both(*to, (struct span){ exponent, exponent + 1 });
        }
        break;
    case BOX_GIVE:
        gates = *gates_of(foreseeing, box->number, op->direction);
        if (gates)
            gates[op->a] = shifted(*to, op->shift);
        break;
    case BOX_END:
        foreseeing->end = both(foreseeing->end, shifted(*to, op->shift));
        break;
    case BOX_PLACE:
        boxes->places += !is_empty(*to);
        break;
    default:
        break;
    }
}

static bool foresee_box(struct foreseeing *foreseeing, size_t number)
{
    struct boxes *boxes = foreseeing->boxes;
    const struct box box = boxes_box(boxes, number);
    const struct box_sums *sums = &boxes->plan.sums[box.kind];
    struct span spans = nothing;
    if (!open_gates(foreseeing, &box))
        return false;
    for (size_t i = 0; i < sums->op_count; i++) {
        foresee_op(foreseeing, &box, &sums->ops[i]);
        if (sums->ops[i].deed != BOX_RECALL) // whose slot is another's yet
            spans = both(spans, foreseeing->slots[sums->ops[i].to]);
    }
    if (!is_empty(spans))
        boxes->windows[number] = (struct box_window){ spans.low, (uint32_t)(spans.end - spans.low) };
    close_gates(foreseeing, &box);
    return is_empty(spans) || spans.end - spans.low < INT32_MAX;
}

static uint32_t rounded(uint32_t lanes, uint32_t step) { return (lanes + step - 1) / step * step; }

static uint32_t most_slots(const struct boxes *boxes)
{
    uint32_t most = 1;
    for (unsigned kind = 0; kind < boxes_directions(boxes); kind++)
        most = boxes->plan.sums[kind].slots > most ? boxes->plan.sums[kind].slots : most;
    return most;
}

static uint32_t most_stores(const struct boxes *boxes)
{
    uint32_t most = 1;
    for (unsigned kind = 0; kind < boxes_directions(boxes); kind++)
        most = boxes->plan.sums[kind].stores > most ? boxes->plan.sums[kind].stores : most;
    return most;
}

// As many lanes as fit the cache with all slots; where that is less than the longest window has, it is parted evenly.
static void set_tile(struct boxes *boxes)
{
    uint32_t longest = 1;
    for (size_t number = 0; number < boxes->count; number++)
        longest = boxes->windows[number].length > longest ? boxes->windows[number].length : longest;
    boxes->behind = rounded(boxes->plan.behind, BOX_BEHIND_STEP);
    const uint32_t least = boxes->behind > 2 * BOX_TILE_STEP ? boxes->behind : 2 * BOX_TILE_STEP;
    const uint32_t room = sizes[boxes->plan.course->count].bytes / (uint32_t)sizeof(uint32_t) / most_slots(boxes);
    uint32_t lanes = room > least + boxes->behind ? room - boxes->behind : least;
    lanes = lanes > TILE_MOST && least <= TILE_MOST ? TILE_MOST : lanes;
    if (boxes->plan.tokens == BOX_PATHS)
        lanes = longest; // each lane has a prime of its own
    const uint32_t tiles = (longest + lanes - 1) / lanes;
    boxes->tile = rounded((longest + tiles - 1) / tiles, BOX_TILE_STEP);
    boxes->tile = boxes->tile < boxes->behind ? rounded(boxes->behind, BOX_TILE_STEP) : boxes->tile;
    boxes->slots = rounded((uint32_t)box_slot(most_slots(boxes), boxes->tile, boxes->behind), BOX_TILE_STEP);
    boxes->stores = (size_t)most_stores(boxes) * boxes->behind;
}

static void add_sums(struct boxes *boxes)
{
    for (size_t number = 0; number < boxes->count; number++)
        boxes->sums += (double)boxes->plan.sums[boxes_box(boxes, number).kind].adds * boxes_stride(boxes, number);
}

// Where slots and stores begin, as lanes.
static bool make_steps(struct boxes *boxes, unsigned kind)
{
    const struct box_sums *sums = &boxes->plan.sums[kind];
    const uint32_t tile = boxes->tile, behind = boxes->behind;
    struct box_step *steps = malloc((sums->op_count + 1) * sizeof *steps);
    boxes->steps[kind] = steps;
    for (size_t i = 0; steps && i < sums->op_count; i++) {
        const struct box_op *op = &sums->ops[i];
        const bool stored = op->deed == BOX_RECALL || op->deed == BOX_KEEP;
        steps[i] = (struct box_step){
            .deed = op->deed,
            .to = (uint32_t)box_slot(op->to, tile, behind),
            .a = stored ? op->a * behind : (uint32_t)box_slot(op->a, tile, behind) - op->behind_a,
            .b = (uint32_t)box_slot(op->b, tile, behind) - op->behind_b,
        };
    }
    return steps;
}

// Lanes of what goes out of a box in a direction.
static size_t lanes_out(const struct boxes *boxes, size_t number, unsigned direction)
{
    const struct box box = boxes_box(boxes, number);
    return box.kind & direction ? 0 : (size_t)boxes_stride(boxes, number) * boxes->plan.gates[direction];
}

// What goes out of one box after the other in a direction is done with in the same order: so it goes round in a ring, which has
// room for the most that there is at once, and for what is left free before its end.
static bool lay_ring(struct boxes *boxes, unsigned direction)
{
    size_t now = 0, most = 0, largest = 0, head = 0;
    for (size_t number = 0; number < boxes->count; number++) {
        const struct box box = boxes_box(boxes, number);
        const size_t lanes = lanes_out(boxes, number, direction);
        size_t before;
        now += lanes;
        most = now > most ? now : most;
        largest = lanes > largest ? lanes : largest;
        if (boxes_before(boxes, &box, direction, &before))
            now -= lanes_out(boxes, before, direction);
    }
    const size_t ring = most + largest;
    for (size_t number = 0; number < boxes->count; number++) {
        const size_t lanes = lanes_out(boxes, number, direction);
        if (lanes == 0)
            continue;
        head = head + lanes > ring ? 0 : head;
        *boxes_at(boxes, number, direction) = boxes->lanes + head + 1;
        head += lanes;
    }
    return !__builtin_add_overflow(boxes->lanes, ring, &boxes->lanes) && boxes->lanes < SIZE_MAX / 16;
}

static bool settle(struct foreseeing *foreseeing)
{
    struct boxes *boxes = foreseeing->boxes;
    if (!is_empty(foreseeing->end) && boxes->plan.tokens == BOX_OUTCOMES) {
        boxes->low = foreseeing->end.low;
        boxes->length = (size_t)(foreseeing->end.end - foreseeing->end.low);
    }
    if (boxes->plan.tokens == BOX_PATHS)
        for (size_t number = 0; number < boxes->count; number++)
            boxes->windows[number] = (struct box_window){ 0, (uint32_t)boxes->length };
    set_tile(boxes);
    add_sums(boxes);
    bool well = true;
    for (unsigned direction = 1; well && direction < boxes_directions(boxes); direction++)
        well = lay_ring(boxes, direction);
    for (unsigned kind = 0; well && kind < boxes_directions(boxes); kind++)
        well = make_steps(boxes, kind);
    return well;
}

bool boxes_foresee(struct boxes *boxes, field_spend *spend, void *context)
{
    const size_t gates = boxes->count * boxes_directions(boxes);
    struct foreseeing foreseeing = {
        .boxes = boxes,
        .slots = calloc(most_slots(boxes), sizeof *foreseeing.slots),
        .gates = calloc(gates + 1, sizeof(struct span *)),
        .end = nothing,
    };
    bool well = foreseeing.slots && foreseeing.gates, wanted = true;
    uint64_t work = 0;
    for (size_t number = 0; well && wanted && number < boxes->count; number++) {
        well = foresee_box(&foreseeing, number);
        work += boxes->plan.ops;
        if (work >= SPEND_EVERY) {
            wanted = spend(context, work);
            work = 0;
        }
    }
    well = well && wanted && settle(&foreseeing);
    for (size_t g = 0; foreseeing.gates && g < gates; g++)
        free(foreseeing.gates[g]);
    free(foreseeing.gates);
    free(foreseeing.slots);
    if (!well && wanted)
        boxes->meter->end = BUDGET_MEMORY;
    return well;
}

size_t boxes_end_lanes(const struct boxes *boxes)
{
    return boxes->plan.tokens == BOX_PATHS ? 2 * (size_t)boxes->tile : boxes->length;
}

size_t boxes_player_bytes(const struct boxes *boxes, bool shares)
{
    return (boxes->slots + boxes->stores + boxes->lanes) * (shares ? sizeof(double) : sizeof(uint32_t));
}

// ---- making them ---------------------------------------------------------------------------------------------------

bool boxes_init(struct boxes *boxes, const struct course *course, const struct values *values, const struct walk *from,
                enum box_tokens tokens, uint32_t primes, struct meter *meter)
{
    *boxes = (struct boxes){ .meter = meter, .count = 1, .length = tokens == BOX_PATHS ? primes : 0 };
    uint32_t stretches[SCHEDULES_WORKERS_MAX];
    if (course->count < 2)
        return false;
    for (int w = 0; w < course->count; w++) {
        const uint32_t most = w == 0 ? sizes[course->count].first : sizes[course->count].other;
        stretches[w] = course->iterations / 8 + 1 < most ? course->iterations / 8 + 1 : most;
    }
    if (!box_plan(&boxes->plan, course, values, from, tokens, stretches, meter))
        return false;
    for (int w = 0; w < course->count; w++)
        boxes->count *= boxes_stretches(boxes, w);
    const size_t each = sizeof *boxes->windows + (sizeof *boxes->at + sizeof(void *)) * boxes_directions(boxes);
    boxes->bytes = boxes->plan.ops * sizeof(struct box_step) + boxes->count * each; // beside the plan's
    if (!meter_take(meter, boxes->bytes)) {
        box_plan_finish(&boxes->plan);
        return false;
    }
    boxes->windows = calloc(boxes->count, sizeof *boxes->windows);
    boxes->at = calloc(boxes->count * boxes_directions(boxes), sizeof *boxes->at);
    if (boxes->windows && boxes->at)
        return true;
    meter->end = BUDGET_MEMORY;
    boxes_finish(boxes);
    return false;
}

void boxes_finish(struct boxes *boxes)
{
    for (unsigned kind = 0; kind < boxes_directions(boxes); kind++)
        free(boxes->steps[kind]);
    free(boxes->windows);
    free(boxes->at);
    meter_give(boxes->meter, boxes->bytes);
    box_plan_finish(&boxes->plan);
}
