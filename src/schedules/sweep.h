// A sweep over a lattice: how many schedules lead to each place with each value of the balance and of each register, modulo a few
// primes or as shares, summed up from the places before it until the last is reached.
//
// Places are taken in blocks: a stand of each worker. Within a block nothing is shifted, so that its tallies are summed up
// together, some lanes of all after the other, in the first cache; what a block is asked for by the blocks after it is kept
// until the last of those is done. Nothing is remembered from sweep to sweep: finding the sums costs less than reading
// them would, and is done once for all primes of a sweep.
//
// Blocks are taken in narrow strips (as in graph.h). Where workers are alike only blocks that have them in order are.
#ifndef SCHEDULES_SWEEP_H
#define SCHEDULES_SWEEP_H

#include "schedules/field.h"
#include "schedules/flow.h"
#include "schedules/lattice.h"

enum {
    SWEEP_PRIMES_MAX = 8, // at once
    SWEEP_SPREAD_ALL = 0,
    SWEEP_PLACE_WORK = 64, // units (cell.h) that finding the sums of a place is worth
};

struct sweep_block;
struct sweep_list;

// One thread's: its memory, and what the last sweep came to.
struct sweep {
    const struct lattice *lattice;
    uint32_t spread;
    struct field field; // the lanes of one prime
    struct sweep_block *blocks;
    size_t block_count; // that are remembered
    struct sweep_list *list;
    // Of the last sweep.
    double places, sums; // places taken; sums of lanes of one prime
    int64_t low;         // the exponents of the final balance, …
    size_t length;       // … its lanes, …
    uint32_t at;         // … and where in the field they are
    uint32_t kept_at;    // FIELD_NONE: every schedule loses
};

// spread: SWEEP_SPREAD_ALL, or how far workers may part: as of graph_run, by stands. False where there is no memory.
bool sweep_init(struct sweep *sweep, const struct lattice *lattice, uint32_t spread);
void sweep_finish(struct sweep *sweep);

// The bytes that sweep_init takes.
size_t sweep_bytes(const struct lattice *lattice);

// Finds out what a sweep takes: places, sums, field.lanes, and what it comes to. False where spend said no, or the field would
// have too many lanes.
bool sweep_foresee(struct sweep *sweep, field_spend *spend, void *context);

// Sweeps with remainders of so many primes, each in a field of so many lanes (as many as were foreseen), one behind the other.
bool sweep_count(struct sweep *sweep, uint32_t *fields, size_t lanes, const uint32_t *primes, int prime_count,
                 field_spend *spend, void *context);

// The same with shares, in a field of doubles; `one` at the start.
bool sweep_shares(struct sweep *sweep, double *field, double one, field_spend *spend, void *context);

#endif
