// Boxes one after the other, each tile by tile.
#include "schedules/boxes.h"

#include "schedules/box_tile.h"
#include "schedules/lanes.h"

#include <string.h>

enum {
    SPEND_EVERY = 4000000, // sums of lanes
};

struct player {
    const struct boxes *boxes;
    size_t each; // bytes of a lane
    char *field, *slots, *stores, *ends;
    const uint32_t *primes; // NULL: shares
    double one;
};

// What came into the box from one direction.
struct came {
    const char *gates; // NULL: nothing
    const int64_t *shifts;
    int64_t low; // of the window of the box before
    int64_t lanes;
};

// A tile of a box.
struct under_way {
    const struct player *player;
    const struct box_sums *sums;
    const struct box_step *steps;
    struct came came[BOX_KINDS]; // by direction
    char *goes[BOX_KINDS];       // where what goes there lies; NULL: nowhere
    bool starts;                 // the walk does, here
    int64_t low;                 // the exponent at which the tile of a node without an offset begins
    uint32_t first_lane, stride;
};

static char *at_lane(const struct player *player, char *memory, size_t lane) { return memory + lane * player->each; }

static struct under_way open_box(const struct player *player, const struct box *box)
{
    const struct boxes *boxes = player->boxes;
    struct under_way tile = { .player = player,
                              .sums = &boxes->plan.sums[box->kind],
                              .steps = boxes->steps[box->kind],
                              .starts = box->number == 0,
                              .stride = boxes_stride(boxes, box->number) };
    for (unsigned direction = 1; direction < boxes_directions(boxes); direction++) {
        size_t before, at = *boxes_at(boxes, box->number, direction);
        if (at != BOXES_NOWHERE)
            tile.goes[direction] = at_lane(player, player->field, at - 1);
        if (!boxes_before(boxes, box, direction, &before))
            continue;
        at = *boxes_at(boxes, before, direction);
        if (at != BOXES_NOWHERE)
            tile.came[direction] = (struct came){
                at_lane(player, player->field, at - 1),
                boxes->plan.sums[boxes_box(boxes, before).kind].gate_shifts[direction],
                boxes->windows[before].low,
                boxes_stride(boxes, before),
            };
    }
    return tile;
}

// What came through a gate, from the exponent at which the tile begins on; nothing beside what there is.
static void take(const struct under_way *tile, const struct box_op *op, char *to)
{
    const struct came *came = &tile->came[op->direction];
    const size_t each = tile->player->each;
    const int64_t lanes = tile->player->boxes->tile;
    int64_t begin = 0, end = 0, from = 0;
    if (came->gates && came->shifts[op->a] != BOX_SHUT) {
        from = tile->low + op->shift - (came->low + came->shifts[op->a]);
        begin = from < 0 ? -from : 0;
        end = came->lanes - from < lanes ? came->lanes - from : lanes;
    }
    if (end <= begin) {
        memset(to, 0, (size_t)lanes * each);
        return;
    }
    const char *gate = came->gates + ((int64_t)op->a * came->lanes + from + begin) * (int64_t)each;
    memset(to, 0, (size_t)begin * each);
    memcpy(to + (size_t)begin * each, gate, (size_t)(end - begin) * each);
    memset(to + (size_t)end * each, 0, (size_t)(lanes - end) * each);
}

static void give(const struct under_way *tile, const struct box_op *op, const char *from)
{
    const struct player *player = tile->player;
    char *gates = tile->goes[op->direction];
    if (gates)
        memcpy(at_lane(player, gates, (size_t)op->a * tile->stride + tile->first_lane), from,
               player->boxes->tile * player->each);
}

static uint32_t sum_of(uint32_t a, uint32_t b, uint32_t prime)
{
    const uint32_t sum = a + b, less = sum - prime;
    return less < sum ? less : sum;
}

// Lanes of the slot from `from` to before `end` are added to those from `to` on.
static void add_lanes(const struct player *player, int64_t to, const char *what, int64_t from, int64_t end, int of)
{
    const bool paths = player->boxes->plan.tokens == BOX_PATHS;
    if (!player->primes) {
        double *ends = (double *)(void *)player->ends + to;
        for (int64_t lane = from; lane < end; lane++)
            ends[lane] += ((const double *)(const void *)what)[lane] / of;
        return;
    }
    uint32_t *ends = (uint32_t *)(void *)player->ends + to;
    for (int64_t lane = from; lane < end; lane++)
        ends[lane] = sum_of(ends[lane], ((const uint32_t *)(const void *)what)[lane], player->primes[paths ? lane : 0]);
}

static void add_end(const struct under_way *tile, const struct box_op *op, const char *what)
{
    const struct boxes *boxes = tile->player->boxes;
    const int64_t lanes = boxes->tile;
    if (boxes->plan.tokens == BOX_PATHS) {
        add_lanes(tile->player, op->a == BOX_TOKEN_ALL ? 0 : lanes, what, 0, (int64_t)boxes->length, op->of_a);
        return;
    }
    const int64_t to = tile->low + op->shift - boxes->low, room = (int64_t)boxes->length - to;
    add_lanes(tile->player, to, what, to < 0 ? -to : 0, room < lanes ? room : lanes, op->of_a);
}

