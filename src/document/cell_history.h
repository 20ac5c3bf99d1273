// The history of one word of memory: every store, in the order in which they came to it, the store that each was computed
// from, what was lost and who wrote over it; and the loads and stores as one sequence of events.
//
// A seam: the balance supplies it (labs/balance/cell_history.h), and of a recorded command the variable that is chosen
// (document/variable_story.h). Views, the playhead and the story know nothing else of either. Stores are named by position, from 0;
// −1 is what stood there at first. Of each event it is known which store it belongs to: a load to the store that was computed
// from what it read. Constant once it is built; logarithmic in the stores unless a line says otherwise.
#ifndef DOCUMENT_CELL_HISTORY_H
#define DOCUMENT_CELL_HISTORY_H

#include "analysis/amounts.h"
#include "base/worst_of.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    CELL_WHO_TOLD = 2,
    CELL_WORST_MOST = WORST_OF_MOST, // collisions that are listed, of each order
};

// Who made some stores.
struct cell_who {
    uint32_t count;
    uint32_t tasks[CELL_WHO_TOLD]; // the first of them, rising
};

struct cell_event {
    uint64_t ns;
    int64_t position; // of a store its own; of a load that of the store which it read
    int64_t store;    // the store that it is part of
    uint32_t task;
    bool is_store;
};

// One store ends at once a chain of lost ones, the last of which stands directly before it (labs/balance/overwrites.h).
struct cell_overwrite {
    int64_t position; // of the overwriting store
    int64_t first;    // of the chain
    uint64_t lost;    // stores in it
    size_t collision;
    struct cell_who who; // made them
};

// All that is lost under one fork.
struct cell_collision {
    int64_t first; // of those computed from the fork itself
    int64_t fork;
    uint64_t size;
    struct amount net; // what they add up to
    size_t settling;   // the overwrite that ended the last of it
};

enum cell_worst {
    CELL_WORST_SIZE, // stores lost
    CELL_WORST_NET,  // what it did to the value, either way
    CELL_WORST_HELD, // how long the store that settled it had held what it had read
    CELL_WORST_ORDERS,
};

// A stretch of stores as it is drawn in one column.
struct cell_stretch {
    uint64_t stores, lost;
    double low, high; // of the values, from the one that stands where it begins
    double rest;      // the value at rest, where it ends
};

// What a kind of history can be asked; `of` is the history's. Positions are of stores that there are, unless said.
struct cell_kind {
    uint32_t (*task)(const void *of, int64_t position);
    uint64_t (*ns)(const void *of, int64_t position);
    uint64_t (*value)(const void *of, int64_t position); // −1 too; to be read as the history says
    int64_t (*parent)(const void *of, int64_t position);
    bool (*lost)(const void *of, int64_t position);
    enum act_kind (*act)(const void *of, int64_t position);
    uint32_t (*place)(const void *of, int64_t position, bool load); // of the recording's; PLACE_NOWHERE: not known
    // Before which instruction an interpreter was taken from its task, between load and store; PLACE_NOWHERE: it was not, or
    // that is not known.
    uint32_t (*taken_before)(const void *of, int64_t position);
    uint64_t (*number)(const void *of, int64_t position); // which of its task's stores it is, from 0
    bool (*held)(const void *of, int64_t position,
                 uint64_t *ns); // from its load to its store; false: not even about known
    // Whether its moment, or its load's, is its own; else it is told as about.
    bool (*timed)(const void *of, int64_t position, bool load);
    bool (*let_go)(const void *of, int64_t position); // a lock, between its load and its store; NULL: nobody knows
    size_t (*collision_of)(const void *of, int64_t position); // of a lost one
    size_t (*overwrite_of)(const void *of, int64_t position); // the one that lost it

    int64_t (*position_at)(const void *of, uint64_t ns); // of the last store at or before a moment; −1: none yet
    uint64_t (*lost_between)(const void *of, int64_t from, int64_t to); // from ≤ p < to
    int64_t (*next_lost)(const void *of, int64_t position);             // after it; −1: none
    // Whose stores from ≤ p < to are: their number, and the first `most` of them, rising.
    uint32_t (*tasks_between)(const void *of, int64_t from, int64_t to, uint32_t *tasks, uint32_t most);
    // Of tasks that store again after a position: the next store of each. Returns how many are told, at most `most`.
    uint32_t (*next_stores)(const void *of, int64_t position, int64_t *stores, uint32_t most);

    uint32_t (*events)(const void *of, uint64_t from, uint32_t count, struct cell_event *events); // returns how many
    uint64_t (*event_of_store)(const void *of, int64_t position);
    uint64_t (*event_of_load)(const void *of, int64_t position);      // of a store that has none that of the store
    int64_t (*position_after)(const void *of, uint64_t events);       // the last store among the first so many events
    int64_t (*only_task)(const void *of, uint64_t from, uint64_t to); // whose all these events are; −1: of several

