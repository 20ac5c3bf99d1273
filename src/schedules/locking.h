// Locks alone: workers that each take and give back locks in an order of their own, once, and do nothing else. How many of
// all schedules come to a deadlock, exactly, and the shortest that does.
//
// As everywhere here a schedule is an order of moves, a digit each, "1" for the first worker; a move is one step, a lock
// taken or given back. Whoever stands before a lock that is held cannot move. A schedule is complete where all have ended,
// or where nobody can move: a deadlock. Two locks taken in one order or in opposite orders, and the dining philosophers
// (E. W. Dijkstra, 1965; the waiter: C. A. R. Hoare, 1985), are made here; others may be filled in by hand.
//
// All of it plain data and pure functions: any thread may call them. A count takes less than a millisecond.
#ifndef SCHEDULES_LOCKING_H
#define SCHEDULES_LOCKING_H

#include "base/status.h"

#include <stdbool.h>
#include <stdint.h>

enum {
    LOCKING_WORKERS_MAX = 5,
    LOCKING_LOCKS_MAX = 6,
    LOCKING_STEPS_MAX = 6,
    LOCKING_MOVES_MAX = LOCKING_WORKERS_MAX * LOCKING_STEPS_MAX,
    LOCKING_NAME_BYTES = 16,
    PHILOSOPHERS_LEAST = 2,
    PHILOSOPHERS_MOST = LOCKING_WORKERS_MAX,
};

struct locking_step {
    uint8_t lock;
    bool takes; // else it gives it back
};

struct locking {
    int workers, locks;
    int step_count; // of each worker
    struct locking_step steps[LOCKING_WORKERS_MAX][LOCKING_STEPS_MAX];
    uint8_t capacity[LOCKING_LOCKS_MAX]; // how many may have it at once: 1, but for seats at a table
    char names[LOCKING_LOCKS_MAX][LOCKING_NAME_BYTES];
};

enum philosophers_arrangement {
    PHILOSOPHERS_ALL_RIGHT, // each takes the fork at the right first
    PHILOSOPHERS_ONE_LEFT,  // the last takes that at the left first
    PHILOSOPHERS_WAITER,    // all right-handed, and one fewer may sit at a time
    PHILOSOPHERS_ARRANGEMENTS,
};

// "all-right", "one-left", "waiter".
const char *philosophers_arrangement_name(enum philosophers_arrangement arrangement);

// Two workers that each take both of two locks, A and B: the second in the same order, or in the opposite one.
void locking_two(struct locking *locking, bool opposite);

// So many philosophers (PHILOSOPHERS_LEAST to _MOST), each of whom eats once. Philosopher i has fork i at the right and fork
// i + 1, the last one fork 1, at the left.
void locking_philosophers(struct locking *locking, int count, enum philosophers_arrangement arrangement);

// ---- a schedule under way ------------------------------------------------------------------------------------------

// How many steps each worker has made.
struct locking_places {
    uint8_t of[LOCKING_WORKERS_MAX];
};

// Which workers can move, a bit each.
unsigned locking_enabled(const struct locking *locking, const struct locking_places *places);

// Whether all have ended; whether nobody can move although not all have.
bool locking_ended(const struct locking *locking, const struct locking_places *places);
bool locking_deadlocked(const struct locking *locking, const struct locking_places *places);

// The lock that a worker stands before and may not take; −1: none.
int locking_blocked_on(const struct locking *locking, const struct locking_places *places, int worker);

// Who has a lock, a bit a worker.
unsigned locking_holders(const struct locking *locking, const struct locking_places *places, int lock);

// Makes the moves from the places on. Returns how many it made: all, or those before the first that is none of a worker or
// is not possible.
int locking_follow(const struct locking *locking, struct locking_places *places, const char *moves);

// ---- all of them ---------------------------------------------------------------------------------------------------

struct locking_counts {
    uint64_t schedules;  // complete ones: ended and deadlocked together
    uint64_t ended;      // in which all workers end
    uint64_t deadlocked; // in which they do not
    double probability;  // of a deadlock, if each next worker is drawn with equal chance from those that can move
    uint32_t places;     // that can be come to
    int moves;           // the fewest to a deadlock; 0: there is none
    uint64_t shortest;   // how many schedules come to one in so few
    char first[LOCKING_MOVES_MAX + 1]; // the first of them
};

// Of all schedules that go on from these places; NULL: from the start. False where there is no memory for it (700 kB).
bool locking_count(struct locking_counts *counts, const struct locking *locking, const struct locking_places *from);

#endif
