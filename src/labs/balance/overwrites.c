// Goes through the stores from the last to the first. A lost one that belongs to no chain yet is the end of one: what
// hangs from it, if anything, was stored earlier still and has been written over before. The chain is followed back
// through what each store was computed from, up to a survivor or a store that a later chain has taken.
#include "labs/balance/overwrites.h"
#include "base/fault.h"
#include "base/search.h"
#include "labs/balance/books.h"
#include "labs/balance/experiment.h"

#include <stdlib.h>
#include <string.h>

struct builder {
    const struct ledger *ledger;
    const struct order *order;
    uint64_t *taken; // a bit an update: it is in a chain
    uint64_t *taken_of[WORKERS_MAX];
    struct overwrite *found; // from the last to the first
    size_t count, room;
};

static struct status no_memory(void) { return status_fault(STATUS_FAILED, FAULT_COLLISIONS_MEMORY); }

static bool grow(struct builder *builder)
{
    const size_t room = builder->room + builder->room / 2 + 64;
    struct overwrite *found = realloc(builder->found, room * sizeof *found);
    if (!found)
        return false;
    builder->found = found;
    builder->room = room;
    return true;
}

static bool take_bits(struct builder *builder)
{
    const struct recording *recording = builder->ledger->recording;
    size_t words = 0;
    for (uint32_t w = 0; w < experiment_of(recording)->count; w++)
        words += (size_t)(balance_updates(recording, w) + 63) / 64;
    uint64_t *at = builder->taken = calloc(words + 1, sizeof *at);
    for (uint32_t w = 0; at && w < experiment_of(recording)->count; w++) {
        builder->taken_of[w] = at;
        at += (balance_updates(recording, w) + 63) / 64;
    }
    return at != NULL;
}

// Takes an update into a chain; false where it is in one.
static bool take(struct builder *builder, uint32_t version)
{
    const uint32_t s = version_sequence(version);
    uint64_t *word = &builder->taken_of[version_worker(version)][s / 64];
    const uint64_t bit = (uint64_t)1 << (s % 64);
    const bool free = !(*word & bit);
    *word |= bit;
    return free;
}

// The length of the chain that ends with a version, and its first; 0 where that is in another.
static uint32_t follow(struct builder *builder, uint32_t version, uint32_t *first, uint64_t *workers)
{
    uint32_t length = 0;
    *workers = 0;
    while (version != VERSION_START && ledger_is_lost(builder->ledger, version) && take(builder, version)) {
        length++;
        *first = version;
        *workers |= UINT64_C(1) << version_worker(version);
        version = ledger_parent(builder->ledger, version);
    }
    return length;
}

static struct status find_chains(struct builder *builder)
{
    const struct order *order = builder->order;
    for (int64_t p = (int64_t)order->stores; (p = order_previous_lost(order, p)) >= 0;) {
        uint32_t first = VERSION_START;
        uint64_t workers;
        const uint32_t end = order->versions[p], length = follow(builder, end, &first, &workers);
        if (length == 0)
            continue;
        if ((uint64_t)p + 1 >= order->stores)
            return status_fault(STATUS_BAD_FILE, FAULT_LAST_LOST);
        if (builder->count == builder->room && !grow(builder))
            return no_memory();
        builder->found[builder->count++] = (struct overwrite){
            .position = (uint64_t)p + 1,
            .lost = length,
            .collision = ledger_collision_of(builder->ledger, end),
            .first = first,
            .workers = workers,
        };
    }
    return status_ok();
}

static void reverse(struct overwrite *all, size_t count)
{
    for (size_t i = 0; i < count / 2; i++) {
        const struct overwrite other = all[i];
        all[i] = all[count - 1 - i];
        all[count - 1 - i] = other;
    }
}

// Which settled each collision, those by time, and the sums.
static struct status sum_up(struct overwrites *overwrites)
{
    const size_t collisions = overwrites->ledger->collision_count;
    uint64_t lost = 0;
    size_t settled = 0;
    overwrites->marks = calloc(overwrites->count / OVERWRITES_SPACING + 2, sizeof *overwrites->marks);
    overwrites->settled = malloc((collisions + 1) * sizeof *overwrites->settled);
    overwrites->by_time = malloc((collisions + 1) * sizeof *overwrites->by_time);
    if (!overwrites->marks || !overwrites->settled || !overwrites->by_time)
        return no_memory();
    memset(overwrites->settled, 0xFF, (collisions + 1) * sizeof *overwrites->settled);
    for (size_t i = 0; i < overwrites->count; i++) {
        if (i % OVERWRITES_SPACING == 0)
            overwrites->marks[i / OVERWRITES_SPACING] = lost;
        overwrites->settled[overwrites->all[i].collision] = (uint32_t)i;
        lost += overwrites->all[i].lost;
    }
    for (size_t i = 0; i < overwrites->count; i++)
        if (overwrites->settled[overwrites->all[i].collision] == i)
            overwrites->by_time[settled++] = overwrites->all[i].collision;
    return lost == overwrites->ledger->lost && settled == collisions ? status_ok()
                                                                     : status_fault(STATUS_BAD_FILE, FAULT_ORDER_LACKS);
}

struct status overwrites_build(struct overwrites *overwrites, const struct ledger *ledger, const struct order *order)
{
    struct builder builder = { .ledger = ledger, .order = order };
    struct status status = take_bits(&builder) ? find_chains(&builder) : no_memory();
    free(builder.taken);
    reverse(builder.found, builder.count);
    *overwrites = (struct overwrites){
        .ledger = ledger,
        .order = order,
        .count = builder.count,
        .all = builder.found,
    };
    if (status_is_ok(status))
        status = sum_up(overwrites);
    if (!status_is_ok(status))
        overwrites_finish(overwrites);
    return status;
}

