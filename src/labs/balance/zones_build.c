// Finds the zones, as the sort of order_dense.c would come by them: it is explained there.
//
// All runs are brought in the order of what their first update read, so that of each version that others read it is known
// who does, and how many of those have not come to that load yet (a group). Each worker that has loaded goes on to its limit:
// the end of its run, the next of its stores that others read (with that store, where all of those have come), the store
// that the balance ended with, which comes last, or as many as a zone may have. Who would get there first ends the zone; the others have come as far as
// their clocks say by then.
#include "labs/balance/zones.h"

#include "base/fault.h"
#include "labs/balance/books.h"

#include <stdlib.h>
#include <string.h>

// Who reads a version that is not the reader's own.
struct group {
    uint32_t version;
    uint32_t first;   // of its readers
    uint32_t waiting; // of them, those that have not come
};

// A run, by what its first update read.
struct reader {
    uint32_t version, run;
};

struct lane {
    uint32_t next; // its next store
    uint32_t run;
    uint32_t group, group_end; // the next of its versions that others read
    bool loaded;               // it has what its next store is computed from
    uint32_t limit; // of the zone being found: how far it gets; and when it would have made the last store of that
    uint32_t timed; // … of which limit this is
    uint64_t limit_ns;
    struct estimate_stretch stretch;
};

struct builder {
    struct zones *zones;
    const struct journals *journals;
    size_t most;
    struct reader *readers;
    struct group *groups;
    uint32_t *group_of; // per run
    uint32_t group_count;
    struct lane lanes[WORKERS_MAX];
    uint32_t final_worker, final_sequence; // with private memory no worker: UINT32_MAX
    uint64_t position, lost, floor_ns;
};

static struct status no_memory(const struct builder *builder)
{
    return status_with(STATUS_FAILED, FAULT_ORDER_MEMORY, part_number(builder->journals->updates));
}

static struct status contradiction(const struct builder *builder, uint32_t worker)
{
    return status_with(STATUS_BAD_FILE, FAULT_CONTRADICT, part_number(builder->lanes[worker].next),
                       part_number(worker + 1));
}

static const struct estimate *estimate_of(const struct builder *builder, uint32_t worker)
{
    return &builder->zones->estimates.of[worker];
}

// ---- who reads what ------------------------------------------------------------------------------------------------

enum {
    DIGIT_BITS = 8,
    DIGITS = 1 << DIGIT_BITS,
};

// Sorts by one digit of the version, keeping the order of equals.
static void sort_by_digit(const struct reader *from, struct reader *to, size_t count, int shift)
{
    size_t starts[DIGITS + 1] = { 0 };
    for (size_t i = 0; i < count; i++)
        starts[(from[i].version >> shift) % DIGITS + 1]++;
    for (size_t digit = 0; digit < DIGITS; digit++)
        starts[digit + 1] += starts[digit];
    for (size_t i = 0; i < count; i++)
        to[starts[(from[i].version >> shift) % DIGITS]++] = from[i];
}

static void sort_readers(struct reader *readers, struct reader *other, size_t count)
{
    for (int shift = 0; shift < 32; shift += 2 * DIGIT_BITS) {
        sort_by_digit(readers, other, count, shift);
        sort_by_digit(other, readers, count, shift + DIGIT_BITS);
    }
}

static size_t list_readers(struct builder *builder)
{
    const struct journals *journals = builder->journals;
    size_t count = 0;
    for (uint32_t run = 0; run < journals->begin[journals->count]; run++)
        if (journals->parent[run] != VERSION_START)
            builder->readers[count++] = (struct reader){ journals->parent[run], run };
    return count;
}

static void group_readers(struct builder *builder, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct group *last = &builder->groups[builder->group_count];
        if (i == 0 || last[-1].version != builder->readers[i].version) {
            *last = (struct group){ builder->readers[i].version, (uint32_t)i, 0 };
            builder->group_count++;
        }
        builder->groups[builder->group_count - 1].waiting++;
        builder->group_of[builder->readers[i].run] = builder->group_count - 1;
    }
    builder->groups[builder->group_count].first = (uint32_t)count;
}

static struct status find_groups(struct builder *builder)
{
    const size_t runs = builder->journals->begin[builder->journals->count];
    struct reader *other = malloc((runs + 1) * sizeof *other);
    builder->readers = malloc((runs + 1) * sizeof *builder->readers);
    builder->group_of = malloc((runs + 1) * sizeof *builder->group_of);
    builder->groups = malloc((runs + 2) * sizeof *builder->groups);
    struct status status = status_ok();
    if (other && builder->readers && builder->group_of && builder->groups) {
        const size_t count = list_readers(builder);
        sort_readers(builder->readers, other, count);
        group_readers(builder, count);
    } else {
        status = no_memory(builder);
    }
    free(other);
    return status;
}

