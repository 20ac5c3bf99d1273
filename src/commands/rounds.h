// The rounds of a comparison: every row once, then every row again, so that a noisy moment hits all alike.
#ifndef COMMANDS_ROUNDS_H
#define COMMANDS_ROUNDS_H

#include "commands/keeping.h"
#include "commands/progress.h"

#include "labs/balance/report/comparison.h"
#include "labs/balance/report/gil_matrix.h"
#include "view/compare/feed.h"

enum {
    ROUNDS_ROWS_MAX = GIL_MATRIX_CELLS
};

// How far rounds are, on stderr: a bar on a terminal, elsewhere a line now and then.
struct rounds_pace {
    struct progress progress;
    uint64_t rows, in_all; // runs, of a round and of all
    uint64_t enough_ns;    // 0: all rounds are made
    uint64_t began_ns, round_began_ns, longest_ns;
    uint64_t done, rounds;
};

void rounds_begin(struct rounds_pace *pace, uint64_t rows, uint64_t repeat, uint64_t enough_ns);

// Whether there is to be another round: the first always, the others where there is time for one as long as the longest so far.
bool rounds_next(struct rounds_pace *pace);

// While a run goes on, as struct run_options wants it; context is the pace.
void rounds_running(void *context, uint64_t done, uint64_t in_all, uint64_t elapsed_ns);

// One more run has ended.
void rounds_made(struct rounds_pace *pace);

void rounds_end(struct rounds_pace *pace);

struct rounds {
    const struct experiment *const *experiments; // of the rows; NULL: this row is left out
    int rows, repeat;
    bool no_kernel_records;
    uint64_t enough_ns; // as many rounds as fit, but one at least; 0: all of them
    // Told each run of a row as it ends. What it returns other than OK ends the rounds.
    struct status (*ran)(void *context, int row, const struct account *account);
    void *context;
};

// Makes all the runs, or as many whole rounds as there is time for, and says how far it is. STATUS_INTERRUPTED where a signal (os_signals_init) ended them.
struct status rounds_run(const struct rounds *rounds);

// Keeps of each row the run that lost most, as STEM-0.rl, STEM-1.rl … in a folder.
struct keeper {
    struct keeping keeping;
    const char *stem;
    uint64_t lost[ROUNDS_ROWS_MAX];
    bool has[ROUNDS_ROWS_MAX];
};

// Whether this run is now the one that is kept of its row.
bool keeper_see(struct keeper *keeper, int row, const struct account *account);

// The figures of a row after its last run, `account`. saved: this run is now the one that is kept.
struct compare_line rounds_line(const struct comparison *comparison, int index, const struct account *account,
                                bool saved);

// The same of a cell, by its number.
struct compare_line rounds_cell_line(struct gil_matrix *matrix, int number, const struct account *account, bool saved);

#endif