void overwrites_finish(struct overwrites *overwrites)
{
    free(overwrites->all);
    free(overwrites->marks);
    free(overwrites->settled);
    free(overwrites->by_time);
    *overwrites = (struct overwrites){ 0 };
}

// ---- one by one -----------------------------------------------------------------------------------------------------

static bool stands_until(const void *all, size_t index, const void *position)
{
    return (int64_t)((const struct overwrite *)all)[index].position <= *(const int64_t *)position;
}

// How many stand at or before the position.
static size_t count_until(const struct overwrites *overwrites, int64_t position)
{
    return search_count(overwrites->all, overwrites->count, &position, stands_until);
}

int64_t overwrites_next(const struct overwrites *overwrites, int64_t position)
{
    const size_t index = count_until(overwrites, position);
    return index < overwrites->count ? (int64_t)index : -1;
}

int64_t overwrites_previous(const struct overwrites *overwrites, int64_t position)
{
    return (int64_t)count_until(overwrites, position - 1) - 1;
}

uint64_t overwrites_lost_until(const struct overwrites *overwrites, int64_t position)
{
    const size_t count = count_until(overwrites, position);
    size_t i = count / OVERWRITES_SPACING * OVERWRITES_SPACING;
    if (i >= overwrites->count && i > 0)
        i -= OVERWRITES_SPACING;
    uint64_t lost = overwrites->count > 0 ? overwrites->marks[i / OVERWRITES_SPACING] : 0;
    for (; i < count; i++)
        lost += overwrites->all[i].lost;
    return lost;
}

// Whether an update is in the chain that an overwrite ended.
static bool has(const struct overwrites *overwrites, const struct overwrite *overwrite, uint32_t version)
{
    uint32_t at = overwrites->order->versions[overwrite->position - 1];
    for (uint32_t i = 0; i < overwrite->lost; i++) {
        if (at == version)
            return true;
        at = ledger_parent(overwrites->ledger, at);
    }
    return false;
}

size_t overwrites_of(const struct overwrites *overwrites, uint32_t lost_version)
{
    const uint32_t collision = ledger_collision_of(overwrites->ledger, lost_version);
    const size_t last = overwrites->settled[collision];
    if (overwrites->all[last].lost == overwrites->ledger->collisions[collision].size)
        return last;
    const int64_t stored = (int64_t)order_position_of(overwrites->order, lost_version);
    for (size_t i = count_until(overwrites, stored); i < last; i++)
        if (overwrites->all[i].collision == collision && has(overwrites, &overwrites->all[i], lost_version))
            return i;
    return last;
}

// ---- collisions -----------------------------------------------------------------------------------------------------

static bool is_settled(const void *all, size_t index, const void *position)
{
    const struct overwrites *overwrites = all;
    const struct overwrite *settling = overwrites_settling(overwrites, overwrites->by_time[index]);
    return (int64_t)settling->position <= *(const int64_t *)position;
}

// How many are settled at or before the position.
static size_t settled_until(const struct overwrites *overwrites, int64_t position)
{
    return search_count(overwrites, overwrites->ledger ? overwrites->ledger->collision_count : 0, &position,
                        is_settled);
}

size_t overwrites_number_of(const struct overwrites *overwrites, size_t collision)
{
    return settled_until(overwrites, (int64_t)overwrites_settling(overwrites, collision)->position) - 1;
}

int64_t overwrites_next_settled(const struct overwrites *overwrites, int64_t position)
{
    const size_t number = settled_until(overwrites, position);
    return overwrites->ledger && number < overwrites->ledger->collision_count ? (int64_t)number : -1;
}

int64_t overwrites_previous_settled(const struct overwrites *overwrites, int64_t position)
{
    return (int64_t)settled_until(overwrites, position - 1) - 1;
}

// ---- what there is to tell ------------------------------------------------------------------------------------------

bool overwrites_held_ns(const struct order *order, int64_t position, uint64_t *held_ns)
{
    *held_ns = 0;
    if (balance_sample_every(order->recording) != 1)
        return false;
    const uint64_t stored_ns = order->times_ns[position], loaded_ns = order_load_ns(order, order->versions[position]);
    *held_ns = stored_ns > loaded_ns ? stored_ns - loaded_ns : 0;
    return true;
}

struct overwriter overwrites_tell(const struct overwrites *overwrites, const struct overwrite *overwrite)
{
    const struct order *order = overwrites->order;
    const int64_t position = (int64_t)overwrite->position;
    const uint32_t version = order->versions[position], parent = ledger_parent(overwrites->ledger, version);
    const uint64_t began = order_position_of(order, overwrite->first);
    struct overwriter teller = {
        .version = version,
        .victim = order->versions[position - 1],
        .parent = parent,
        .position = position,
        .began = began,
        .between = overwrite->position - began - overwrite->lost,
        .read = parent == VERSION_START ? 0 : order_balance_at(order, (int64_t)order_position_of(order, parent)),
        .wrote = order_balance_at(order, position),
        .over = order_balance_at(order, position - 1),
        .loaded_ns = order_load_ns(order, version),
        .stored_ns = order->times_ns[position],
    };
    teller.held_known = overwrites_held_ns(order, position, &teller.held_ns);
    return teller;
}
