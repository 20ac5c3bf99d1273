// The ledger of one variable of a recorded command: what its stores prove.
//
// Every store names the store that it was computed from, so all of them form a tree rooted in the variable's first value. The
// path from the last store back to there is what survived; everything off it was lost: written over by a store that had not
// seen it. An assignment was computed from nothing and stands behind the store before it: it loses nothing by itself, but
// may be lost, as any store, to one that is computed from something older. A store that leaves the value as it was loses
// nothing either (lineage.h).
//
// Who wrote over whom is read off the order of the stores: what one store ends at once is a chain: the lost store just before
// it, the one that was computed from, and so on back, as far as nothing later hung from them. All chains together are all
// lost stores. All that is lost under one surviving store, its fork, is a collision, settled by the store that ends the last
// of its chains. It is the rule of the balance (labs/balance/overwrites.h), and its words are the same.
//
// What is claimed is held against the memory's own last value: final + lost = first + all changes, modulo the variable's
// width; of what has no sums, the last store's value is the final one. Where that fails, or the recording has a doubt
// (enum variable_doubt) other than that there was no room for all stores, nothing is claimed: no store is lost, no collision
// is told.
//
// A history is constant once built; any thread may ask. Time linear in the stores; memory 4 bytes and a bit a store, 4 more where
// a store stands behind another one than it had loaded, 8 more where one that has no stamp stands behind a load of it, 20 bytes a chain, 24 a collision.
#ifndef ANALYSIS_HISTORY_H
#define ANALYSIS_HISTORY_H

#include "analysis/amounts.h"
#include "base/status.h"
#include "recording/recording.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Stores are counted from 1, as their parents are; 0 is the first value.
struct history_overwrite {
    uint32_t store;     // that wrote over the chain; the last lost one stands directly before it
    uint32_t lost;      // stores in the chain
    uint32_t first;     // the first of the chain
    uint32_t collision; // number, from 0, in the order in which they were settled
};

struct history_collision {
    uint32_t fork;     // the surviving store under which all of it hangs; 0: the first value
    uint32_t lost;     // stores
    uint32_t settling; // number of the overwrite that settled it
    uint32_t assigned; // of the lost ones: assignments
    struct amount net; // what the lost ones came to, of what has sums
};

struct history {
    const struct recording *recording;
    const struct variable *variable;
    const struct store *stores; // of the variable: number n is stores[n − 1]
    uint32_t count;             // kept
    uint32_t survived, lost;    // of these; lost 0 where nothing is claimed
    uint32_t lost_assigned;     // of the lost ones: assignments
    uint32_t unsure;       // stores that are taken for assignments, and may be updates by which as many more were lost
    uint32_t unsure_place; // of the first; PLACE_NOWHERE: there is none
    uint32_t unrelated,
        unrelated_place; // the same, that may have nothing to do with what was loaded; how much they lost if they have is not known
    uint32_t doubt;             // the variable's, and DOUBT_FOREIGN where the equation fails
    bool claims;                // what is lost is told; false: doubt says why not
    bool exact;                 // it claims, all stores were kept, and no turn was taken or ended by a signal
    bool has_sums;              // amounts mean something
    struct amount first, final; // of what was kept
    struct amount all;          // what all changes come to
    struct amount lost_net;     // what the lost ones come to: final + lost_net = first + all
    size_t overwrite_count, collision_count;
    struct history_overwrite *overwrites; // by store, no two with the same
    struct history_collision *collisions; // by the store that settled them
    uint64_t *lost_bits;                  // bit n − 1: store n is lost
    // Of a lost store the number of its collision; of a surviving one, and of the first value, that of the collision whose
    // fork it is, + 1; 0: of none. links[n] is store n's.
    uint32_t *links;
    uint32_t *parents; // of each store, where not all are as the recording has them; NULL: they are
    uint64_t *times;   // the same of when each store was: history_ns
};

// STATUS_BAD_FILE where a store's parent does not stand before it, or an act, a task or locks are not there (a recording that was
// verified has none such); STATUS_FAILED when memory is short. On failure it is zeroed. The recording must outlive it.
struct status history_build(struct history *history, const struct recording *recording, uint32_t number);
void history_finish(struct history *history); // a zeroed one is allowed; zeroes it

static inline bool history_is_lost(const struct history *history, uint32_t store)
{
    return store > 0 && (history->lost_bits[(store - 1) / 64] >> (store - 1) % 64 & 1);
}

