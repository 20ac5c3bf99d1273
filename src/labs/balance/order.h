// The order of all loads and stores of a run, and their times.
//
// On one word of memory every run has an order of all loads and stores in which each load sees the latest store
// (cache coherence), and the journals pin it down almost wholly: the store of a version and all loads of it stand
// together, before the next store. Those groups, each worker's program order between them, are a graph without
// loops; it is sorted with the earlier time first where the journals leave a choice, and with the store that the
// balance ended with last. So at every point of the order the balance is exactly what the next load reads. Times:
// each event's time stamp bounds it from below and above (its worker's stamps, the notes, the run's own start
// and end); the times given here lie within the bounds and never run backwards along the order: no load before the
// store it read.
//
// An event is a load or a store. Positions count stores only: position p is the p-th store in the order (from 0);
// the loads that read it follow it directly, before store p + 1, by time and then by worker; loads of the start
// come before store 0, at position −1. Events are numbered as well, from 0: loads and stores as they follow each
// other.
//
// With private memory every worker has a balance of its own; their orders are merged by time, and a "balance" is
// that of the worker that stored.
//
// Where workers seldom meet it is kept by zones (zones.h), whose number follows how often they do; else store by store, 17
// bytes an update and one byte more while it is built. Both are asked the same way and give the same answers. A built order
// is constant: any thread may ask it.
#ifndef LABS_BALANCE_ORDER_H
#define LABS_BALANCE_ORDER_H

#include "labs/balance/ledger.h"
#include "labs/balance/zones.h"

struct order {
    const struct recording *recording;
    const struct journals *journals; // the ledger's
    uint64_t stores;                 // = updates
    bool timed;    // false: no update was timed, times only spread the order over each worker's working time
    bool in_zones; // the form
    struct zones zones;

    // Else store by store.
    uint32_t *versions;  // version of store p
    uint64_t *times_ns;  // its time on the recording's clock, never decreasing
    int32_t *balances;   // the balance after it
    uint64_t *lost_bits; // 1: it was lost

    // The index: what is known before every ORDER_SPACING-th store …
    uint32_t *mark_counts; // updates stored, per worker
    uint64_t *mark_loaded; // bit w: worker w has loaded for its next update
    // … lost stores before every ORDER_LOST_SPACING-th; balances folded, ORDER_FOLD stores in a range of the first
    // level, ORDER_FOLD such ranges in one of the next, and so on; and how many stores are before each of `slots`
    // equal parts of the time from the first store on.
    uint64_t *mark_lost;
    struct balance_range *folds[4]; // ORDER_LEVELS
    uint32_t *slot_starts;          // slots + 1
    uint64_t slots, slot_ns;
    void *memory; // of all of it
};

enum {
    ORDER_SPACING = 4096,
    ORDER_LOST_SPACING = 512,
    ORDER_SLOT_STORES = 32, // in a slot, on average
    ORDER_FOLD = 16,
    ORDER_LEVELS = 4,
    ORDER_ZONES_BYTES = 13, // a store: what zones may take, or it is kept store by store; 232 of two workers per 1 000
};

// The last two for tests: whatever the count. By zones as far as the journals are in runs and the records do not contradict
// themselves.
enum order_form {
    ORDER_BY_COUNT,
    ORDER_STORES,
    ORDER_ZONES,
};

// STATUS_BAD_FILE where no such order exists (the journals contradict each other); STATUS_FAILED when memory is short. On
// failure the order is zeroed. Time linear in updates (× workers at worst). The ledger, whose journals the order goes by,
// must outlive it and stay where it is.
struct status order_build(struct order *order, const struct ledger *ledger);
struct status order_build_as(struct order *order, const struct ledger *ledger, enum order_form form);
void order_finish(struct order *order); // a zeroed one is allowed; zeroes it

// ---- one store -------------------------------------------------------------------------------------------------------

// Of the store at a position, which there is. Constant time, or by zones some microseconds: whoever goes from one store to the
// next takes a walk.
uint32_t order_version(const struct order *order, uint64_t position);
uint64_t order_ns(const struct order *order, uint64_t position); // on the recording's clock; never decreasing
bool order_is_lost(const struct order *order, uint64_t position);

// The balance after it (of −1, the start: 0).
int32_t order_balance_at(const struct order *order, int64_t position);

// From store to store. Plain values: copy it to keep a place.
struct order_walk {
    const struct order *order;
    uint64_t position;
    struct zone_place place; // by zones
};

