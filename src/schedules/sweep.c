// Per block: the blocks before it, the values' spans from theirs, room, and then a list of sums that is played for every
// prime.
#include "schedules/sweep.h"

#include "schedules/cell.h"
#include "schedules/pieces.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum {
    WIDE = LANES_WIDE,
    MARGIN = 32, // zeros before, between and behind tallies: so far they may be read, and zeros be written
    TALLIES_MAX = SWEEP_PLACES * SWEEP_VALUES,
    LANES_MAX = 1 << 24, // of a tally: all of a block's have room in a field
    NO_LANE = UINT32_MAX,
    SPEND_EVERY = 4000000, // sums
};

// By workers: stands in a strip, and lanes of a block's tallies that are summed up together: what they are summed from is to fit
// the second cache, they themselves the first.
static const uint32_t strips[SCHEDULES_WORKERS_MAX + 1] = { 1, 1, 8, 4, 2 };
static const uint32_t stretches[SCHEDULES_WORKERS_MAX + 1] = { 512, 512, 512, 256, 256 };

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

// ---- the lattice ---------------------------------------------------------------------------------------------------

static const struct lattice_rest *rest_of(const struct sweep_list *list, int worker, unsigned place)
{
    const struct lattice_axis *axis = &list->lattice->axes[worker];
    return &axis->rests[axis->stands[list->stands[worker]] + (place >> worker & 1)];
}

// What a place of the block under way is like.
static void see_place(struct sweep_list *list, unsigned place)
{
    unsigned carriers = 0, movers = 0;
    bool reads = false, writes = false;
    for (int w = 0; w < list->lattice->count; w++) {
        const struct lattice_axis *axis = &list->lattice->axes[w];
        const struct lattice_rest *rest = rest_of(list, w, place);
        carriers |= (unsigned)rest->carries << w;
        movers |= (unsigned)(rest + 1 < axis->rests + axis->rest_count) << w;
        reads = reads || rest->reads;
        writes = writes || rest->writes;
        list->has[1 + w] |= (uint16_t)(rest->carries << place);
    }
    list->carriers[place] = (uint8_t)carriers;
    list->movers[place] = (uint8_t)movers;
    list->has[FLOW_BALANCE] |= (uint16_t)((reads || !writes) << place);
    // Where two carry something, one of them will have lost it.
    list->has[SWEEP_KEPT] |= (uint16_t)(((carriers & (carriers - 1)) == 0) << place);
}

// The same places with workers that are alike in order; as: who each is there.
static void order_alike(const struct lattice *lattice, uint32_t *stands, int *as)
{
    int who[SCHEDULES_WORKERS_MAX]; // is at each place now
    for (int w = 0; w < lattice->count; w++)
        who[w] = w;
    for (int i = 0; i < lattice->count; i++) {
        for (int j = i + 1; j < lattice->count; j++) {
            if (lattice->alike[i] != lattice->alike[j] || stands[i] <= stands[j])
                continue;
            const uint32_t stand = stands[i];
            stands[i] = stands[j];
            stands[j] = stand;
            const int worker = who[i];
            who[i] = who[j];
            who[j] = worker;
        }
    }
    for (int w = 0; w < lattice->count; w++)
        as[who[w]] = w;
}

static bool in_order(const struct lattice *lattice, const uint32_t *stands)
{
    for (int i = 0; i < lattice->count; i++)
        for (int j = i + 1; j < lattice->count; j++)
            if (lattice->alike[i] == lattice->alike[j] && stands[i] > stands[j])
                return false;
    return true;
}

// Each one's share of its own way, measured in stands of the longest.
static bool within_spread(const struct sweep *sweep, const uint32_t *stands)
{
    const struct lattice *lattice = sweep->lattice;
    if (sweep->spread == SWEEP_SPREAD_ALL)
        return true;
    uint64_t longest = 0, least = UINT64_MAX, most = 0;
    for (int w = 0; w < lattice->count; w++)
        if (lattice->axes[w].stand_count - 1 > longest)
            longest = lattice->axes[w].stand_count - 1;
    for (int w = 0; w < lattice->count; w++) {
        const uint64_t way = lattice->axes[w].stand_count - 1;
        if (way == 0)
            continue;
        const uint64_t gone = stands[w] * longest / way;
        least = gone < least ? gone : least;
        most = gone > most ? gone : most;
    }
    return least > most || most - least <= sweep->spread;
}

