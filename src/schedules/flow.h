// A flow: what a stretch of a schedule does, whatever the values are. From where to where it leads, and whose value
// ends up where.
//
// No step ever joins two values: a load copies the balance to a register, a store copies a register (and its sum)
// to the balance. So a stretch maps each value after it to one value before it, and a shift. That is why exploring
// needs no joint states: how many schedules lead to a place with each balance, and with each register's value,
// follows from the same for the places before it, one sum a value.
//
// A stretch is a move and all that is forced after it: while only one worker can move, there is nothing to choose.
// Workers with equal amounts are alike: they are kept in the order of their places, and what is tied to them moves
// with them.
#ifndef SCHEDULES_FLOW_H
#define SCHEDULES_FLOW_H

#include "schedules/values.h"

enum {
    FLOW_BALANCE = 0, // the index of the balance among the values; 1 + worker: its register
    FLOW_VALUES = 1 + SCHEDULES_WORKERS_MAX,
    FLOW_STALE_SETS = 1 << SCHEDULES_WORKERS_MAX,
    FLOW_LOSES = 0xFF,
};

struct flow {
    uint32_t places[SCHEDULES_PLACES]; // where it leads
    uint8_t from[FLOW_VALUES];         // which value before it each value after it was
    int64_t shift[FLOW_VALUES];        // and what was added, as an exponent
    // While nothing is lost: for each set of workers (a bit each) that carry a stale value before it, the set after
    // it; FLOW_LOSES where one of them stores, or must yet.
    uint8_t stale[FLOW_STALE_SETS];
};

// The stretch of no move, at these places: it only puts equal workers in order.
void flow_init(struct flow *flow, const struct course *course, const uint32_t *places);

// The stretch that begins with a move of this worker (enabled there). Places equal workers in order.
void flow_run(struct flow *flow, const struct course *course, const struct values *values, const uint32_t *places,
              int worker);

// Which values still matter to somebody at these places, a bit each: a register that will be stored, a balance that
// will be read or is the last.
unsigned flow_matters(const struct course *course, const uint32_t *places);

#endif