// Puts it on a store. Whoever moves it on or back knows that there is one.
void order_walk_set(struct order_walk *walk, const struct order *order, uint64_t position);
void order_walk_next(struct order_walk *walk);
void order_walk_previous(struct order_walk *walk);

// The same of the store it stands on.
uint32_t order_walk_version(const struct order_walk *walk);
uint64_t order_walk_ns(const struct order_walk *walk);
int32_t order_walk_balance(const struct order_walk *walk);

// ---- by time and version --------------------------------------------------------------------------------------------

// Position of the last store at or before the moment; −1: none yet. Logarithmic in the stores of one slot, or of a zone.
int64_t order_position_at(const struct order *order, uint64_t ns);

// Position of a version's store. Logarithmic; store by store also within ORDER_SPACING stores (below a microsecond).
uint64_t order_position_of(const struct order *order, uint32_t version);

// When the update loaded, as early as it can have been: not before the store it read (or its release), nor before
// its worker's last stamp or lock acquisition; before the next store in the order. Cost of order_position_of.
uint64_t order_load_ns(const struct order *order, uint32_t version);

// How many updates each worker had stored up to and including position (−1: none). counts: one per worker. Within
// ORDER_SPACING stores.
void order_counts_at(const struct order *order, int64_t position, uint64_t *counts);

// ---- ranges, for drawing: stores from ≤ p < to, positions clamped to what there is ---------------------------------

// Lowest and highest balance after these stores; false where there are none. At most 2 × ORDER_FOLD steps a level, and one
// for every range of the last.
bool order_balance_range(const struct order *order, uint64_t from, uint64_t to, struct balance_range *range);

// How many of them were lost. Within ORDER_LOST_SPACING / 64 steps.
uint64_t order_lost_between(const struct order *order, uint64_t from, uint64_t to);

// The position of the n-th lost store, n from 1 to as many as there are. Logarithmic.
uint64_t order_lost_at(const struct order *order, uint64_t n);

// The next lost store after, or the last one before, a position (−1 for "before all" and `stores` for "after all"
// are allowed); −1: none.
int64_t order_next_lost(const struct order *order, int64_t position);
int64_t order_previous_lost(const struct order *order, int64_t position);

// ---- events one by one ----------------------------------------------------------------------------------------------

enum order_event_kind {
    ORDER_LOAD = 0,
    ORDER_STORE = 1,
};

struct order_event {
    uint64_t ns;
    int64_t position; // of a store its own; of a load that of the store it read (−1: the start)
    uint32_t version; // the update it is part of
    uint8_t kind;     // enum order_event_kind
};

// A place in the order, moving event by event. Plain values: copy it to keep a place.
struct order_cursor {
    const struct order *order;
    uint64_t number;                            // of the event it stands on
    int64_t position;                           // of the group it stands in: a store and the loads that read it
    uint32_t index;                             // which of the group: first the store (none at −1), then the loads
    uint32_t size;                              // events in the group
    uint64_t loaded;                            // bit w: after the group, worker w has loaded for its next update
    uint32_t made[WORKERS_MAX];                 // updates each worker stored up to position
    uint32_t awaits[WORKERS_MAX];               // what its next update reads; UINT32_MAX: there is none
    struct order_event events[WORKERS_MAX + 1]; // the group's
    struct order_walk at, ahead;                // the group's store (none at −1), the next one (none after the last)
};

// 2 × stores: each update is a load and a store.
uint64_t order_event_count(const struct order *order);

// Puts the cursor on an event; false (and the cursor unusable) where there is none of that number. Within
// ORDER_SPACING stores × workers.
bool order_cursor_set(struct order_cursor *cursor, const struct order *order, uint64_t number);

// One event on or back; false, and the cursor stays, at the end. Cost: workers, when it leaves a group.
bool order_cursor_next(struct order_cursor *cursor);
bool order_cursor_previous(struct order_cursor *cursor);

static inline const struct order_event *order_cursor_event(const struct order_cursor *cursor)
{
    return &cursor->events[cursor->index];
}

// The number of the last event at or before the moment; −1: none. And of a store, of an update's load. Cost of
// order_cursor_set.
int64_t order_event_at(const struct order *order, uint64_t ns);
uint64_t order_event_of_store(const struct order *order, uint64_t position);
uint64_t order_event_of_load(const struct order *order, uint32_t version);

#endif