static uint32_t strip_of(const struct lattice *lattice) { return strips[lattice->count]; }

// Blocks are remembered for a strip of the first worker's stands and the last one of the strip before.
static size_t index_of(const struct lattice *lattice, const uint32_t *stands)
{
    size_t index = stands[0] % (strip_of(lattice) + 1);
    for (int w = 1; w < lattice->count; w++)
        index = index * lattice->axes[w].stand_count + stands[w];
    return index;
}

static size_t blocks_of(const struct lattice *lattice)
{
    size_t blocks = (size_t)strip_of(lattice) + 1;
    for (int w = 1; w < lattice->count; w++)
        if (__builtin_mul_overflow(blocks, (size_t)lattice->axes[w].stand_count, &blocks))
            return SIZE_MAX / sizeof(struct sweep_block) / 2;
    return blocks;
}

// ---- blocks --------------------------------------------------------------------------------------------------------

static void find_before(struct sweep *sweep, struct sweep_list *list)
{
    for (int w = 0; w < list->lattice->count; w++) {
        struct before *before = &list->before[w];
        before->block = NULL;
        if (list->stands[w] == 0)
            continue;
        uint32_t stands[SCHEDULES_WORKERS_MAX];
        memcpy(stands, list->stands, sizeof stands);
        stands[w]--;
        if (!within_spread(sweep, stands))
            continue;
        order_alike(list->lattice, stands, before->as);
        before->block = &sweep->blocks[index_of(list->lattice, stands)];
    }
}

// How often the parts of a block will be asked: by each worker's next stand, and where others that are alike stand there
// already, by each of them.
static void count_users(const struct sweep *sweep, struct sweep_list *list)
{
    const struct lattice *lattice = list->lattice;
    for (int w = 0; w < lattice->count; w++)
        list->block.parts[w].users = 0;
    for (int w = 0; w < lattice->count; w++) {
        uint32_t next[SCHEDULES_WORKERS_MAX];
        memcpy(next, list->stands, sizeof next);
        if (++next[w] == lattice->axes[w].stand_count || !within_spread(sweep, next))
            continue;
        bool last_here = true;
        uint32_t there = 0;
        for (int other = 0; other < lattice->count; other++) {
            if (other == w || lattice->alike[other] != lattice->alike[w])
                continue;
            last_here = last_here && !(other > w && list->stands[other] == list->stands[w]);
            there += list->stands[other] == next[w];
        }
        for (int part = 0; part <= w && last_here; part++)
            list->block.parts[part].users += 1 + there;
    }
}

// What lies in an earlier strip is fetched while the sums are being found.
static void fetch_before(const struct sweep_list *list)
{
    const struct pieces *pieces = &list->pieces;
    for (int w = 0; w + 1 < list->lattice->count; w++) {
        const struct before *before = &list->before[w];
        if (!before->block || list->stands[w] % strip_of(list->lattice) != 0)
            continue;
        for (int part = 0; part <= before->as[w]; part++)
            for (int p = 0; p < pieces->prime_count; p++) {
                const uint32_t *lanes = pieces->fields + (size_t)p * pieces->lanes + before->block->parts[part].at;
                for (uint32_t lane = 0; lane < before->block->parts[part].taken; lane += FIELD_ALIGN)
                    __builtin_prefetch(lanes + lane, 0, 2);
            }
    }
}

static void widen(struct span *span, const struct span *from, int64_t shift)
{
    if (from->low == from->end)
        return;
    const bool empty = span->low == span->end;
    span->low = empty || from->low + shift < span->low ? from->low + shift : span->low;
    span->end = empty || from->end + shift > span->end ? from->end + shift : span->end;
}

static void find_tallies(struct sweep_list *list)
{
    memset(list->has, 0, sizeof list->has);
    memset(list->leads, 0, sizeof list->leads);
    for (unsigned place = 0; place <= list->second; place++)
        if (!(place & ~list->second))
            see_place(list, place);
}

// What of the block before by that worker a value of the first rest of its stand here was, and what was added. The value is one
// of those here. −1: nothing of it.
static int value_before(const struct sweep_list *list, int worker, int value, int64_t *shift)
{
    const struct lattice_move *move = &rest_of(list, worker, 0)->move;
    const struct before *before = &list->before[worker];
    *shift = 0;
    if (value == SWEEP_KEPT)
        return move->loses ? -1 : SWEEP_KEPT;
    if (value == FLOW_BALANCE) {
        *shift = move->balance_shift;
        return move->stores ? 1 + before->as[worker] : FLOW_BALANCE;
    }
    if (value == 1 + worker) {
        *shift = move->register_shift;
        return move->loads ? FLOW_BALANCE : 1 + before->as[worker];
    }
    return 1 + before->as[value - 1];
}