// What a store was computed from, as the ledger has it: lineage.h.
static inline uint32_t history_parent(const struct history *history, uint32_t store)
{
    return history->parents ? history->parents[store - 1] : history->stores[store - 1].parent;
}

// The act that a store was.
static inline const struct act *history_act(const struct history *history, uint32_t store)
{
    return &history->recording->acts[history->stores[store - 1].act];
}

// ---- when -----------------------------------------------------------------------------------------------------------

static inline bool store_has_load_time(const struct store *store)
{
    return store->held_ns != STORE_NOT_HELD && store->held_ns <= store->ns;
}

// Whether a store has a stamp of its own for sure: with one for its load, or as others had come in since. Between two stamps one
// task stored on end, and when is interpolated: about.
static inline bool history_is_timed(const struct history *history, uint32_t store)
{
    const struct store *made = &history->stores[store - 1];
    return history->variable->language == VARIABLE_PYTHON || store_has_load_time(made) || made->parent + 1 != store ||
           history_act(history, store)->kind == ACT_FOREIGN;
}

// When a store was: as the recording has it; where that is interpolated, no later than the first load of it that has a stamp.
static inline uint64_t history_ns(const struct history *history, uint32_t store)
{
    return history->times ? history->times[store - 1] : history->stores[store - 1].ns;
}

// Whether its task's load has a stamp. Of Python a load has none: it is told as late as it can have been.
static inline bool history_load_is_timed(const struct history *history, uint32_t store)
{
    return history->variable->language != VARIABLE_PYTHON && store_has_load_time(&history->stores[store - 1]);
}

// When a store's task had loaded what it computed from: *from_ns to *to_ns. The same where that is known, or about; else, and false,
// nothing but which store it has read.
bool history_load_ns(const struct history *history, uint32_t store, uint64_t *from_ns, uint64_t *to_ns);

// From its load to its store; false: it is not known.
bool history_held_ns(const struct history *history, uint32_t store, uint64_t *held_ns);

// ---- one by one -----------------------------------------------------------------------------------------------------

// The value after a store, by number; what it changed.
uint64_t history_value(const struct history *history, uint32_t store);
struct amount history_amount(const struct history *history, uint32_t store);

// The heir of a collision: the surviving store that was computed from its fork; it may have come before any of the lost ones.
// 0: none was (the fork is the last store). Linear in what lies between.
uint32_t history_heir(const struct history *history, size_t collision);

// Which overwrite lost a store (which must be lost). As cheap as a search, where its collision has one chain; else up to the
// collision's size.
size_t history_overwrite_of(const struct history *history, uint32_t store);

// The first overwrite by a later store than this, or the last one by an earlier store: numbers, −1 where there is none.
// Logarithmic. The same of collisions by the store that settled them.
int64_t history_next(const struct history *history, uint32_t store);
int64_t history_previous(const struct history *history, uint32_t store);
int64_t history_next_settled(const struct history *history, uint32_t store);
int64_t history_previous_settled(const struct history *history, uint32_t store);

// ---- what there is to tell ------------------------------------------------------------------------------------------

struct history_overwriter {
    uint32_t store;   // that wrote over
    uint32_t victim;  // the last lost store, which it replaced
    uint32_t parent;  // what it had read; 0: the first value
    uint32_t began;   // the first store of the chain
    uint32_t between; // stores since then that are not of the chain; 0: it held what it had read while others wrote
    uint64_t read, wrote, over;                     // values: what it had read, what it wrote, what stood there
    uint32_t load_place, store_place, victim_place; // PLACE_NOWHERE: not known
    uint16_t task, victim_task;
    uint64_t stored_ns, loaded_ns; // loaded_ns: stored_ns where held_ns is not known
    bool stored_about;
    bool held_known, held_about; // about: one of its ends is
    uint64_t held_ns;            // from its load to its store: history_held_ns
};

struct history_overwriter history_tell(const struct history *history, const struct history_overwrite *overwrite);

enum history_order {
    HISTORY_BY_SIZE, // stores lost
    HISTORY_BY_NET,  // what they came to, either way
    HISTORY_BY_HELD, // how long the settling store had held what it had read; 0 where that is not known
    HISTORY_ORDERS,
};

// Numbers of the worst collisions, worst first; returns how many. most: WORST_OF_MOST at most (base/worst_of.h).
size_t history_worst(const struct history *history, enum history_order order, uint32_t *list, size_t most);

#endif
