// Per block: the blocks before it, the values' spans from theirs, room, and then a list of sums that is played for every
// prime.
#include "schedules/sweep.h"

#include "schedules/sweep_block.h"
#include "schedules/sweep_sums.h"

#include <stdlib.h>
#include <string.h>

enum {
    SPEND_EVERY = 4000000, // sums
};

// By workers: stands in a strip.
static const uint32_t strips[SCHEDULES_WORKERS_MAX + 1] = { 1, 1, 8, 4, 2 };

// ---- the lattice ---------------------------------------------------------------------------------------------------

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
                block_give_part(&sweep->field, &before->block->parts[part]);
    }
}

// The block is remembered; what of it nobody will ask for is given back at once.
static void keep_block(struct sweep *sweep, struct sweep_list *list)
{
    count_users(sweep, list);
    for (int w = 0; w < list->lattice->count; w++)
        if (list->block.parts[w].users == 0)
            block_give_part(&sweep->field, &list->block.parts[w]);
    block_give_part(&sweep->field, &list->inside);
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
    block_find_tallies(list);
    block_find_spans(list, first);
    if (!block_take_room(&sweep->field, list))
        return false;
    sums_list(list, first);
    sums_make(list);
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