static void find_spans(struct sweep_list *list, bool first)
{
    struct sweep_block *block = &list->block;
    const struct lattice *lattice = list->lattice;
    memset(block->spans, 0, sizeof block->spans);
    for (int value = 0; value <= lattice->count; value++) {
        if (!list->has[value])
            continue;
        for (int w = 0; w < lattice->count; w++) {
            int64_t shift;
            if (!list->before[w].block)
                continue;
            const int from = value_before(list, w, value, &shift);
            if (list->before[w].block->has[from])
                widen(&block->spans[value], &list->before[w].block->spans[from], shift);
        }
        const int64_t start = value == FLOW_BALANCE ? lattice->balance : lattice->registers[value - 1];
        if (first && list->has[value] & 1)
            widen(&block->spans[value], &(struct span){ start, start + 1 }, 0);
        if (value != FLOW_BALANCE && list->second >> (value - 1) & 1)
            widen(&block->spans[value], &block->spans[FLOW_BALANCE], 0); // it was loaded here
    }
    if (list->has[SWEEP_KEPT])
        block->spans[SWEEP_KEPT] = (struct span){ 0, 1 };
}

// Exponents of whole vectors.
static int64_t down(int64_t exponent) { return exponent & -(int64_t)WIDE; }

static int64_t up(int64_t exponent) { return (exponent + WIDE - 1) & -(int64_t)WIDE; }

static uint32_t lanes_of(const struct span *span) { return (uint32_t)(up(span->end) - down(span->low)); }

static bool balance_is_asked(const struct sweep_list *list)
{
    for (int w = 0; w < list->lattice->count; w++) {
        const struct lattice_axis *axis = &list->lattice->axes[w];
        if (list->stands[w] + 1 == axis->stand_count)
            continue;
        const struct lattice_rest *next = &axis->rests[axis->stands[list->stands[w] + 1]];
        if (!next->move.stores || (next->move.loads && next->carries))
            return true;
    }
    return false;
}

static int bits_of(unsigned set) // of 16; the compiler's own would be a call
{
    set -= set >> 1 & 0x5555;
    set = (set & 0x3333) + (set >> 2 & 0x3333);
    set = (set + (set >> 4)) & 0x0F0F;
    return (int)((set + (set >> 8)) & 0x1F);
}

// Room for a part's tallies, one behind the other.
static bool take_part(struct sweep *sweep, struct sweep_list *list, struct block_part *part, const uint16_t *has)
{
    uint32_t end = MARGIN;
    for (int value = 0; value < SWEEP_VALUES; value++) {
        part->first[value] = end;
        end += (lanes_of(&list->block.spans[value]) + MARGIN) * (uint32_t)bits_of(has[value] & part->places);
    }
    part->taken = end > MARGIN ? end : 0;
    part->at = part->taken ? field_take(&sweep->field, part->taken) : 0;
    for (int value = 0; value < SWEEP_VALUES; value++) {
        uint32_t at = part->first[value] += part->at;
        for (unsigned place = 0; place <= list->second; place++) {
            if (!(has[value] & part->places & 1U << place))
                continue;
            list->at[value][place] = at;
            list->leads[value] |= (uint16_t)((at == part->at + MARGIN) << place);
            at += lanes_of(&list->block.spans[value]) + MARGIN;
        }
    }
    return !sweep->field.failed;
}

static void give_part(struct sweep *sweep, const struct block_part *part)
{
    if (part->taken)
        field_give(&sweep->field, part->at, part->taken);
}

// The first worker whose next move begins at the place; −1: nobody's does.
static int first_to_ask(const struct sweep_list *list, unsigned place)
{
    for (int w = 0; w < list->lattice->count; w++)
        if ((list->going >> w & 1) && (place >> w & 1) == (list->second >> w & 1))
            return w;
    return -1;
}