    struct cell_overwrite (*overwrite)(const void *of, size_t index);
    int64_t (*next_overwrite)(const void *of, int64_t position);     // the first after it: an index; −1: none
    int64_t (*previous_overwrite)(const void *of, int64_t position); // the last before it
    uint64_t (*lost_until)(const void *of, int64_t position);        // by overwrites up to and including it

    struct cell_collision (*collision)(const void *of, size_t collision);
    struct cell_who (*victims)(const void *of, size_t collision); // who made all that it lost; linear in its overwrites
    size_t (*by_time)(const void *of, size_t number);             // collisions in the order in which they were settled
    size_t (*number_of)(const void *of, size_t collision);        // and back
    int64_t (*next_settled)(const void *of, int64_t position);    // a number by time; −1: none
    int64_t (*previous_settled)(const void *of, int64_t position);
    size_t (*worst)(const void *of, enum cell_worst order, size_t rank); // collision, from the worst

    // Lost stores in so many equal columns of the whole run, by time or at even pace; and what became of the value in stores from
    // ≤ p < to, and in one of so many equal columns of the document's extent (NULL: it is looked up).
    void (*columns)(const void *of, bool even, int columns, uint32_t *lost);
    struct cell_stretch (*stretch)(const void *of, int64_t from, int64_t to);
    struct cell_stretch (*column)(const void *of, int column, int columns);
};

struct cell_history {
    const struct cell_kind *kind; // NULL: there is none
    const void *of;
    int64_t stores;
    uint64_t events, lost;
    size_t overwrites, collisions, worst; // worst: how many are listed
    const struct variable *type;          // as what its values are to be read: analysis/amounts.h
    bool timed;                           // every store has a time of its own; else what many come to is told as about
    bool about;                           // tasks stamped where they met: what has no time of its own is about known
    bool is_private;                      // every task has a word of its own
    bool one_step;                        // an update is one step of the machine: nothing is held
};

// Whether a store has a moment of its own, be it about.
static inline bool cell_tells_when(const struct cell_history *cell) { return cell->timed || cell->about; }

// ---- one store -----------------------------------------------------------------------------------------------------

static inline uint32_t cell_task(const struct cell_history *cell, int64_t position)
{
    return cell->kind->task(cell->of, position);
}

static inline uint64_t cell_value(const struct cell_history *cell, int64_t position)
{
    return cell->kind->value(cell->of, position);
}

static inline int64_t cell_parent(const struct cell_history *cell, int64_t position)
{
    return cell->kind->parent(cell->of, position);
}

static inline bool cell_is_lost(const struct cell_history *cell, int64_t position)
{
    return cell->kind->lost(cell->of, position);
}

// Whether it was computed from a load before it, so that its task held a value in between.
static inline bool cell_holds(const struct cell_history *cell, int64_t position)
{
    const enum act_kind act = cell->kind->act(cell->of, position);
    return act == ACT_UPDATE || act == ACT_ATOMIC_UPDATE;
}

// Whether it was computed from what it or its task had read; else it knows nothing of what stood there.
static inline bool cell_reads(const struct cell_history *cell, int64_t position)
{
    return cell_holds(cell, position) || cell->kind->act(cell->of, position) == ACT_ATOMIC;
}

// Whether both its ends are timed; else how long it held is about so long.
static inline bool cell_held_is_timed(const struct cell_history *cell, int64_t position)
{
    return cell->kind->timed(cell->of, position, true) && cell->kind->timed(cell->of, position, false);
}

// What it added to the value that it was computed from.
struct amount cell_change(const struct cell_history *cell, int64_t position);

// A value as a number, to be drawn; −1 too.
double cell_number(const struct cell_history *cell, int64_t position);

// ---- events --------------------------------------------------------------------------------------------------------

// When the first load or store was: of a variable's books, which begin where a second task comes to it, nobody saw what stood there
// before. 0: there is none.
static inline uint64_t cell_seen_from_ns(const struct cell_history *cell)
{
    struct cell_event first;
    return cell->kind->events(cell->of, 0, 1, &first) ? first.ns : 0;
}

// Zeroed where there is none of that number.
static inline struct cell_event cell_event(const struct cell_history *cell, uint64_t number)
{
    struct cell_event event = { 0 };
    cell->kind->events(cell->of, number, 1, &event);
    return event;
}

// ---- who wrote over whom -------------------------------------------------------------------------------------------

static inline struct cell_overwrite cell_settling(const struct cell_history *cell, size_t collision)
{
    return cell->kind->overwrite(cell->of, cell->kind->collision(cell->of, collision).settling);
}

// What there is to tell of an overwrite.
struct cell_overwriter {
    int64_t position; // of its store; the last of the lost stands directly before it
    int64_t parent;   // of what it had read
    uint64_t stored_ns;
    bool held_known;
    uint64_t held_ns; // 0 where it is not known
};
struct cell_overwriter cell_tell(const struct cell_history *cell, const struct cell_overwrite *overwrite);

// The first lost store of a collision after a position; where it is not among the next `most` lost ones, or past `before`: −1.
int64_t cell_lost_of(const struct cell_history *cell, size_t collision, int64_t after, int64_t before, int most);

#endif
