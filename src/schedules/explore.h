// Every schedule there is, counted exactly: how many, how each ends, how many lose an update, whether one
// deadlocks.
//
// What a schedule is, walk.h says. Counting goes by places, not by schedules (graph.h). Whatever cannot be had
// within the budget is answered in part: then workers that stay within some steps of each other are explored, which
// is nearly all of the schedules, and the figures are lower bounds.
#ifndef SCHEDULES_EXPLORE_H
#define SCHEDULES_EXPLORE_H

#include "schedules/budget.h"
#include "schedules/walk.h"

#include <gmp.h>

struct outcome {
    int64_t final;      // the balance at the end
    mpz_t schedules;    // that end with it; at least so many where the exploration is not complete
    double probability; // to end with it, if each next worker is drawn with equal chance from those that can move
};

struct exploration {
    bool complete;       // every figure below is exact; probabilities to about 12 digits
    enum budget_end end; // why it is not complete
    bool schedules_known,
        paths_known; // not complete: whether schedules is exact; whether losing, deadlocks and their probabilities are
    mpz_t schedules; // all that go on from the start of the exploration; at least so many where they are not known
    mpz_t explored;  // those whose ends are counted below: the other schedules may end in any way
    mpz_t wrong;     // that end with another balance than expected
    mpz_t
        losing; // that lose at least one update (wrong or not, before the start of the exploration or after); deadlocked ones too
    mpz_t
        deadlocks; // that end in a deadlock: these have no final balance, and are neither wrong nor among the outcomes
    double probability_wrong, probability_losing, probability_deadlock;
    int64_t expected;         // the final balance where nothing is lost
    struct outcome *outcomes; // by final, ascending; none with no schedule
    size_t outcome_count;
    uint64_t places;     // visited
    uint64_t bytes_peak; // memory
    uint64_t elapsed_ns; // 0 without a clock
};

// Explores all that can follow from the walk (which must be possible on this course). budget may be NULL: no
// limits. `exploration` is overwritten; give it back with exploration_finish. Any thread may call it, several at
// once on different memory.
void exploration_run(struct exploration *exploration, const struct course *course, const struct walk *from,
                     const struct budget *budget);

void exploration_finish(struct exploration *exploration);

// The schedules that go on from the walk by multiplication alone. False where locks or too large numbers forbid it.
bool exploration_schedules(mpz_t schedules, const struct course *course, const struct walk *from);

// count ÷ whole as a double, for numbers of any size; 0 where whole is 0.
double exploration_share(const mpz_t count, const mpz_t whole);

#endif