static bool take_room(struct sweep *sweep, struct sweep_list *list)
{
    struct sweep_block *block = &list->block;
    const bool asked = balance_is_asked(list);
    uint16_t inside[SWEEP_VALUES] = { 0 };
    uint16_t all = 0;
    for (int w = 0; w < list->lattice->count; w++)
        block->parts[w].places = 0;
    for (unsigned place = 0; place <= list->second; place++) {
        const int part = first_to_ask(list, place);
        if (part >= 0)
            block->parts[part].places |= (uint16_t)(1U << place);
        all |= (uint16_t)((part >= 0) << place);
    }
    for (int value = 0; value < SWEEP_VALUES; value++) {
        if (up(block->spans[value].end) - down(block->spans[value].low) > LANES_MAX) {
            sweep->field.failed = true;
            return false;
        }
        block->has[value] = value != FLOW_BALANCE || asked ? list->has[value] & all : 0;
        inside[value] = list->has[value] & (uint16_t)~block->has[value];
    }
    bool well = true;
    for (int w = 0; w < list->lattice->count; w++)
        well = well && take_part(sweep, list, &block->parts[w], block->has);
    list->inside.places = UINT16_MAX;
    return well && take_part(sweep, list, &list->inside, inside);
}

// ---- sums ----------------------------------------------------------------------------------------------------------

// Where the tally of a block before is.
static uint32_t tally_at(const struct sweep_block *block, int value, unsigned place)
{
    const struct block_part *part = block->parts;
    while (!(part->places >> place & 1))
        part++;
    const unsigned earlier = block->has[value] & part->places & ((1U << place) - 1);
    return part->first[value] + (uint32_t)bits_of(earlier) * (lanes_of(&block->spans[value]) + MARGIN);
}

static void add_source(struct sum *sum, uint32_t at, const struct span *span, int64_t shift, int of)
{
    if (span->low == span->end)
        return;
    sum->sources[sum->source_count++] = (struct sum_source){
        .at = (int64_t)at + sum->low - shift - down(span->low),
        .begin = (uint32_t)(down(span->low + shift) - sum->low),
        .end = (uint32_t)(up(span->end + shift) - sum->low),
        .of = of,
    };
}

// The place in the block before that leads here by a move of the worker.
static unsigned place_before(const struct sweep_list *list, int worker, unsigned place)
{
    const struct lattice *lattice = list->lattice;
    const int *as = list->before[worker].as;
    unsigned there = 0;
    for (int w = 0; w < lattice->count; w++) {
        const bool two = w == worker ? lattice_stand_size(&lattice->axes[w], list->stands[w] - 1) > 1 : place >> w & 1;
        there |= (unsigned)two << as[w];
    }
    return there;
}

// How many could move where this worker's move to the place began.
static int possible_before(const struct sweep_list *list, int worker, unsigned place)
{
    return 1 + __builtin_popcount(list->movers[place] & ~(1U << worker));
}

static void add_from_block(struct sweep_list *list, struct sum *sum, int worker, int value, unsigned place)
{
    const unsigned from = place & ~(1U << worker);
    if (value == 1 + worker)
        value = FLOW_BALANCE; // it was loaded: nothing else that matters happens to a register within a block
    if (list->has[value] >> from & 1)
        add_source(sum, list->at[value][from], &list->block.spans[value], 0, possible_before(list, worker, place));
}

static void add_from_before(struct sweep_list *list, struct sum *sum, int worker, int value, unsigned place)
{
    const struct sweep_block *block = list->before[worker].block;
    const bool stale = rest_of(list, worker, 0)->move.changes && (list->carriers[place] & ~(1U << worker));
    int64_t shift;
    const int from = value_before(list, worker, value, &shift);
    if (from < 0 || (value == SWEEP_KEPT && stale))
        return;
    const unsigned there = place_before(list, worker, place);
    if (block->has[from] >> there & 1)
        add_source(sum, tally_at(block, from, there), &block->spans[from], shift, possible_before(list, worker, place));
}

static void add_sum(struct sweep_list *list, int value, unsigned place, bool start)
{
    const struct span *span = &list->block.spans[value];
    struct sum *sum = &list->sums[list->count++];
    *sum = (struct sum){ .value = value,
                         .place = place,
                         .at = list->at[value][place],
                         .lanes = lanes_of(span),
                         .low = down(span->low),
                         .one = NO_LANE };
    for (int w = 0; w < list->lattice->count; w++)
        if (place >> w & 1)
            add_from_block(list, sum, w, value, place);
        else if (list->before[w].block)
            add_from_before(list, sum, w, value, place);
    if (!start)
        return;
    const struct lattice *lattice = list->lattice;
    if (value == SWEEP_KEPT)
        sum->one = lattice->kept ? 0 : NO_LANE;
    else
        sum->one = (uint32_t)((value == FLOW_BALANCE ? lattice->balance : lattice->registers[value - 1]) - sum->low);
}