static void begin_lanes(struct builder *builder)
{
    const struct journals *journals = builder->journals;
    uint32_t group = 0;
    for (uint32_t w = 0; w < journals->count; w++) {
        struct lane *lane = &builder->lanes[w];
        lane->run = journals->begin[w];
        lane->group = group;
        while (group < builder->group_count && version_worker(builder->groups[group].version) == w)
            group++;
        lane->group_end = group;
    }
}

// ---- zones ---------------------------------------------------------------------------------------------------------

// Room for one more, and for the end of all.
static bool has_room(struct zones *zones)
{
    if (zones->count + 2 <= zones->room)
        return true;
    const size_t room = zones->room + zones->room / 2 + 1024;
    struct zone *all = realloc(zones->all, room * sizeof *all);
    zones->all = all ? all : zones->all;
    uint32_t *made = realloc(zones->made, room * zones->workers * sizeof *made);
    zones->made = made ? made : zones->made;
    zones->room = all && made ? room : zones->room;
    return all && made;
}

// Where the zone with that number begins: now.
static struct zone *mark(struct builder *builder, size_t number)
{
    struct zones *zones = builder->zones;
    zones->all[number] = (struct zone){
        .position = builder->position,
        .lost = builder->lost,
        .floor_ns = builder->floor_ns,
        .range = { INT32_MAX, INT32_MIN },
    };
    for (uint32_t w = 0; w < zones->workers; w++)
        zones->made[number * zones->workers + w] = builder->lanes[w].next;
    return &zones->all[number];
}

// The worker comes to the load of its next run. False where that store is over.
static bool arrive(struct builder *builder, uint32_t worker)
{
    struct lane *lane = &builder->lanes[worker];
    const uint32_t version = builder->journals->parent[lane->run];
    lane->loaded = version == VERSION_START;
    if (lane->loaded) {
        builder->zones->base[lane->run] = 0;
        return lane->next == 0;
    }
    if (version_sequence(version) < builder->lanes[version_worker(version)].next)
        return false;
    builder->groups[builder->group_of[lane->run]].waiting--;
    return true;
}

// How far a worker that has loaded gets. last: the store that the balance ended with, too.
static uint32_t limit_of(const struct builder *builder, uint32_t worker, bool last)
{
    const struct lane *lane = &builder->lanes[worker];
    uint32_t limit = journals_run_end(builder->journals, worker, lane->run);
    if (limit - lane->next > ZONES_STORES)
        limit = lane->next + ZONES_STORES;
    if (lane->group < lane->group_end) {
        const struct group *group = &builder->groups[lane->group];
        const uint32_t read = version_sequence(group->version) + (group->waiting == 0);
        limit = read < limit ? read : limit;
    }
    if (!last && worker == builder->final_worker && builder->final_sequence >= lane->next &&
        builder->final_sequence < limit)
        limit = builder->final_sequence;
    return limit;
}

// Sets the limits of all that can go on, and finds who would get there first: the worker, WORKERS_MAX where nobody can go on.
static uint32_t first_to_end(struct builder *builder, bool last, uint64_t *ready)
{
    uint32_t first = WORKERS_MAX;
    *ready = 0;
    for (uint32_t w = 0; w < builder->journals->count; w++) {
        struct lane *lane = &builder->lanes[w];
        if (!lane->loaded || lane->next == builder->journals->made[w])
            continue;
        lane->limit = limit_of(builder, w, last);
        if (lane->limit == lane->next)
            continue;
        if (lane->timed != lane->limit)
            lane->limit_ns = estimate_near(estimate_of(builder, w), &lane->stretch, lane->limit - 1);
        lane->timed = lane->limit;
        *ready |= (uint64_t)1 << w;
        if (first == WORKERS_MAX || lane->limit_ns < builder->lanes[first].limit_ns)
            first = w;
    }
    return first;
}

// Has a worker make its stores up to one, in the zone.
static void go_on(struct builder *builder, struct zone *zone, uint32_t worker, uint32_t to)
{
    struct lane *lane = &builder->lanes[worker];
    zones_widen(builder->zones, &zone->range, worker, lane->run, lane->next, to);
    builder->lost += zones_lost(builder->zones, lane->run, lane->next, to);
    builder->position += to - lane->next;
    const uint64_t low = estimate_low(estimate_of(builder, worker), &lane->stretch, to - 1);
    builder->floor_ns = low > builder->floor_ns ? low : builder->floor_ns;
    lane->next = to;
}

