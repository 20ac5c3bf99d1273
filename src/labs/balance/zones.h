// The order of stores (order.h) kept by zones: what lies between two moments at which workers meet.
//
// A worker that has loaded its own last store, and whose coming stores nobody else reads, can be told how far it will get
// without asking anybody. So a zone is a fixed set of workers that go on by themselves, up to the first that comes to its
// next run (journals.h), to a store that others read, to its end, or has made ZONES_STORES. Within a zone the stores stand by estimate and then by
// worker, as the sort of order_dense.h would take them one by one: the place of a store, and the store at a place, are
// binary searches in what each worker's clock says (estimate.h). Balances, lost ones and times follow from the runs the zone's
// stretches lie in, and from a few figures a zone:
//
//     time of a store = max(before, min(its estimate raised to the floor, the ceiling, the upper bounds still to come))
//
// with the floor the highest lower bound of earlier zones, the ceiling the lowest upper bound of later ones and before the
// highest time of earlier ones. Within a zone estimates rise, and no lower bound is above its own estimate, so that nothing
// else is needed to have the times as the three passes over all stores give them.
//
// Built once, constant then: any thread may ask. Memory: 56 bytes a zone, 4 more for each worker and zone, 4 a run, 16 a span
// of working time.
#ifndef LABS_BALANCE_ZONES_H
#define LABS_BALANCE_ZONES_H

#include "labs/balance/estimate.h"
#include "labs/balance/ledger.h"

struct balance_range {
    int32_t low, high;
};

struct zone {
    uint64_t position; // of its first store
    uint64_t lost;     // stores lost before it
    uint64_t floor_ns, ceiling_ns, before_ns;
    struct balance_range range; // of the balance after its stores
};

enum {
    ZONES_FOLD = 8,      // zones in a range of the first level, such ranges in one of the next, and so on
    ZONES_LEVELS = 10,   // 8^10 zones
    ZONES_STORES = 4096, // of one worker in a zone: a longer one is parted, so that searching in it is short
};

struct zones {
    const struct ledger *ledger;
    const struct journals *journals;
    struct estimates estimates;
    bool full;        // every store has a time stamp
    uint32_t workers; // at least 1
    uint64_t stores;
    size_t count, room;
    struct zone *all; // and one more, that begins where all is over
    uint32_t *made;   // of each zone, per worker: updates stored before it
    int32_t *base;    // per run: the balance that its first update read
    // Ranges folded, from level 1; of the last one there are ZONES_FOLD at most.
    struct balance_range *folds[ZONES_LEVELS];
    int levels;
};

// Of a ledger that is in runs, and must outlive it. fits: false where zones would be more than `most`, or where the records
// contradict themselves so that times have to be found store by store: then it is zeroed. STATUS_BAD_FILE where no order
// exists; STATUS_FAILED when memory is short. On failure it is zeroed.
struct status zones_build(struct zones *zones, const struct ledger *ledger, const struct states *states, size_t most,
                          bool *fits);
void zones_finish(struct zones *zones); // a zeroed one is allowed

// Bytes of one zone, of so many workers.
static inline size_t zones_bytes(uint32_t workers) { return sizeof(struct zone) + workers * sizeof(uint32_t); }

// ---- a place -------------------------------------------------------------------------------------------------------

// A store, and what each worker had stored before it. Plain values: copy it to keep a place. Moving on to the next store costs
// an estimate, back one a worker.
struct zone_place {
    const struct zones *zones;
    uint64_t position;
    size_t zone;
    uint32_t version;              // of the store there
    uint64_t ns;                   // its estimate
    uint32_t made[WORKERS_MAX];    // before it
    uint64_t known;                // bit w: the following is known of worker w
    uint64_t next_ns[WORKERS_MAX]; // the estimate of its store number made[w]
};

// Puts it on a position below zones->stores. Logarithmic in the zones and the stores of one, times workers.
void zone_place_set(struct zone_place *place, const struct zones *zones, uint64_t position);

// On and back by one store; the caller knows that there is one.
void zone_place_next(struct zone_place *place);
void zone_place_previous(struct zone_place *place);

// Of the store there: its time, the balance after it, whether it was lost. The latter two logarithmic in the runs.
uint64_t zone_place_ns(const struct zone_place *place);
int32_t zone_place_balance(const struct zone_place *place);
bool zone_place_is_lost(const struct zone_place *place);

// Lost stores before it.
uint64_t zone_place_lost(const struct zone_place *place);

// ---- by time, version and range -------------------------------------------------------------------------------------

// How many stores are at or before a moment.
uint64_t zones_until(const struct zones *zones, uint64_t ns);

// The position of an update's store.
uint64_t zones_position_of(const struct zones *zones, uint32_t version);

// Lowest and highest balance after the stores from < to, of which there is one at least.
struct balance_range zones_range(const struct zones *zones, uint64_t from, uint64_t to);

// Lost stores before a position.
uint64_t zones_lost_before(const struct zones *zones, uint64_t position);

// The first lost store at or after a position, the last one before it; −1: none.
int64_t zones_lost_from(const struct zones *zones, uint64_t position);
int64_t zones_lost_until(const struct zones *zones, uint64_t position);

// ---- for both files -------------------------------------------------------------------------------------------------

static inline const uint32_t *zones_made(const struct zones *zones, size_t zone)
{
    return zones->made + zone * zones->workers;
}

// The balance after an update of a run; unsigned on the way, so that a made-up amount wraps.
static inline int32_t zones_balance(const struct zones *zones, uint32_t worker, uint32_t run, uint32_t sequence)
{
    const uint32_t first = zones->journals->first[run];
    const uint32_t change = (sequence + 1 - first) % 2 == 0
                                ? 0
                                : (uint32_t)update_change(balance_amount(zones->ledger->recording, worker), first);
    return (int32_t)((uint32_t)zones->base[run] + change);
}

// The range of a zone, at level 0, or of those folded.
static inline struct balance_range zones_folded(const struct zones *zones, int level, size_t at)
{
    return level == 0 ? zones->all[at].range : zones->folds[level][at];
}

static inline void balance_range_widen(struct balance_range *range, struct balance_range by)
{
    range->low = by.low < range->low ? by.low : range->low;
    range->high = by.high > range->high ? by.high : range->high;
}

// Widens a range by the balances after a run's stores from ≤ s < to, which are but two.
static inline void zones_widen(const struct zones *zones, struct balance_range *range, uint32_t worker, uint32_t run,
                               uint32_t from, uint32_t to)
{
    for (uint32_t s = from; s < to && s < from + 2; s++) {
        const int32_t balance = zones_balance(zones, worker, run, s);
        balance_range_widen(range, (struct balance_range){ balance, balance });
    }
}

// How many of a run's stores from ≤ s < to are lost.
static inline uint32_t zones_lost(const struct zones *zones, uint32_t run, uint32_t from, uint32_t to)
{
    const uint32_t keep = zones->ledger->keep[run], first = keep > from ? keep : from;
    return first < to ? to - first : 0;
}

// Stores of a worker from ≤ s < to that stand before one that is estimated at a moment and is another worker's.
static inline uint32_t zones_count(const struct zones *zones, struct estimate_stretch *stretch, uint32_t worker,
                                   uint32_t from, uint32_t to, uint64_t ns, uint32_t other)
{
    return from < to ? estimate_count(&zones->estimates.of[worker], stretch, from, to, ns, worker < other) : 0;
}

#endif
