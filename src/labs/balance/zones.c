// Asking built zones: what they are is explained in zones.h.
#include "labs/balance/zones.h"

#include "base/search.h"
#include <string.h>

static const struct estimate *estimate_of(const struct zones *zones, uint32_t worker)
{
    return &zones->estimates.of[worker];
}

// ---- which zone ----------------------------------------------------------------------------------------------------

static bool begins_until(const void *zones, size_t index, const void *position)
{
    return ((const struct zone *)zones)[index].position <= *(const uint64_t *)position;
}

static size_t zone_at(const struct zones *zones, uint64_t position)
{
    return search_count(zones->all, zones->count, &position, begins_until) - 1;
}

struct made_by {
    uint32_t worker, sequence;
};

static bool has_not_made(const void *of, size_t index, const void *by)
{
    const struct zones *zones = of;
    const struct made_by *update = by;
    return zones_made(zones, index)[update->worker] <= update->sequence;
}

static size_t zone_of(const struct zones *zones, uint32_t version)
{
    const struct made_by update = { version_worker(version), version_sequence(version) };
    return search_count(zones, zones->count, &update, has_not_made) - 1;
}

static uint32_t run_in(const struct zones *zones, size_t zone, uint32_t worker)
{
    return journals_run_of(zones->journals, version_make(worker, zones_made(zones, zone)[worker]));
}

// ---- within a zone -------------------------------------------------------------------------------------------------

// Stores of a zone that stand before one of its own.
static uint64_t rank_of(const struct zones *zones, size_t zone, uint32_t version, uint64_t ns)
{
    const uint32_t *from = zones_made(zones, zone), *to = zones_made(zones, zone + 1);
    const uint32_t worker = version_worker(version);
    uint64_t rank = version_sequence(version) - from[worker];
    for (uint32_t w = 0; w < zones->workers; w++) {
        struct estimate_stretch stretch = { 0 };
        if (w != worker)
            rank += zones_count(zones, &stretch, w, from[w], to[w], ns, worker);
    }
    return rank;
}

uint64_t zones_position_of(const struct zones *zones, uint32_t version)
{
    const size_t zone = zone_of(zones, version);
    const uint64_t ns = estimate_ns(estimate_of(zones, version_worker(version)), version_sequence(version));
    return zones->all[zone].position + rank_of(zones, zone, version, ns);
}

// What is left to look through of each worker's stores in a zone, to find the one before which so many stand.
struct window {
    uint32_t low[WORKERS_MAX], high[WORKERS_MAX];
    uint64_t before, left; // stores of the zone before the window, and in it
    struct estimate_stretch stretches[WORKERS_MAX];
};

// Whose store to try next, and which: of the most that are left the one where it would be if all stood evenly, or, now and
// then, the middle one, which halves them whatever they are.
static uint32_t try_next(const struct window *window, uint32_t workers, uint64_t rank, bool middle, uint32_t *sequence)
{
    uint32_t worker = 0;
    for (uint32_t w = 1; w < workers; w++)
        if (window->high[w] - window->low[w] > window->high[worker] - window->low[worker])
            worker = w;
    const uint32_t length = window->high[worker] - window->low[worker];
    const double share = middle ? 0.5 : (double)(rank - window->before) / (double)window->left;
    const uint32_t into = (uint32_t)(share * length);
    *sequence = window->low[worker] + (into < length ? into : length - 1);
    return worker;
}