static void list_sums(struct sweep_list *list, bool first)
{
    list->count = 0;
    list->low = INT64_MAX;
    list->end = INT64_MIN;
    for (unsigned place = 0; place <= list->second; place++)
        for (int value = 0; value < SWEEP_VALUES && !(place & ~list->second); value++)
            if (list->has[value] >> place & 1 && list->block.spans[value].low != list->block.spans[value].end)
                add_sum(list, value, place, first && place == 0);
    for (int i = 0; i < list->count; i++) {
        const struct sum *sum = &list->sums[i];
        list->low = sum->low < list->low ? sum->low : list->low;
        list->end = sum->low + sum->lanes > list->end ? sum->low + sum->lanes : list->end;
    }
}

// ---- pieces --------------------------------------------------------------------------------------------------------

static void add_zeros(struct pieces *pieces, uint32_t at)
{
    struct piece *piece = pieces_add(pieces);
    piece->to = at;
    piece->count = MARGIN;
    piece->source_count = 0;
}

// Lanes begin to end, as far as they have the same sources; returns where that is.
static uint32_t add_piece(struct pieces *pieces, const struct sum *sum, uint32_t begin, uint32_t end)
{
    struct piece *piece = pieces_add(pieces);
    piece->source_count = 0;
    for (int s = 0; s < sum->source_count; s++) {
        const struct sum_source *source = &sum->sources[s];
        if (begin >= source->end)
            continue;
        const uint32_t edge = begin < source->begin ? source->begin : source->end;
        end = edge < end ? edge : end;
        if (begin < source->begin)
            continue;
        piece->from[piece->source_count] = (uint32_t)(source->at + begin);
        piece->of[piece->source_count++] = (uint8_t)source->of;
    }
    piece->to = sum->at + begin;
    piece->count = end - begin;
    return end;
}

// The margin behind it is the next one's before it.
static void add_margins(struct sweep_list *list, const struct sum *sum)
{
    if (list->leads[sum->value] >> sum->place & 1)
        add_zeros(&list->pieces, sum->at - MARGIN);
    add_zeros(&list->pieces, sum->at + sum->lanes);
}

// The exponents from low to end of a sum.
static void add_stretch(struct pieces *pieces, const struct sum *sum, int64_t low, int64_t end)
{
    if (sum->low >= end || sum->low + sum->lanes <= low)
        return;
    uint32_t at = sum->low >= low ? 0 : (uint32_t)(low - sum->low);
    const uint32_t to = sum->low + sum->lanes <= end ? sum->lanes : (uint32_t)(end - sum->low);
    const bool one = sum->one >= at && sum->one < to;
    if (at == 0)
        add_zeros(pieces, sum->at - MARGIN);
    while (at < to)
        at = add_piece(pieces, sum, at, to);
    if (to == sum->lanes)
        add_zeros(pieces, sum->at + to);
    if (one)
        *pieces_add(pieces) = (struct piece){ .to = sum->at + sum->one, .source_count = PIECE_ONE };
}

// Whether the lanes low to end of a tally may be read or written where it has those from begin to end itself: zeros but for
// these.
static bool within_margins(int64_t low, int64_t end, uint32_t begin, uint32_t to)
{
    return low >= (int64_t)begin - (MARGIN - WIDE) && end <= (int64_t)to + (MARGIN - WIDE);
}

// Adds a sum to the cube, from this exponent on. False where that cannot be.
static bool add_to_cube(struct cube *cube, const struct sum *sum, int64_t from, int64_t to)
{
    const int64_t low = from - sum->low, end = to - sum->low;
    if (sum->source_count != cube->workers || sum->one != NO_LANE || !within_margins(low, end, 0, sum->lanes))
        return false;
    if (sum->value != FLOW_BALANCE)
        cube->to[cube->to_count++] = (uint32_t)(sum->at + low);
    for (int w = 0; w < cube->workers; w++) {
        const struct sum_source *source = &sum->sources[w];
        if (sum->place >> w & 1)
            continue;
        if (!within_margins(low, end, source->begin, source->end))
            return false;
        cube->from[cube->from_count++] = (uint32_t)(source->at + low);
    }
    return true;
}

