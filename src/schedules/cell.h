// A cell: what exploring knows of one place: tallies over all schedules that lead there.
//
// Two passes go over the same places with different tallies. PASS_PATHS counts schedules alone, and those that have
// lost nothing, by the set of workers that carry a stale value; it also foresees what the other pass will cost.
// PASS_OUTCOMES counts by the balance, and by each carried register. Either in exact numbers, or in shares: the
// probability to come there if each next worker is drawn with equal chance from those that can move.
#ifndef SCHEDULES_CELL_H
#define SCHEDULES_CELL_H

#include "schedules/budget.h"
#include "schedules/flow.h"
#include "schedules/tally.h"

enum pass_kind {
    PASS_PATHS,
    PASS_OUTCOMES,
};

enum {
    CELL_ALL = 0, // PASS_PATHS: tally 0 counts all schedules, 1 + set those that lost nothing while this set is stale
    CELL_TALLIES_MAX = 1 + FLOW_STALE_SETS,
};

// A pass over all places: its setting, and what its cells cost.
struct pass {
    const struct course *course;
    const struct values *values;
    struct meter *meter;
    enum pass_kind kind;
    enum tally_kind figures; // of PASS_PATHS; those of PASS_OUTCOMES are taped
    struct tape *tape;
    // What PASS_PATHS foresees of PASS_OUTCOMES: lanes held now and at most, sums of lanes, and steps on the tape.
    size_t foreseen_lanes, foreseen_peak_lanes;
    double foreseen_sums, foreseen_steps;
};

struct cell_span {
    int64_t low;
    size_t length;
};

struct cell {
    int users; // edges that lead on from it and are not summed up yet
    int tally_count;
    size_t bytes;
    size_t taped;                        // lanes on a tape, from that of tallies[0] on
    long double paths;                   // no tally of the cell exceeds this in any lane
    struct cell_span spans[FLOW_VALUES]; // PASS_PATHS: what the tallies of PASS_OUTCOMES will span
    size_t foreseen_lanes;
    struct tally tallies[];
};

// A way to come to a place: from a cell, by a flow, as one of so many moves that are possible there.
struct edge {
    struct cell *source;
    int of;
    struct flow flow;
};

enum {
    EDGES_MAX = 6, // into one place, before they are summed up
};

// The units of work (meter_spend): the sum of a lane of exact numbers or of shares is one.
enum {
    CELL_WORK = 500,     // what a place costs whatever its tallies
    REMAINDERS_WORK = 8, // so many sums of remainders (modulo.h) are one unit
};

// The cell of a walk's start, before any edge: one schedule, of no moves. NULL where memory does not suffice
// (pass->meter->end says it).
struct cell *cell_start(struct pass *pass, const struct walk *from);

// The sum over the edges, which lead to these places; gives the sources back. NULL where the meter says that the
// pass must end.
struct cell *cell_sum(struct pass *pass, struct edge *edges, int count, const uint32_t *places);

// One user less; the last one frees it.
void cell_release(struct pass *pass, struct cell *cell);

#endif