// Finds the store before which `rank` of the zone's stand, and how many of each worker do.
static void select_store(struct zone_place *place, uint64_t rank)
{
    const struct zones *zones = place->zones;
    const uint32_t *from = zones_made(zones, place->zone), *to = zones_made(zones, place->zone + 1);
    struct window window;
    window.before = 0;
    window.left = zones->all[place->zone + 1].position - zones->all[place->zone].position;
    memset(window.stretches, 0, zones->workers * sizeof *window.stretches);
    memcpy(window.low, from, zones->workers * sizeof *from);
    memcpy(window.high, to, zones->workers * sizeof *to);
    for (unsigned tries = 0;; tries++) {
        uint32_t sequence, *made = place->made;
        const uint32_t worker = try_next(&window, zones->workers, rank, tries % 3 == 2, &sequence);
        uint64_t before = 0, in = 0;
        place->ns = estimate_near(estimate_of(zones, worker), &window.stretches[worker], sequence);
        for (uint32_t w = 0; w < zones->workers; w++) {
            made[w] = w == worker ? sequence
                                  : window.low[w] + zones_count(zones, &window.stretches[w], w, window.low[w],
                                                                window.high[w], place->ns, worker);
            before += made[w] - from[w];
        }
        if (before == rank) {
            place->version = version_make(worker, sequence);
            return;
        }
        // Not that one: those on its far side, and it, are out of question.
        memcpy(before < rank ? window.low : window.high, made, zones->workers * sizeof *made);
        window.low[worker] += before < rank;
        window.before = 0;
        for (uint32_t w = 0; w < zones->workers; w++) {
            window.before += window.low[w] - from[w];
            in += window.high[w] - window.low[w];
        }
        window.left = in;
    }
}

// ---- a place -------------------------------------------------------------------------------------------------------

void zone_place_set(struct zone_place *place, const struct zones *zones, uint64_t position)
{
    place->zones = zones;
    place->position = position;
    place->zone = zone_at(zones, position);
    place->known = 0;
    select_store(place, position - zones->all[place->zone].position);
}

void zone_place_next(struct zone_place *place)
{
    const struct zones *zones = place->zones;
    const uint32_t left = version_worker(place->version);
    place->made[left]++;
    place->known &= ~((uint64_t)1 << left);
    place->position++;
    place->zone += place->position == zones->all[place->zone + 1].position;
    const uint32_t *to = zones_made(zones, place->zone + 1);
    bool any = false;
    for (uint32_t w = 0; w < zones->workers; w++) {
        if (place->made[w] == to[w])
            continue;
        if (!(place->known >> w & 1))
            place->next_ns[w] = estimate_ns(estimate_of(zones, w), place->made[w]);
        place->known |= (uint64_t)1 << w;
        if (any && place->next_ns[w] >= place->ns)
            continue;
        any = true;
        place->ns = place->next_ns[w];
        place->version = version_make(w, place->made[w]);
    }
}

void zone_place_previous(struct zone_place *place)
{
    const struct zones *zones = place->zones;
    place->zone -= place->position == zones->all[place->zone].position;
    place->position--;
    const uint32_t *from = zones_made(zones, place->zone);
    bool any = false;
    for (uint32_t w = 0; w < zones->workers; w++) {
        if (place->made[w] == from[w])
            continue;
        const uint64_t ns = estimate_ns(estimate_of(zones, w), place->made[w] - 1);
        if (any && ns < place->ns)
            continue;
        any = true;
        place->ns = ns;
        place->version = version_make(w, place->made[w] - 1);
    }
    place->made[version_worker(place->version)]--;
    place->known = 0;
}

uint64_t zone_place_ns(const struct zone_place *place)
{
    const struct zones *zones = place->zones;
    const struct zone *zone = &zones->all[place->zone];
    const uint32_t *to = zones_made(zones, place->zone + 1);
    uint64_t ns = place->ns > zone->floor_ns ? place->ns : zone->floor_ns;
    ns = ns < zone->ceiling_ns ? ns : zone->ceiling_ns;
    // The estimate is below all bounds still to come in the zone; what was raised may not be.
    for (uint32_t w = 0; !zones->full && ns > place->ns && w < zones->workers; w++) {
        struct estimate_stretch stretch = { 0 };
        const uint64_t high =
            place->made[w] < to[w] ? estimate_high(estimate_of(zones, w), &stretch, place->made[w]) : UINT64_MAX;
        ns = ns < high ? ns : high;
    }
    return ns > zone->before_ns ? ns : zone->before_ns;
}