// Nothing is there yet.
static void start(const struct under_way *tile, const struct box_op *op, char *to)
{
    const struct player *player = tile->player;
    const struct boxes *boxes = player->boxes;
    const bool paths = boxes->plan.tokens == BOX_PATHS;
    const int64_t lane = boxes_start(boxes, op->a) - tile->low - op->shift;
    for (int64_t i = 0; tile->starts && i < boxes->tile; i++) {
        if (!paths && i != lane)
            continue;
        if (player->primes)
            ((uint32_t *)(void *)to)[i] = 1;
        else
            ((double *)(void *)to)[i] = player->one;
    }
}

// What is done with shares within the slots; as box_tile_run.
static size_t run_shares(const struct under_way *tile, size_t at)
{
    const struct player *player = tile->player;
    const uint32_t lanes = player->boxes->tile, behind = player->boxes->behind;
    double *slots = (double *)(void *)player->slots, *stores = (double *)(void *)player->stores;
    for (; at < tile->sums->op_count; at++) {
        const struct box_op *op = &tile->sums->ops[at];
        const struct box_step *step = &tile->steps[at];
        double *to = slots + step->to;
        const double *sources[2] = { slots + step->a, slots + step->b };
        const double weights[2] = { 1.0 / (op->of_a ? op->of_a : 1), 1.0 / (op->of_b ? op->of_b : 1) };
        switch (op->deed) {
        case BOX_RECALL:
            if (tile->first_lane == 0)
                memset(to - behind, 0, behind * sizeof *to);
            else
                memcpy(to - behind, stores + step->a, behind * sizeof *to);
            break;
        case BOX_KEEP:
            memcpy(stores + step->a, to + lanes - behind, behind * sizeof *to);
            break;
        case BOX_CLEAR:
            memset(to, 0, lanes * sizeof *to);
            break;
        case BOX_COPY:
            lanes_weigh(to, sources, weights, 1, lanes);
            break;
        case BOX_ADD:
            lanes_weigh(to, sources, weights, 2, lanes);
            break;
        case BOX_PLACE:
            break;
        default:
            return at;
        }
    }
    return at;
}

static void play_tile(const struct under_way *tile)
{
    const struct player *player = tile->player;
    const struct boxes *boxes = player->boxes;
    const size_t count = tile->sums->op_count;
    const bool each = boxes->plan.tokens == BOX_PATHS; // lane has a prime of its own
    const enum box_width width = each ? BOX_PLAIN : box_tile_width();
    const struct box_tile within = { (uint32_t *)(void *)player->slots, (uint32_t *)(void *)player->stores, boxes->tile,
                                     boxes->behind, tile->first_lane == 0 };
    for (size_t at = 0;; at++) {
        at = player->primes ? box_tile_run(tile->steps, at, count, &within, width, player->primes, each)
                            : run_shares(tile, at);
        if (at == count)
            return;
        const struct box_op *op = &tile->sums->ops[at];
        char *slot = at_lane(player, player->slots, tile->steps[at].to);
        if (op->deed == BOX_TAKE)
            take(tile, op, slot);
        else if (op->deed == BOX_GIVE)
            give(tile, op, slot);
        else if (op->deed == BOX_END)
            add_end(tile, op, slot);
        else
            start(tile, op, slot);
    }
}

static bool play(struct player *player, char *memory, field_spend *spend, void *context)
{
    const struct boxes *boxes = player->boxes;
    uint64_t done = 0;
    player->slots = memory;
    player->stores = at_lane(player, player->slots, boxes->slots);
    player->field = at_lane(player, player->stores, boxes->stores);
    memset(player->ends, 0, boxes_end_lanes(boxes) * player->each);
    for (size_t number = 0; number < boxes->count; number++) {
        const struct box box = boxes_box(boxes, number);
        struct under_way tile = open_box(player, &box);
        for (; tile.first_lane < boxes->windows[number].length; tile.first_lane += boxes->tile) {
            tile.low = boxes->windows[number].low + tile.first_lane;
            play_tile(&tile);
            done += tile.sums->adds * boxes->tile;
            if (done < SPEND_EVERY)
                continue;
            if (!spend(context, done))
                return false;
            done = 0;
        }
    }
    return spend(context, done);
}

// NOLINTNEXTLINE(readability-non-const-parameter): written to, lane by lane
bool boxes_play(const struct boxes *boxes, void *memory, uint32_t *ends, const uint32_t *primes, field_spend *spend,
                void *context)
{
    struct player player = { .boxes = boxes, .each = sizeof *ends, .ends = (char *)ends, .primes = primes };
    return play(&player, memory, spend, context);
}

// NOLINTNEXTLINE(readability-non-const-parameter): written to, lane by lane
bool boxes_play_shares(const struct boxes *boxes, void *memory, double *ends, double one, field_spend *spend,
                       void *context)
{
    struct player player = { .boxes = boxes, .each = sizeof *ends, .ends = (char *)ends, .one = one };
    return play(&player, memory, spend, context);
}