// A block in which all workers load, and store on their way from one to the next, somewhere in the middle of the lattice: nearly
// all are such.
static bool make_cube(struct sweep_list *list)
{
    struct pieces *pieces = &list->pieces;
    const int workers = list->lattice->count;
    const unsigned all = (1U << workers) - 1;
    struct cube cube = { .workers = workers };
    if (workers < 2 || list->second != all || list->going != all || list->block.has[FLOW_BALANCE] || pieces->shares ||
        !lanes_cube_possible())
        return false;
    int64_t low = INT64_MAX, end = INT64_MIN;
    int count = 0;
    for (int i = 0; i < list->count; i++) {
        const struct sum *sum = &list->sums[i];
        if (sum->value == SWEEP_KEPT)
            continue;
        count++;
        low = sum->low < low ? sum->low : low;
        end = sum->low + sum->lanes > end ? sum->low + sum->lanes : end;
    }
    if (count != (1 << workers) - 1 + workers * (1 << (workers - 1)))
        return false;
    for (int i = 0; i < list->count; i++)
        if (list->sums[i].value != SWEEP_KEPT && !add_to_cube(&cube, &list->sums[i], low, end))
            return false;
    cube.count = (uint32_t)(end - low);
    for (int i = 0; i < list->count; i++) {
        const struct sum *sum = &list->sums[i];
        if (sum->value == SWEEP_KEPT)
            add_stretch(pieces, sum, sum->low, sum->low + sum->lanes);
        else if (sum->value != FLOW_BALANCE)
            add_margins(list, sum);
    }
    pieces_make_cube(pieces, &cube);
    return true;
}

static void make_sums(struct sweep_list *list)
{
    struct pieces *pieces = &list->pieces;
    const int64_t stretch = stretches[list->lattice->count];
    if ((pieces->prime_count == 0 && !pieces->shares) || make_cube(list))
        return;
    for (int64_t low = list->low; low < list->end; low += stretch)
        for (int i = 0; i < list->count; i++)
            add_stretch(pieces, &list->sums[i], low, low + stretch);
    pieces_make(pieces);
}

static bool spend_sums(struct sweep *sweep, bool last)
{
    struct sweep_list *list = sweep->list;
    uint64_t sums = 0;
    for (int i = 0; i < list->count; i++)
        sums += (uint64_t)list->sums[i].lanes *
                (uint64_t)(list->sums[i].source_count > 2 ? list->sums[i].source_count - 1 : 1);
    const int places = 1 << __builtin_popcount(list->second);
    sweep->sums += (double)sums;
    sweep->places += places;
    list->spent += sums * (uint64_t)(list->pieces.shares ? 1 : list->pieces.prime_count);
    list->spent += (uint64_t)places * list->place_sums;
    if (!last && list->spent < SPEND_EVERY)
        return true;
    const uint64_t spent = list->spent;
    list->spent = 0;
    return list->spend(list->context, spent);
}

// ---- the sweep -----------------------------------------------------------------------------------------------------

static void release(struct sweep *sweep, const struct sweep_list *list)
{
    for (int w = 0; w < list->lattice->count; w++) {
        const struct before *before = &list->before[w];
        for (int part = 0; before->block && part <= before->as[w]; part++)
            if (--before->block->parts[part].users == 0)
                give_part(sweep, &before->block->parts[part]);
    }
}

// The block is remembered; what of it nobody will ask for is given back at once.
static void keep_block(struct sweep *sweep, struct sweep_list *list)
{
    count_users(sweep, list);
    for (int w = 0; w < list->lattice->count; w++)
        if (list->block.parts[w].users == 0)
            give_part(sweep, &list->block.parts[w]);
    give_part(sweep, &list->inside);
    sweep->blocks[index_of(list->lattice, list->stands)] = list->block;
}

static void note_end(struct sweep *sweep, const struct sweep_list *list)
{
    const struct span *span = &list->block.spans[FLOW_BALANCE];
    sweep->low = span->low;
    sweep->length = (size_t)(span->end - span->low);
    sweep->at = list->at[FLOW_BALANCE][list->second] + (uint32_t)(span->low - down(span->low));
    sweep->kept_at = list->has[SWEEP_KEPT] >> list->second & 1 ? list->at[SWEEP_KEPT][list->second] : FIELD_NONE;
}

