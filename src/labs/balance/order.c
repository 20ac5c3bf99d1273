// Asking a built order, in whichever form it is kept: by time, by version, by range, event by event. What is stored is
// explained in order.h.
//
// Before store p there are p stores and as many loads, and one load more for every worker that has loaded for its next
// update; so the number of the first event of a group follows from the position and those bits, which the index has
// for every ORDER_SPACING-th store.
#include "labs/balance/order.h"

#include "base/search.h"
#include "labs/balance/books.h"
#include "labs/balance/experiment.h"
#include "labs/balance/pace.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define NO_UPDATE UINT32_MAX // as a version: there is none

static uint32_t worker_count(const struct order *order) { return order->journals->count; }

static uint64_t mark_count(const struct order *order) { return (order->stores + ORDER_SPACING - 1) / ORDER_SPACING; }

static uint32_t mark_made(const struct order *order, uint64_t mark, uint32_t worker)
{
    return order->mark_counts[mark * worker_count(order) + worker];
}

// What a worker's update number `made` reads; NO_UPDATE past its last.
static uint32_t parent_of(const struct order *order, uint32_t worker, uint32_t made)
{
    return made < order->journals->made[worker] ? journals_parent(order->journals, version_make(worker, made))
                                                : NO_UPDATE;
}

void order_finish(struct order *order)
{
    free(order->memory);
    zones_finish(&order->zones);
    memset(order, 0, sizeof *order);
}

// ---- one store -------------------------------------------------------------------------------------------------------

uint32_t order_version(const struct order *order, uint64_t position)
{
    struct zone_place place;
    if (!order->in_zones)
        return order->versions[position];
    zone_place_set(&place, &order->zones, position);
    return place.version;
}

uint64_t order_ns(const struct order *order, uint64_t position)
{
    struct zone_place place;
    if (!order->in_zones)
        return order->times_ns[position];
    zone_place_set(&place, &order->zones, position);
    return zone_place_ns(&place);
}

bool order_is_lost(const struct order *order, uint64_t position)
{
    struct zone_place place;
    if (!order->in_zones)
        return order->lost_bits[position / 64] >> (position % 64) & 1;
    zone_place_set(&place, &order->zones, position);
    return zone_place_is_lost(&place);
}

int32_t order_balance_at(const struct order *order, int64_t position)
{
    struct zone_place place;
    if (position < 0)
        return 0;
    if (!order->in_zones)
        return order->balances[position];
    zone_place_set(&place, &order->zones, (uint64_t)position);
    return zone_place_balance(&place);
}

void order_walk_set(struct order_walk *walk, const struct order *order, uint64_t position)
{
    walk->order = order;
    walk->position = position;
    if (order->in_zones)
        zone_place_set(&walk->place, &order->zones, position);
}

void order_walk_next(struct order_walk *walk)
{
    walk->position++;
    if (walk->order->in_zones)
        zone_place_next(&walk->place);
}

void order_walk_previous(struct order_walk *walk)
{
    walk->position--;
    if (walk->order->in_zones)
        zone_place_previous(&walk->place);
}

uint32_t order_walk_version(const struct order_walk *walk)
{
    return walk->order->in_zones ? walk->place.version : walk->order->versions[walk->position];
}

uint64_t order_walk_ns(const struct order_walk *walk)
{
    return walk->order->in_zones ? zone_place_ns(&walk->place) : walk->order->times_ns[walk->position];
}

int32_t order_walk_balance(const struct order_walk *walk)
{
    return walk->order->in_zones ? zone_place_balance(&walk->place) : walk->order->balances[walk->position];
}

// ---- by time and version -------------------------------------------------------------------------------------------

