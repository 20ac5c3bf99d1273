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
    mpz_t schedules;    // that end with it
    double probability; // to end with it, if each next worker is drawn with equal chance from those that can move
};

// Where it is not complete every number is a lower bound, but for those that are said to be known.
struct exploration {
    bool complete;        // every figure below is exact; probabilities to about 12 digits
    enum budget_end end;  // why it is not complete
    bool schedules_known; // schedules is exact in any case …
    bool paths_known;     // … and so are losing and deadlocks
    mpz_t schedules;      // all that go on from the start of the exploration
    mpz_t explored;       // those whose ends are counted among wrong and outcomes: the others may end in any way
    mpz_t wrong;          // that end with another balance than expected
    mpz_t losing;         // that lose an update, here or before the start; wrong or not, deadlocked or not
    mpz_t deadlocks;      // that end in a deadlock: with no final balance, neither wrong nor among the outcomes
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