// Others load the store that the worker has just made, if they do, and it goes on to its next run, if it is there. False on a
// contradiction.
static bool meet(struct builder *builder, uint32_t worker)
{
    const struct journals *journals = builder->journals;
    struct lane *lane = &builder->lanes[worker];
    const uint32_t made = lane->next - 1;
    if (lane->group < lane->group_end && version_sequence(builder->groups[lane->group].version) == made) {
        const struct group *group = &builder->groups[lane->group++];
        const int32_t balance = zones_balance(builder->zones, worker, lane->run, made);
        for (uint32_t i = group[0].first; i < group[1].first; i++) {
            const uint32_t run = builder->readers[i].run;
            builder->zones->base[run] = balance;
            builder->lanes[journals_worker_of(journals, run)].loaded = true;
        }
    }
    if (lane->next == journals->made[worker] || lane->next < journals_run_end(journals, worker, lane->run))
        return true;
    lane->run++;
    return arrive(builder, worker);
}

static struct status stuck(const struct builder *builder)
{
    uint32_t worker = 0;
    while (builder->lanes[worker].next == builder->journals->made[worker])
        worker++;
    return contradiction(builder, worker);
}

static struct status find_zones(struct builder *builder, bool *fits)
{
    struct zones *zones = builder->zones;
    for (uint32_t w = 0; w < zones->workers; w++)
        if (builder->journals->made[w] > 0 && !arrive(builder, w))
            return contradiction(builder, w);
    while (builder->position < zones->stores) {
        uint64_t ready;
        uint32_t first = first_to_end(builder, false, &ready);
        if (first == WORKERS_MAX)
            first = first_to_end(builder, true, &ready);
        if (first == WORKERS_MAX)
            return stuck(builder);
        *fits = zones->count < builder->most;
        if (!*fits)
            return status_ok();
        if (!has_room(zones))
            return no_memory(builder);
        struct zone *zone = mark(builder, zones->count++);
        const uint64_t ns = builder->lanes[first].limit_ns;
        for (; ready; ready &= ready - 1) {
            const uint32_t w = (uint32_t)__builtin_ctzll(ready);
            struct lane *lane = &builder->lanes[w];
            const uint32_t to =
                w == first ? lane->limit
                           : lane->next + zones_count(zones, &lane->stretch, w, lane->next, lane->limit, ns, first);
            if (to > lane->next)
                go_on(builder, zone, w, to);
        }
        if (!meet(builder, first))
            return contradiction(builder, first);
    }
    if (!has_room(zones))
        return no_memory(builder);
    mark(builder, zones->count);
    return status_ok();
}

// ---- times ---------------------------------------------------------------------------------------------------------

// The lowest upper bound of a zone's stores: rising, so that those of the first ones are enough.
static uint64_t lowest_bound(const struct zones *zones, struct estimate_stretch *stretches, size_t at)
{
    const uint32_t *from = zones_made(zones, at), *to = zones_made(zones, at + 1);
    uint64_t lowest = UINT64_MAX;
    for (uint32_t w = 0; w < zones->workers; w++) {
        if (from[w] == to[w])
            continue;
        uint64_t high = estimate_high(&zones->estimates.of[w], &stretches[w], from[w]);
        if (zones->full && high < zones->all[at].floor_ns)
            high = zones->all[at].floor_ns; // its bound is its estimate, raised as that is
        lowest = high < lowest ? high : lowest;
    }
    return lowest;
}

// The zone's last store.
static uint32_t last_store(const struct zones *zones, struct estimate_stretch *stretches, size_t at, uint64_t *ns)
{
    const uint32_t *from = zones_made(zones, at), *to = zones_made(zones, at + 1);
    uint32_t version = VERSION_START;
    for (uint32_t w = 0; w < zones->workers; w++) {
        if (from[w] == to[w])
            continue;
        const uint64_t own = estimate_near(&zones->estimates.of[w], &stretches[w], to[w] - 1);
        if (version != VERSION_START && own < *ns)
            continue;
        version = version_make(w, to[w] - 1);
        *ns = own;
    }
    return version;
}