int64_t order_position_at(const struct order *order, uint64_t ns)
{
    if (order->in_zones)
        return (int64_t)zones_until(&order->zones, ns) - 1;
    if (order->stores == 0 || ns < order->times_ns[0])
        return -1;
    const uint64_t slot = (ns - order->times_ns[0]) / order->slot_ns;
    if (slot >= order->slots)
        return (int64_t)order->stores - 1;
    uint64_t low = order->slot_starts[slot], high = order->slot_starts[slot + 1]; // the first store after the moment
    while (low < high) {
        const uint64_t middle = low + (high - low) / 2;
        if (order->times_ns[middle] <= ns)
            low = middle + 1;
        else
            high = middle;
    }
    return (int64_t)low - 1;
}

uint64_t order_position_of(const struct order *order, uint32_t version)
{
    const uint32_t worker = version_worker(version), sequence = version_sequence(version);
    if (order->in_zones)
        return zones_position_of(&order->zones, version);
    uint64_t low = 0, high = mark_count(order);
    while (high - low > 1) {
        const uint64_t middle = low + (high - low) / 2;
        if (mark_made(order, middle, worker) <= sequence)
            low = middle;
        else
            high = middle;
    }
    uint64_t position = low * ORDER_SPACING;
    while (position + 1 < order->stores && order->versions[position] != version)
        position++;
    return position;
}

// The moment of a load that stands in a group: between the moments of its store and of the next.
static uint64_t load_ns(const struct order *order, uint32_t version, int64_t position, uint64_t low, uint64_t high)
{
    high = high < low && position >= 0 ? low : high;
    return pace_load_ns(order->recording, version_worker(version), version_sequence(version), low < high ? low : high,
                        high);
}

// From when a group is: its store's moment.
static uint64_t group_ns(const struct order *order, int64_t position, const struct order_walk *at)
{
    return position < 0 ? order->recording->facts->released_ns : order_walk_ns(at);
}

// Until when: the next one's moment.
static uint64_t group_end_ns(const struct order *order, int64_t position, const struct order_walk *ahead)
{
    return (uint64_t)(position + 1) < order->stores ? order_walk_ns(ahead) : order->recording->facts->ended_ns;
}

uint64_t order_load_ns(const struct order *order, uint32_t version)
{
    const uint32_t parent = journals_parent(order->journals, version);
    const int64_t position = parent == VERSION_START ? -1 : (int64_t)order_position_of(order, parent);
    struct order_walk walk;
    order_walk_set(&walk, order, position < 0 ? 0 : (uint64_t)position);
    const uint64_t low = group_ns(order, position, &walk);
    if (position >= 0 && (uint64_t)position + 1 < order->stores)
        order_walk_next(&walk);
    return load_ns(order, version, position, low, group_end_ns(order, position, &walk));
}

void order_counts_at(const struct order *order, int64_t position, uint64_t *counts)
{
    const uint32_t workers = worker_count(order);
    for (uint32_t w = 0; w < workers; w++)
        counts[w] = 0;
    if (position < 0 || order->stores == 0)
        return;
    const uint64_t last = (uint64_t)position < order->stores ? (uint64_t)position : order->stores - 1;
    if (order->in_zones) {
        struct zone_place place;
        zone_place_set(&place, &order->zones, last);
        for (uint32_t w = 0; w < workers; w++)
            counts[w] = place.made[w];
        counts[version_worker(place.version)]++;
        return;
    }
    const uint64_t mark = last / ORDER_SPACING;
    for (uint32_t w = 0; w < workers; w++)
        counts[w] = mark_made(order, mark, w);
    for (uint64_t p = mark * ORDER_SPACING; p <= last; p++)
        counts[version_worker(order->versions[p])]++;
}

// ---- ranges --------------------------------------------------------------------------------------------------------

// One store (level −1), or one range of a level.
static struct balance_range folded(const struct order *order, int level, uint64_t at)
{
    const int32_t balance = level < 0 ? order->balances[at] : 0;
    return level < 0 ? (struct balance_range){ balance, balance } : order->folds[level][at];
}