int32_t zone_place_balance(const struct zone_place *place)
{
    return zones_balance(place->zones, version_worker(place->version),
                         journals_run_of(place->zones->journals, place->version), version_sequence(place->version));
}

bool zone_place_is_lost(const struct zone_place *place) { return ledger_is_lost(place->zones->ledger, place->version); }

uint64_t zone_place_lost(const struct zone_place *place)
{
    const struct zones *zones = place->zones;
    const uint32_t *from = zones_made(zones, place->zone);
    uint64_t lost = zones->all[place->zone].lost;
    for (uint32_t w = 0; w < zones->workers; w++)
        if (place->made[w] > from[w])
            lost += zones_lost(zones, run_in(zones, place->zone, w), from[w], place->made[w]);
    return lost;
}

// ---- by time -------------------------------------------------------------------------------------------------------

static bool is_over(const void *zones, size_t index, const void *ns)
{
    return ((const struct zone *)zones)[index + 1].before_ns <= *(const uint64_t *)ns;
}

// Of a zone whose floor is above the moment: up to the last store whose upper bound is not.
static uint64_t bounded_until(const struct zones *zones, size_t zone, uint64_t ns)
{
    const uint32_t *from = zones_made(zones, zone), *to = zones_made(zones, zone + 1);
    uint64_t most = 0;
    for (uint32_t w = 0; w < zones->workers && !zones->full; w++) {
        const struct estimate *estimate = estimate_of(zones, w);
        const uint32_t count = estimate_count_bounded(estimate, from[w], to[w], ns);
        if (count == 0)
            continue;
        const uint32_t last = from[w] + count - 1;
        const uint64_t until = rank_of(zones, zone, version_make(w, last), estimate_ns(estimate, last)) + 1;
        most = until > most ? until : most;
    }
    return most;
}

uint64_t zones_until(const struct zones *zones, uint64_t ns)
{
    const size_t zone = search_count(zones->all, zones->count, &ns, is_over);
    if (zone == zones->count)
        return zones->stores;
    // Some of this zone's come later, so that neither its ceiling nor what was before it holds for those that do not.
    uint64_t until = 0;
    if (zones->all[zone].floor_ns > ns)
        until = bounded_until(zones, zone, ns);
    else
        for (uint32_t w = 0; w < zones->workers; w++) {
            const uint32_t from = zones_made(zones, zone)[w], to = zones_made(zones, zone + 1)[w];
            struct estimate_stretch stretch = { 0 };
            until += from < to ? estimate_count(estimate_of(zones, w), &stretch, from, to, ns, true) : 0;
        }
    return zones->all[zone].position + until;
}

// ---- ranges --------------------------------------------------------------------------------------------------------

// Of a zone's stores those from a place (NULL: its first) to before another (NULL: all).
static void widen_by_part(const struct zones *zones, struct balance_range *range, size_t zone, const uint32_t *from,
                          const uint32_t *to)
{
    from = from ? from : zones_made(zones, zone);
    to = to ? to : zones_made(zones, zone + 1);
    for (uint32_t w = 0; w < zones->workers; w++)
        if (from[w] < to[w])
            zones_widen(zones, range, w, run_in(zones, zone, w), from[w], to[w]);
}

// By whole zones from ≤ i < to.
static void widen_by_zones(const struct zones *zones, struct balance_range *range, size_t from, size_t to)
{
    for (int level = 0; from < to; level++, from /= ZONES_FOLD, to /= ZONES_FOLD) {
        const bool last = level == zones->levels - 1;
        for (; from < to && (last || from % ZONES_FOLD != 0); from++)
            balance_range_widen(range, zones_folded(zones, level, from));
        for (; from < to && to % ZONES_FOLD != 0; to--)
            balance_range_widen(range, zones_folded(zones, level, to - 1));
    }
}

