#include "schedules/sweep_sums.h"

#include <string.h>

// By workers: lanes of a block's tallies that are summed up together. What they are summed from is to fit the second cache, they
// themselves the first.
static const uint32_t stretches[SCHEDULES_WORKERS_MAX + 1] = { 512, 512, 512, 256, 256 };

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
    const int from = block_value_before(list, worker, value, &shift);
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

void sums_list(struct sweep_list *list, bool first)
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

void sums_make(struct sweep_list *list)
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