bool order_balance_range(const struct order *order, uint64_t from, uint64_t to, struct balance_range *range)
{
    to = to < order->stores ? to : order->stores;
    if (from >= to)
        return false;
    if (order->in_zones) {
        *range = zones_range(&order->zones, from, to);
        return true;
    }
    *range = (struct balance_range){ INT32_MAX, INT32_MIN };
    for (int level = -1;; level++, from /= ORDER_FOLD, to /= ORDER_FOLD) { // stores one by one, then ever larger ranges
        const bool last = level == ORDER_LEVELS - 1;
        for (; from < to && (last || from % ORDER_FOLD != 0); from++)
            balance_range_widen(range, folded(order, level, from));
        if (from >= to)
            return true;
        for (; from < to && to % ORDER_FOLD != 0; to--)
            balance_range_widen(range, folded(order, level, to - 1));
    }
}

// Lost stores before a position.
static uint64_t lost_before(const struct order *order, uint64_t position)
{
    if (position == 0 || order->stores == 0)
        return 0;
    if (order->in_zones)
        return zones_lost_before(&order->zones, position);
    const uint64_t mark = (position - 1) / ORDER_LOST_SPACING;
    uint64_t lost = order->mark_lost[mark];
    uint64_t word = mark * (ORDER_LOST_SPACING / 64);
    for (; word < position / 64; word++)
        lost += (uint64_t)__builtin_popcountll(order->lost_bits[word]);
    if (position % 64)
        lost += (uint64_t)__builtin_popcountll(order->lost_bits[word] & (((uint64_t)1 << position % 64) - 1));
    return lost;
}

uint64_t order_lost_between(const struct order *order, uint64_t from, uint64_t to)
{
    to = to < order->stores ? to : order->stores;
    return from < to ? lost_before(order, to) - lost_before(order, from) : 0;
}

static bool has_fewer_until(const void *order, size_t position, const void *lost)
{
    return lost_before(order, position + 1) < *(const uint64_t *)lost;
}

uint64_t order_lost_at(const struct order *order, uint64_t n)
{
    return search_count(order, (size_t)order->stores, &n, has_fewer_until);
}

int64_t order_next_lost(const struct order *order, int64_t position)
{
    const uint64_t from = (uint64_t)(position + 1);
    const uint64_t words = (order->stores + 63) / 64;
    if (from >= order->stores)
        return -1;
    if (order->in_zones)
        return zones_lost_from(&order->zones, from);
    uint64_t word = from / 64;
    uint64_t bits = order->lost_bits[word] & (UINT64_MAX << from % 64);
    while (!bits && ++word < words)
        bits = order->lost_bits[word];
    return bits ? (int64_t)(word * 64) + __builtin_ctzll(bits) : -1;
}

int64_t order_previous_lost(const struct order *order, int64_t position)
{
    const int64_t last = position < (int64_t)order->stores ? position : (int64_t)order->stores;
    if (last <= 0)
        return -1;
    if (order->in_zones)
        return zones_lost_until(&order->zones, (uint64_t)last);
    const uint64_t to = (uint64_t)last - 1; // the last one looked at
    uint64_t word = to / 64;
    uint64_t bits = order->lost_bits[word] & (UINT64_MAX >> (63 - to % 64));
    while (!bits && word > 0)
        bits = order->lost_bits[--word];
    return bits ? (int64_t)(word * 64) + 63 - __builtin_clzll(bits) : -1;
}

// ---- events --------------------------------------------------------------------------------------------------------

uint64_t order_event_count(const struct order *order) { return 2 * order->stores; }

static bool before(const struct order_event *a, const struct order_event *b)
{
    return a->ns < b->ns || (a->ns == b->ns && version_worker(a->version) < version_worker(b->version));
}

static uint32_t group_version(const struct order_cursor *cursor)
{
    return cursor->position < 0 ? VERSION_START : order_walk_version(&cursor->at);
}

