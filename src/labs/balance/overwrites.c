// Asking what was written over: by position, by version, by collision.
#include "labs/balance/overwrites.h"
#include "base/search.h"
#include "labs/balance/books.h"
#include "labs/balance/pace.h"

#include <stdlib.h>

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
    const struct ledger *ledger = overwrites->ledger;
    uint32_t at = order_version(overwrites->order, overwrite->position - 1);
    for (uint32_t left = overwrite->lost; left > 0;) {
        struct ledger_line line = ledger_line(ledger, at);
        line.length = line.length < left ? line.length : left;
        if (at - version < line.length) // a line's versions follow each other
            return true;
        left -= line.length;
        at = line.parent;
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

uint64_t overwrites_victims(const struct overwrites *overwrites, size_t collision)
{
    uint64_t workers = 0;
    uint32_t left = overwrites->ledger->collisions[collision].size;
    for (size_t i = overwrites->settled[collision] + (size_t)1; left > 0 && i-- > 0;) {
        const struct overwrite *overwrite = &overwrites->all[i];
        if (overwrite->collision != collision)
            continue;
        workers |= overwrite->workers;
        left -= overwrite->lost < left ? overwrite->lost : left;
    }
    return workers;
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

static uint64_t held_ns_of(const struct order *order, int64_t position)
{
    struct order_walk walk;
    order_walk_set(&walk, order, (uint64_t)position);
    const uint64_t stored_ns = order_walk_ns(&walk), loaded_ns = order_load_ns(order, order_walk_version(&walk));
    return stored_ns > loaded_ns ? stored_ns - loaded_ns : 0;
}

bool overwrites_load_is_timed(const struct order *order, uint32_t version)
{
    return balance_sample_every(order->recording) == 1 &&
           pace_load_is_timed(order->recording, version_worker(version), version_sequence(version));
}

bool overwrites_held_ns(const struct order *order, int64_t position, uint64_t *held_ns)
{
    const bool known = overwrites_load_is_timed(order, order_version(order, (uint64_t)position));
    *held_ns = known ? held_ns_of(order, position) : 0;
    return known;
}

bool overwrites_held_about_ns(const struct order *order, int64_t position, uint64_t *held_ns)
{
    const bool about = balance_is_stamped(order->recording) || balance_sample_every(order->recording) == 1;
    *held_ns = about ? held_ns_of(order, position) : 0;
    return about;
}

// The first store of the run that a version is in.
static uint32_t run_begin(const struct journals *journals, uint32_t version)
{
    return version_make(version_worker(version), journals->first[journals_run_of(journals, version)]);
}

bool overwrites_stall(const struct overwrites *overwrites, const struct overwrite *overwrite, uint64_t *off_from_ns,
                      uint64_t *off_ns)
{
    const struct order *order = overwrites->order;
    uint64_t from, to;
    *off_from_ns = *off_ns = 0;
    if (!order->in_zones || !balance_is_stamped(order->recording))
        return false;
    const uint32_t version = order_version(order, overwrite->position);
    const struct estimate *estimate = &order->zones.estimates.of[version_worker(version)];
    const uint64_t stored_ns = order_ns(order, overwrite->position);
    if (!estimate_longest_gap(estimate, estimate->known.begin_ns, stored_ns, &from, &to))
        return false;
    const uint64_t began = order_position_of(order, overwrite->first);
    const uint32_t first = run_begin(order->journals, version);
    if ((first != version && order_position_of(order, first) > began) ||
        !estimate_longest_gap(estimate, order_ns(order, began), stored_ns, &from, &to))
        return false;
    *off_from_ns = from;
    *off_ns = to - from;
    return true;
}

const struct overwrite *overwrites_at(const struct overwrites *overwrites, int64_t position)
{
    const int64_t index = overwrites_next(overwrites, position - 1);
    const struct overwrite *overwrite = index < 0 ? NULL : &overwrites->all[index];
    return overwrite && (int64_t)overwrite->position == position ? overwrite : NULL;
}

bool overwrites_held_at_all(const struct overwrites *overwrites, int64_t position, uint64_t *held_ns, uint64_t *off_ns)
{
    uint64_t off_from_ns;
    *off_ns = 0;
    if (overwrites_held_ns(overwrites->order, position, held_ns))
        return true;
    if (!overwrites_held_about_ns(overwrites->order, position, held_ns))
        return false;
    const struct overwrite *overwrite = overwrites_at(overwrites, position);
    if (overwrite && overwrites_stall(overwrites, overwrite, &off_from_ns, off_ns)) {
        const uint64_t since_ns = order_ns(overwrites->order, (uint64_t)position) - off_from_ns;
        *held_ns = since_ns > *held_ns ? since_ns : *held_ns;
    }
    return true;
}

struct overwriter overwrites_tell(const struct overwrites *overwrites, const struct overwrite *overwrite)
{
    const struct order *order = overwrites->order;
    const int64_t position = (int64_t)overwrite->position;
    const uint32_t version = order_version(order, overwrite->position),
                   parent = ledger_parent(overwrites->ledger, version);
    const uint64_t began = order_position_of(order, overwrite->first);
    struct overwriter teller = {
        .version = version,
        .victim = order_version(order, overwrite->position - 1),
        .parent = parent,
        .position = position,
        .began = began,
        .between = overwrite->position - began - overwrite->lost,
        .read = parent == VERSION_START ? 0 : order_balance_at(order, (int64_t)order_position_of(order, parent)),
        .wrote = order_balance_at(order, position),
        .over = order_balance_at(order, position - 1),
        .loaded_ns = order_load_ns(order, version),
        .stored_ns = order_ns(order, overwrite->position),
    };
    teller.held_known = overwrites_held_ns(order, position, &teller.held_ns);
    if (!teller.held_known)
        teller.held_about = overwrites_held_at_all(overwrites, position, &teller.held_ns, &teller.off_ns);
    return teller;
}
