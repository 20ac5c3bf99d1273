// A walk: a schedule under way. Where each worker stands, what it carries, what the balance is, and whose store
// wrote it.
//
// A schedule is an order of moves. In one move a worker does its next visible step and goes on to the first place
// where it may be left: to the next cut (course.h), or to a lock that is held. With machine steps that is one
// visible step a move; under a GIL it is all it does between two switch points, and moves that differ in local
// steps alone are one. A worker that stands before a held lock cannot move, and does not take part until the lock
// is free: when it would have tried makes no difference. So lock and unlock are moves like any other. A schedule
// ends where all workers have ended, or where nobody can move: a deadlock. It is written as one digit a move, "1"
// for the first worker.
//
// A walk is a plain value of some 100 bytes: to undo, keep a copy. It need not start at the start to be explored.
#ifndef SCHEDULES_WALK_H
#define SCHEDULES_WALK_H

#include "schedules/course.h"

#include <stddef.h>

struct walk {
    uint32_t places[SCHEDULES_PLACES]; // of each worker, and LOCK_PLACE
    int64_t balance;
    int64_t registers[SCHEDULES_WORKERS_MAX]; // what each loaded, with the sums done so far; 0 before the first load
    uint32_t current;                         // the version (cell.h) of the balance
    uint32_t seen[SCHEDULES_WORKERS_MAX];     // the version each loaded last
    uint32_t moves, switches;                 // so far; a switch is a move by another worker than the one before it
    int last;                                 // who moved last; −1 at the start
    bool lost;                                // an update has been lost: two stores were computed from one version
};

// One visible step, as it was done.
struct walk_step {
    int worker;
    uint16_t step;    // of the program's steps
    uint8_t kind;     // enum step_kind
    uint8_t lock;     // of STEP_LOCK to STEP_OPEN
    int64_t value;    // loaded, stored, or the balance after a modify; 0 for locks
    uint32_t version; // of a store or modify: its own; of a load: the one it saw
    uint32_t parent;  // of a store or modify: the version it was computed from, as a journal has it
    uint32_t over;    // of a store or modify: the version it replaced; where that is not the parent, an update is lost
};

// Told each visible step of a move, in order.
typedef void walk_note(void *context, const struct walk_step *step);

// At the start: nobody has moved, the balance is 0.
struct walk walk_start(const struct course *course);

// The worker (which must be enabled: course_enabled(course, walk->places)) makes its move. note may be NULL.
void walk_move(const struct course *course, struct walk *walk, int worker, walk_note *note, void *context);

// Makes the moves of a schedule, one digit each, from where the walk is. Returns how many it made: all of them, or
// as many as came before the first that is no digit of a worker or is not possible.
size_t walk_follow(const struct course *course, struct walk *walk, const char *schedule, walk_note *note,
                   void *context);

// Which workers can move, a bit each.
static inline unsigned walk_enabled(const struct course *course, const struct walk *walk)
{
    return course_enabled(course, walk->places);
}

// Whether all workers have ended.
static inline bool walk_ended(const struct course *course, const struct walk *walk)
{
    return course_ended(course, walk->places);
}

// Whether nobody can move although not all have ended.
static inline bool walk_deadlocked(const struct course *course, const struct walk *walk)
{
    return !walk_ended(course, walk) && walk_enabled(course, walk) == 0;
}

// Whether the worker carries a value that is no longer the balance's: if it stores, an update is lost.
static inline bool walk_stale(const struct course *course, const struct walk *walk, int worker)
{
    return course_carries(course, walk->places[worker]) && walk->seen[worker] != walk->current;
}

#endif