struct balance_range zones_range(const struct zones *zones, uint64_t from, uint64_t to)
{
    struct balance_range range = { INT32_MAX, INT32_MIN };
    struct zone_place first, end = { .zone = zones->count };
    zone_place_set(&first, zones, from);
    if (to < zones->stores)
        zone_place_set(&end, zones, to);
    if (first.zone == end.zone) {
        widen_by_part(zones, &range, first.zone, first.made, end.made);
        return range;
    }
    widen_by_part(zones, &range, first.zone, first.made, NULL);
    widen_by_zones(zones, &range, first.zone + 1, end.zone);
    if (to < zones->stores)
        widen_by_part(zones, &range, end.zone, NULL, end.made);
    return range;
}

// ---- lost ones -----------------------------------------------------------------------------------------------------

uint64_t zones_lost_before(const struct zones *zones, uint64_t position)
{
    struct zone_place place;
    if (position >= zones->stores)
        return zones->all[zones->count].lost;
    zone_place_set(&place, zones, position);
    return zone_place_lost(&place);
}

static bool has_lost_no_more(const void *zones, size_t index, const void *lost)
{
    return ((const struct zone *)zones)[index + 1].lost <= *(const uint64_t *)lost;
}

static bool has_lost_fewer(const void *zones, size_t index, const void *lost)
{
    return ((const struct zone *)zones)[index].lost < *(const uint64_t *)lost;
}

// The position of the first lost one of a zone's stores that are not before `made`.
static int64_t first_lost(const struct zones *zones, size_t zone, const uint32_t *made)
{
    const uint32_t *to = zones_made(zones, zone + 1);
    int64_t first = -1;
    for (uint32_t w = 0; w < zones->workers; w++) {
        if (made[w] == to[w])
            continue;
        const uint32_t keep = zones->ledger->keep[run_in(zones, zone, w)], lost = keep > made[w] ? keep : made[w];
        if (lost >= to[w])
            continue;
        const int64_t position = (int64_t)zones_position_of(zones, version_make(w, lost));
        first = first < 0 || position < first ? position : first;
    }
    return first;
}

// The position of the last lost one of a zone's stores that are before `made`.
static int64_t last_lost(const struct zones *zones, size_t zone, const uint32_t *made)
{
    const uint32_t *from = zones_made(zones, zone);
    int64_t last = -1;
    for (uint32_t w = 0; w < zones->workers; w++) {
        if (made[w] == from[w] || zones_lost(zones, run_in(zones, zone, w), from[w], made[w]) == 0)
            continue;
        const int64_t position = (int64_t)zones_position_of(zones, version_make(w, made[w] - 1));
        last = position > last ? position : last;
    }
    return last;
}

int64_t zones_lost_from(const struct zones *zones, uint64_t position)
{
    struct zone_place place;
    if (position >= zones->stores)
        return -1;
    zone_place_set(&place, zones, position);
    const uint64_t lost = zone_place_lost(&place);
    if (lost == zones->all[zones->count].lost)
        return -1;
    const size_t zone = search_count(zones->all, zones->count, &lost, has_lost_no_more);
    return first_lost(zones, zone, zone == place.zone ? place.made : zones_made(zones, zone));
}

int64_t zones_lost_until(const struct zones *zones, uint64_t position)
{
    struct zone_place place = { .zone = zones->count };
    if (position < zones->stores)
        zone_place_set(&place, zones, position);
    const uint64_t lost = position < zones->stores ? zone_place_lost(&place) : zones->all[zones->count].lost;
    if (lost == 0)
        return -1;
    const size_t zone = search_count(zones->all, zones->count, &lost, has_lost_fewer) - 1;
    return last_lost(zones, zone, zone == place.zone ? place.made : zones_made(zones, zone + 1));
}
