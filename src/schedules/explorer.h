// An exploration under way, for the ways of counting that it chooses among.
#ifndef SCHEDULES_EXPLORER_H
#define SCHEDULES_EXPLORER_H

#include "schedules/counting.h"
#include "schedules/exploration.h"

// Of the time that is left: for foreseeing, and until what is foreseen must have come to its end.
#define PATHS_TIME_SHARE 0.3
#define OUTCOMES_STOP_SHARE 0.92

// The parts of an exploration, as shares of the whole for who watches its progress.
#define PATHS_PART 0.1
#define OUTCOMES_PART 0.8
#define SHARES_PART 0.1

struct explorer {
    const struct course *course;
    const struct walk *from;
    struct exploration *exploration;
    struct values values;
    bool swept; // there is a lattice
    struct lattice lattice;
    struct meter meter;
    double work_ns;
    uint64_t needed_ns, needed_bytes; // of what was not affordable for its time, or its memory
};

// A moment at which `share` of the time left is gone.
uint64_t explorer_stop_after(const struct explorer *explorer, double share);

// Whether what is planned fits the budget; else meter.end says what it does not fit, and what would be needed is noted.
bool explorer_affordable(struct explorer *explorer, const struct counting_plan *plan);

// All end as expected.
bool explorer_take_safe(struct explorer *explorer);

// Spends the meter (the context) on what is foreseen.
bool explorer_spend(void *context, uint64_t work);

#endif