static void find_times(struct zones *zones)
{
    struct estimate_stretch stretches[WORKERS_MAX] = { { 0 } }; // where each worker was asked for last
    uint64_t ceiling = UINT64_MAX, before = 0;
    for (size_t at = zones->count; at-- > 0;) {
        const uint64_t bound = lowest_bound(zones, stretches, at);
        zones->all[at].ceiling_ns = ceiling;
        ceiling = bound < ceiling ? bound : ceiling;
    }
    for (size_t at = 0; at < zones->count; at++) {
        uint64_t ns = 0;
        const struct zone *zone = &zones->all[at];
        const uint32_t last = last_store(zones, stretches, at, &ns);
        zones->all[at].before_ns = before;
        ns = ns > zone->floor_ns ? ns : zone->floor_ns;
        ns = ns < zone->ceiling_ns ? ns : zone->ceiling_ns;
        if (!zones->full) {
            const uint32_t w = version_worker(last);
            const uint64_t high = estimate_high(&zones->estimates.of[w], &stretches[w], version_sequence(last));
            ns = ns < high ? ns : high;
        }
        before = ns > before ? ns : before;
    }
    zones->all[zones->count].before_ns = before;
}

// ---- the whole -----------------------------------------------------------------------------------------------------

static bool fold(struct zones *zones)
{
    size_t parts = zones->count;
    for (zones->levels = 1; parts > ZONES_FOLD && zones->levels < ZONES_LEVELS; zones->levels++) {
        const size_t count = (parts + ZONES_FOLD - 1) / ZONES_FOLD;
        struct balance_range *ranges = zones->folds[zones->levels] = malloc(count * sizeof *ranges);
        if (!ranges)
            return false;
        for (size_t i = 0; i < count; i++) {
            ranges[i] = zones_folded(zones, zones->levels - 1, i * ZONES_FOLD);
            for (size_t part = i * ZONES_FOLD + 1; part < parts && part < (i + 1) * ZONES_FOLD; part++)
                balance_range_widen(&ranges[i], zones_folded(zones, zones->levels - 1, part));
        }
        parts = count;
    }
    return true;
}

// Gives back what was asked for too much; a refusal leaves it as it is.
static void trim(struct zones *zones)
{
    struct zone *all = realloc(zones->all, (zones->count + 1) * sizeof *all);
    zones->all = all ? all : zones->all;
    uint32_t *made = realloc(zones->made, (zones->count + 1) * zones->workers * sizeof *made);
    zones->made = made ? made : zones->made;
}

static bool are_sound(const struct zones *zones)
{
    for (uint32_t w = 0; w < zones->workers; w++)
        if (!estimate_is_sound(&zones->estimates.of[w]))
            return false;
    return true;
}

static struct status build(struct builder *builder, const struct states *states, bool *fits)
{
    struct zones *zones = builder->zones;
    const struct recording *recording = builder->journals->recording;
    const size_t runs = builder->journals->begin[builder->journals->count];
    zones->base = malloc((runs + 1) * sizeof *zones->base);
    if (!zones->base || !estimates_build(&zones->estimates, recording, states))
        return no_memory(builder);
    zones->full = balance_sample_every(recording) == 1;
    *fits = runs <= builder->most && are_sound(zones); // each run but a worker's last ends a zone
    if (!*fits)
        return status_ok();
    struct status status = find_groups(builder);
    if (!status_is_ok(status))
        return status;
    begin_lanes(builder);
    status = find_zones(builder, fits);
    if (!status_is_ok(status) || !*fits)
        return status;
    trim(zones);
    find_times(zones);
    return fold(zones) ? status : no_memory(builder);
}

struct status zones_build(struct zones *zones, const struct ledger *ledger, const struct states *states, size_t most,
                          bool *fits)
{
    const struct journals *journals = &ledger->journals;
    const uint32_t final = cell_version(balance_final_cell(ledger->recording));
    *zones = (struct zones){
        .ledger = ledger, .journals = journals, .workers = journals->count, .stores = journals->updates
    };
    *fits = false;
    struct builder *builder = calloc(1, sizeof *builder);
    if (!builder)
        return status_with(STATUS_FAILED, FAULT_ORDER_MEMORY, part_number(journals->updates));
    builder->zones = zones;
    builder->journals = journals;
    builder->most = most;
    builder->final_worker = journals->private || final == VERSION_START ? UINT32_MAX : version_worker(final);
    builder->final_sequence = version_sequence(final);
    const struct status status = build(builder, states, fits);
    free(builder->readers);
    free(builder->groups);
    free(builder->group_of);
    free(builder);
    if (!status_is_ok(status) || !*fits)
        zones_finish(zones);
    return status;
}

void zones_finish(struct zones *zones)
{
    estimates_finish(&zones->estimates);
    free(zones->all);
    free(zones->made);
    free(zones->base);
    for (int level = 1; level < ZONES_LEVELS; level++)
        free(zones->folds[level]);
    *zones = (struct zones){ 0 };
}
