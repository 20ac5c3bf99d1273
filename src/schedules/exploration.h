// What an exploration finds: how many schedules there are, and how they end.
#ifndef SCHEDULES_EXPLORATION_H
#define SCHEDULES_EXPLORATION_H

#include "schedules/budget.h"

#include <gmp.h>

struct outcome {
    int64_t final;      // the balance at the end
    mpz_t schedules;    // that end with it
    double probability; // to end with it, if each next worker is drawn with equal chance from those that can move
};

// Where it is not complete every number is a lower bound, but for those that are said to be known.
struct exploration {
    bool complete;         // every figure below is exact; probabilities to about 12 digits
    enum budget_end end;   // why it is not complete
    uint64_t needed_ns;    // BUDGET_TIME: about what all would take by the pace at which it went; 0: not known
    bool needed_least;     // it had not begun: what a fast machine would need
    uint64_t needed_bytes; // BUDGET_MEMORY: about what it would take; 0: not known
    bool schedules_known;  // schedules is exact in any case …
    bool paths_known;      // … and so are losing and deadlocks
    mpz_t schedules;       // all that go on from the start of the exploration
    mpz_t explored;        // those whose ends are counted among wrong and outcomes: the others may end in any way
    mpz_t wrong;           // that end with another balance than expected
    mpz_t losing;          // that lose an update, here or before the start; wrong or not, deadlocked or not
    mpz_t deadlocks;       // that end in a deadlock: with no final balance, neither wrong nor among the outcomes
    double probability_wrong, probability_losing, probability_deadlock;
    int64_t expected;         // the final balance where nothing is lost
    struct outcome *outcomes; // by final, ascending; none with no schedule
    size_t outcome_count;
    uint64_t places;     // visited
    uint64_t bytes_peak; // memory
    uint64_t elapsed_ns; // 0 without a clock
};

#endif