// Fills in the events of the group the cursor stands in; made and awaits are those after its store.
static void fill_group(struct order_cursor *cursor)
{
    const struct order *order = cursor->order;
    const uint32_t version = group_version(cursor);
    const uint64_t ns = group_ns(order, cursor->position, &cursor->at);
    const uint64_t end_ns = group_end_ns(order, cursor->position, &cursor->ahead);
    cursor->size = 0;
    if (cursor->position >= 0)
        cursor->events[cursor->size++] = (struct order_event){
            .ns = ns,
            .position = cursor->position,
            .version = version,
            .kind = ORDER_STORE,
        };
    const uint32_t first = cursor->size;
    for (uint32_t w = 0; w < worker_count(order); w++) {
        if (cursor->awaits[w] != version)
            continue;
        const uint32_t update = version_make(w, cursor->made[w]);
        const struct order_event event = {
            .ns = load_ns(order, update, cursor->position, ns, end_ns),
            .position = cursor->position,
            .version = update,
            .kind = ORDER_LOAD,
        };
        uint32_t at = cursor->size++;
        for (; at > first && before(&event, &cursor->events[at - 1]); at--)
            cursor->events[at] = cursor->events[at - 1];
        cursor->events[at] = event;
        cursor->loaded |= (uint64_t)1 << w;
    }
}

// Who has loaded for its next update when no store but those of `made` is made: it reads the start, or one of them.
static uint64_t loaded_of(const struct order_cursor *cursor)
{
    uint64_t loaded = 0;
    for (uint32_t w = 0; w < worker_count(cursor->order); w++) {
        const uint32_t parent = cursor->awaits[w];
        const bool made = parent == VERSION_START ||
                          (parent != NO_UPDATE && version_sequence(parent) < cursor->made[version_worker(parent)]);
        loaded |= (uint64_t)made << w;
    }
    return loaded;
}

// Before the group of a store; store by store, of the mark before that.
static void start_before(struct order_cursor *cursor, const struct order *order, uint64_t position)
{
    const uint64_t mark = position / ORDER_SPACING;
    cursor->order = order;
    cursor->position = (int64_t)(order->in_zones ? position : mark * ORDER_SPACING) - 1;
    cursor->number = cursor->index = cursor->size =
        0; // of the group before no event is filled in, and nothing needs it
    order_walk_set(&cursor->ahead, order, (uint64_t)(cursor->position + 1));
    cursor->at = cursor->ahead;
    for (uint32_t w = 0; w < worker_count(order); w++) {
        cursor->made[w] = order->in_zones ? cursor->ahead.place.made[w] : mark_made(order, mark, w);
        cursor->awaits[w] = parent_of(order, w, cursor->made[w]);
    }
    cursor->loaded = order->in_zones ? loaded_of(cursor) : order->mark_loaded[mark];
}

// On to the next group, whose events are not filled in: when its loads were takes most of the time, and on the way to a
// place nobody asks.
static void pass_to_next_group(struct order_cursor *cursor)
{
    const struct order *order = cursor->order;
    const uint32_t version = order_walk_version(&cursor->ahead), worker = version_worker(version);
    cursor->at = cursor->ahead;
    cursor->position++;
    if ((uint64_t)cursor->position + 1 < order->stores)
        order_walk_next(&cursor->ahead);
    cursor->made[worker]++;
    cursor->awaits[worker] = parent_of(order, worker, cursor->made[worker]);
    cursor->loaded &= ~((uint64_t)1 << worker);
    for (uint32_t w = 0; w < worker_count(order); w++)
        cursor->loaded |= (uint64_t)(cursor->awaits[w] == version) << w;
}

static void enter_next_group(struct order_cursor *cursor)
{
    pass_to_next_group(cursor);
    fill_group(cursor);
    cursor->index = 0;
}

static void enter_previous_group(struct order_cursor *cursor)
{
    const struct order *order = cursor->order;
    const uint32_t worker = version_worker(group_version(cursor));
    assert(worker < WORKERS_MAX); // the first group has none before it
    for (uint32_t i = 0; i < cursor->size; i++)
        if (cursor->events[i].kind == ORDER_LOAD)
            cursor->loaded &= ~((uint64_t)1 << version_worker(cursor->events[i].version));
    cursor->made[worker]--;
    cursor->awaits[worker] = parent_of(order, worker, cursor->made[worker]);
    cursor->loaded |= (uint64_t)1 << worker;
    cursor->ahead = cursor->at;
    if (--cursor->position >= 0)
        order_walk_previous(&cursor->at);
    fill_group(cursor);
    cursor->index = cursor->size - 1;
}

