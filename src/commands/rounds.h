// The rounds of a comparison: every row once, then every row again, so that a noisy moment hits all alike.
#ifndef COMMANDS_ROUNDS_H
#define COMMANDS_ROUNDS_H

#include "labs/balance/report/comparison.h"
#include "labs/balance/report/gil_matrix.h"
#include "view/compare/feed.h"

enum {
    ROUNDS_ROWS_MAX = GIL_MATRIX_CELLS
};

struct rounds {
    const struct experiment *const *experiments; // of the rows; NULL: this row is left out
    int rows, repeat;
    bool no_kernel_records;
    uint64_t enough_ns; // no more rounds after that, but one at least; 0: all of them
    // Told each run of a row as it ends. What it returns other than OK ends the rounds.
    struct status (*ran)(void *context, int row, const struct account *account);
    void *context;
};

// Makes all the runs, or whole rounds for as long as is enough. Says on stderr how far it is: a bar on a terminal, elsewhere a line
// now and then. STATUS_INTERRUPTED where a signal (os_signals_init) ended them.
struct status rounds_run(const struct rounds *rounds);

// Keeps of each row the run that lost most, as STEM-0.rl, STEM-1.rl … in a folder; NULL: keeps none.
struct keeper {
    const char *folder, *stem;
    uint64_t lost[ROUNDS_ROWS_MAX];
    bool has[ROUNDS_ROWS_MAX];
};

// kept: whether this run is now the one that is kept of its row.
struct status keeper_see(struct keeper *keeper, int row, const struct account *account, bool *kept);

// The figures of a row after its last run, `account`. saved: this run is now the one that is kept.
struct compare_line rounds_line(const struct comparison *comparison, int index, const struct account *account,
                                bool saved);

// The same of a cell, by its number.
struct compare_line rounds_cell_line(struct gil_matrix *matrix, int number, const struct account *account, bool saved);

#endif
