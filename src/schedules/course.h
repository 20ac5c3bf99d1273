// A course: everything one worker can be seen doing in its whole run, derived from a listing alone; and what
// follows from how far each worker has come.
//
// Only some steps of a listing can be seen by others: load, store, modify, lock, unlock. The local ones between two
// of them (calls, constants, the sum in a register) matter to nobody, so they belong to the visible step that
// follows. A worker's place is the number of visible steps it has done, over all its passes. Where a switch point
// lies between two visible steps there is a cut: a worker may be left there. Machine steps have a cut before each;
// bytecodes under a GIL only where the version looks. A listing is a straight line, so a place alone says which
// locks a worker holds and whether its register still matters; values never steer it. A lock made by hand of loads and
// stores (struct protocol) has a memory that the order of the steps decides: it goes with the places, as one more of
// them.
#ifndef SCHEDULES_COURSE_H
#define SCHEDULES_COURSE_H

#include "base/status.h"
#include "labs/balance/experiment.h"
#include "labs/balance/program.h"

#include <stdbool.h>
#include <stdint.h>

enum {
    SCHEDULES_WORKERS_MAX = 4,
    SCHEDULES_PLACES = SCHEDULES_WORKERS_MAX + 1,
    LOCK_PLACE = SCHEDULES_WORKERS_MAX, // of an array of places: what stands in the memory of a lock by hand
    COURSE_STEPS_MAX = 128,             // visible steps of one pass
    COURSE_LOCKS_MAX = 8,
};

struct course_step {
    uint8_t kind;   // enum step_kind, none that is local
    uint8_t lock;   // of STEP_LOCK to STEP_OPEN
    uint8_t mark;   // of STEP_MARK
    int8_t sign;    // of STEP_MODIFY
    int16_t add;    // what the sums before it put on the register, in amounts
    bool cut;       // a worker may be left before it
    uint16_t first; // of the program's steps: the first that belongs to it …
    uint16_t step;  // … and the one that is seen
};

struct course {
    const struct program *program;
    const struct protocol *protocol; // the program's; NULL: no lock by hand
    int count;                       // workers, 1 to SCHEDULES_WORKERS_MAX
    uint32_t iterations;             // of each
    int32_t amounts[SCHEDULES_WORKERS_MAX];
    int lock_count;                             // one more than the highest lock that a step names
    int units;                                  // what a pass alone adds to the balance, in amounts
    bool loses_alone;                           // a pass loses an update with nobody's help
    int64_t expected;                           // the final balance where no update is lost
    struct course_step steps[COURSE_STEPS_MAX]; // one pass
    uint32_t step_count;
    uint32_t length; // visible steps of a worker's whole run: step_count × iterations
    // By step of a pass, for a worker that stands before it. holds: which locks it holds, a bit each, in its first
    // pass and in a later one (a forgotten release shows only then). ahead: the next that it does to its register
    // or to the balance.
    uint8_t holds[2][COURSE_STEPS_MAX + 1];
    uint8_t register_next[COURSE_STEPS_MAX + 1]; // STEP_LOAD or STEP_STORE; STEP_LOCAL: neither in this pass
    uint8_t balance_next[COURSE_STEPS_MAX + 1];  // STEP_LOAD, STEP_STORE or STEP_MODIFY; STEP_LOCAL: none in this pass
    int32_t updates[COURSE_STEPS_MAX + 1];       // stores and modifies before it
};

// The course of a program. amounts: count of them. STATUS_USAGE where there are more than SCHEDULES_WORKERS_MAX
// workers, or another number than the lock by hand is for, where a worker's steps are past 32 bits, or where the listing gives back a lock that it does not hold.
// The program must outlive it.
struct status course_init(struct course *course, const struct program *program, int count, uint64_t iterations,
                          const int32_t *amounts);

// The course of an experiment's guard and Python version. STATUS_USAGE also where memory is private: its workers
// share nothing.
struct status course_of(struct course *course, const struct experiment *experiment);

// The visible step that a worker at this place (below length) does next.
static inline const struct course_step *course_next(const struct course *course, uint32_t place)
{
    return &course->steps[place % course->step_count];
}

// Whether a worker at this place may be left there: at the start and the end always.
static inline bool course_cut(const struct course *course, uint32_t place)
{
    return place == 0 || place == course->length || course_next(course, place)->cut;
}

// Which locks a worker at this place holds, a bit each.
uint8_t course_holds(const struct course *course, uint32_t place);

// Whether a worker at this place has a value in its register that it will yet store: it is between a load and its
// store.
bool course_carries(const struct course *course, uint32_t place);

// What a worker at this place does to the balance next: STEP_LOAD, STEP_STORE, STEP_MODIFY; STEP_LOCAL: nothing any
// more.
enum step_kind course_touches(const struct course *course, uint32_t place);

// How many updates (stores and modifies) a worker at this place has made: the sequence number of its next.
uint32_t course_updates(const struct course *course, uint32_t place);

// How many moves (walk.h) a worker at this place makes to its end where no lock holds it up.
uint32_t course_moves_alone(const struct course *course, uint32_t place);

// The worker does its next step: its place is one more, and the memory of a lock by hand as the step leaves it. The memory
// is of no account, and 0, when all have ended.
void course_advance(const struct course *course, uint32_t *places, int worker);

// Which workers' steps are possible at these places (SCHEDULES_PLACES of them), a bit each: those that have not ended
// and do not stand before a lock that is held.
unsigned course_enabled(const struct course *course, const uint32_t *places);

// The lock that a worker stands before and may not take, or −1 where it is not blocked.
int course_blocked_on(const struct course *course, const uint32_t *places, int worker);

// The worker that holds the lock at these places, or −1. One by hand may be barred while nobody is in: who is to go in
// next has not come so far. Where two are in at once it is the first of them.
int course_holder(const struct course *course, const uint32_t *places, int lock);

static inline bool course_ended(const struct course *course, const uint32_t *places)
{
    for (int i = 0; i < course->count; i++)
        if (places[i] < course->length)
            return false;
    return true;
}

// Whether a worker that has just come to this place in the middle of a move goes on: there is no cut, and no lock
// that is held.
bool course_goes_on(const struct course *course, const uint32_t *places, int worker);

#endif
