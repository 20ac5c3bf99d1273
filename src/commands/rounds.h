// The rounds of a comparison: every row once, then every row again, so that a noisy moment hits all alike.
#ifndef COMMANDS_ROUNDS_H
#define COMMANDS_ROUNDS_H

#include "report/comparison.h"
#include "view/compare_feed.h"

struct rounds {
    struct comparison *comparison;
    // Told each run of a row as it ends, after it has been added. What it returns other than OK ends the rounds.
    struct status (*ran)(void *context, int row, const struct account *account);
    void *context;
};

// Makes all the runs, with a progress bar. STATUS_INTERRUPTED where a signal (os_signals_init) ended them.
struct status rounds_run(const struct rounds *rounds);

// The figures of a row after its last run, `account`. saved: this run is now the one that is kept.
struct compare_line rounds_line(const struct comparison *comparison, int index, const struct account *account,
                                bool saved);

#endif