// The number of the first event after the cursor's group.
static uint64_t events_until(const struct order_cursor *cursor)
{
    return 2 * (uint64_t)(cursor->position + 1) + (uint64_t)__builtin_popcountll(cursor->loaded);
}

// Puts the cursor on the first event of a position's group; −1: the loads of the start.
static void enter_group(struct order_cursor *cursor, const struct order *order, int64_t position)
{
    start_before(cursor, order, position < 0 ? 0 : (uint64_t)position);
    if (position < 0)
        cursor->loaded = 0;
    while (cursor->position < position)
        pass_to_next_group(cursor);
    fill_group(cursor);
    cursor->index = 0;
    cursor->number = events_until(cursor) - cursor->size;
}

// A store whose group begins at that event or before, and not far before: before the group of store p there are p stores, as many
// loads, and a load more for each worker that has loaded.
static uint64_t store_before(const struct order *order, uint64_t number)
{
    const uint64_t workers = worker_count(order);
    if (order->in_zones)
        return number > workers ? (number - workers) / 2 : 0;
    uint64_t low = 0, high = mark_count(order);
    while (high - low > 1) {
        const uint64_t middle = low + (high - low) / 2;
        const uint64_t first = 2 * middle * ORDER_SPACING + (uint64_t)__builtin_popcountll(order->mark_loaded[middle]);
        if (first <= number)
            low = middle;
        else
            high = middle;
    }
    return low * ORDER_SPACING;
}

bool order_cursor_set(struct order_cursor *cursor, const struct order *order, uint64_t number)
{
    if (number >= order_event_count(order))
        return false;
    start_before(cursor, order, store_before(order, number));
    if (number < events_until(cursor)) { // only at the very start: the loads before any store
        enter_group(cursor, order, -1);
    } else {
        while (events_until(cursor) <= number)
            pass_to_next_group(cursor);
        fill_group(cursor);
        cursor->number = events_until(cursor) - cursor->size;
    }
    cursor->index = (uint32_t)(number - cursor->number);
    cursor->number = number;
    return true;
}

bool order_cursor_next(struct order_cursor *cursor)
{
    if (cursor->number + 1 >= order_event_count(cursor->order))
        return false;
    cursor->number++;
    if (cursor->index + 1 < cursor->size)
        cursor->index++;
    else
        enter_next_group(cursor);
    return true;
}

bool order_cursor_previous(struct order_cursor *cursor)
{
    if (cursor->number == 0)
        return false;
    cursor->number--;
    if (cursor->index > 0)
        cursor->index--;
    else
        enter_previous_group(cursor);
    return true;
}

int64_t order_event_at(const struct order *order, uint64_t ns)
{
    struct order_cursor cursor;
    if (order->stores == 0)
        return -1;
    enter_group(&cursor, order, order_position_at(order, ns));
    int64_t number = (int64_t)cursor.number - 1;
    for (uint32_t i = 0; i < cursor.size && cursor.events[i].ns <= ns; i++)
        number++;
    return number;
}

uint64_t order_event_of_store(const struct order *order, uint64_t position)
{
    struct order_cursor cursor;
    enter_group(&cursor, order, (int64_t)position);
    return cursor.number;
}

uint64_t order_event_of_load(const struct order *order, uint32_t version)
{
    struct order_cursor cursor;
    const uint32_t parent = journals_parent(order->journals, version);
    enter_group(&cursor, order, parent == VERSION_START ? -1 : (int64_t)order_position_of(order, parent));
    uint32_t i = 0;
    while (i + 1 < cursor.size && (cursor.events[i].kind != ORDER_LOAD || cursor.events[i].version != version))
        i++;
    return cursor.number + i;
}