static bool take_block(struct sweep *sweep)
{
    struct sweep_list *list = sweep->list;
    bool first = true;
    list->second = list->going = 0;
    for (int w = 0; w < list->lattice->count; w++) {
        const struct lattice_axis *axis = &list->lattice->axes[w];
        list->second |= (unsigned)(lattice_stand_size(axis, list->stands[w]) > 1) << w;
        list->going |= (unsigned)(list->stands[w] + 1 < axis->stand_count) << w;
        first = first && list->stands[w] == 0;
    }
    find_before(sweep, list);
    fetch_before(list);
    find_tallies(list);
    find_spans(list, first);
    if (!take_room(sweep, list))
        return false;
    list_sums(list, first);
    make_sums(list);
    if (!list->going)
        note_end(sweep, list);
    release(sweep, list);
    keep_block(sweep, list);
    return spend_sums(sweep, !list->going);
}

// The next stands in the order of strips: strips of all workers but the last, the last one's stands, stands within the strips.
static bool next_stands(const struct lattice *lattice, uint32_t *stands)
{
    const uint32_t strip = strip_of(lattice);
    const int last = lattice->count - 1;
    for (int w = last - 1; w >= 0; w--) {
        if ((stands[w] + 1) % strip != 0 && stands[w] + 1 < lattice->axes[w].stand_count) {
            stands[w]++;
            return true;
        }
        stands[w] -= stands[w] % strip;
    }
    if (++stands[last] < lattice->axes[last].stand_count)
        return true;
    stands[last] = 0;
    for (int w = last - 1; w >= 0; w--) {
        stands[w] += strip;
        if (stands[w] < lattice->axes[w].stand_count)
            return true;
        stands[w] = 0;
    }
    return false;
}

static bool run(struct sweep *sweep, uint64_t place_sums, field_spend *spend, void *context)
{
    const struct lattice *lattice = sweep->lattice;
    struct sweep_list *list = sweep->list;
    list->place_sums = place_sums;
    list->spend = spend;
    list->context = context;
    list->spent = 0;
    list->pieces.count = 0;
    field_clear(&sweep->field);
    memset(list->stands, 0, sizeof list->stands);
    sweep->places = sweep->sums = 0;
    do {
        if (in_order(lattice, list->stands) && within_spread(sweep, list->stands) && !take_block(sweep))
            return false;
    } while (next_stands(lattice, list->stands));
    return true;
}

bool sweep_foresee(struct sweep *sweep, field_spend *spend, void *context)
{
    sweep->list->pieces = (struct pieces){ 0 };
    return run(sweep, SWEEP_PLACE_WORK, spend, context);
}

// What they point to is written as the sweep goes.
// NOLINTBEGIN(readability-non-const-parameter)
bool sweep_count(struct sweep *sweep, uint32_t *fields, size_t lanes, const uint32_t *primes, int prime_count,
                 field_spend *spend, void *context)
{
    sweep->list->pieces =
        (struct pieces){ .fields = fields, .lanes = lanes, .primes = primes, .prime_count = prime_count };
    return run(sweep, SWEEP_PLACE_WORK * REMAINDERS_WORK, spend, context);
}

bool sweep_shares(struct sweep *sweep, double *field, double one, field_spend *spend, void *context)
{
    sweep->list->pieces = (struct pieces){ .shares = field, .one = one };
    return run(sweep, SWEEP_PLACE_WORK, spend, context);
}
// NOLINTEND(readability-non-const-parameter)

size_t sweep_bytes(const struct lattice *lattice)
{
    return blocks_of(lattice) * (sizeof(struct sweep_block) + 2 * sizeof(uint32_t)) + sizeof(struct sweep_list);
}

bool sweep_init(struct sweep *sweep, const struct lattice *lattice, uint32_t spread)
{
    *sweep = (struct sweep){ .lattice = lattice, .spread = spread, .block_count = blocks_of(lattice) };
    sweep->blocks = calloc(sweep->block_count, sizeof *sweep->blocks);
    sweep->list = malloc(sizeof *sweep->list);
    if (sweep->blocks && sweep->list) {
        sweep->list->lattice = lattice;
        meter_init(&sweep->list->unlimited, NULL);
        field_init(&sweep->field, &sweep->list->unlimited);
        return true;
    }
    free(sweep->blocks);
    free(sweep->list);
    return false;
}

void sweep_finish(struct sweep *sweep)
{
    field_finish(&sweep->field);
    free(sweep->blocks);
    free(sweep->list);
}
