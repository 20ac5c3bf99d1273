// Many runs of every guard, side by side: figures gathered run by run, printed as a table, JSON or CSV.
#ifndef LABS_BALANCE_REPORT_COMPARISON_H
#define LABS_BALANCE_REPORT_COMPARISON_H

#include "labs/balance/account.h"
#include "labs/balance/experiment.h"
#include "labs/balance/variants.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

enum {
    COMPARISON_ROWS_MAX = VARIANT_COUNT,
    COMPARISON_REPEAT_MAX = 10000
};

struct comparison_row {
    char name[VARIANT_NAME_BYTES]; // "no lock", "GIL 3.9", "own memory"
    struct experiment experiment;
    int runs, wrong, stopped; // so far; ended with another balance than expected; not complete
    bool books_balance;       // in all of them
    uint64_t updates, lost;
    int64_t *finals; // one a run
    double *ns_per_update;
    double cores_busy, blocked_share; // sums over the runs where known
    int cores_known, blocked_known;
};

struct comparison {
    int repeat; // runs of each
    bool fewer; // than were asked for: time was up
    int row_count;
    struct comparison_row rows[COMPARISON_ROWS_MAX];
};

// A row a variant of the experiment. repeat: 1 to COMPARISON_REPEAT_MAX. False when memory is short. Release with
// comparison_finish.
bool comparison_init(struct comparison *comparison, const struct experiment *experiment, int repeat);
void comparison_finish(struct comparison *comparison);

// Every row under a GIL at this pace, whatever the version's own is.
void comparison_set_pace(struct comparison *comparison, uint64_t bytecode_cost_ns);

// The rows' experiments, which live as long as the comparison.
void comparison_experiments(const struct comparison *comparison, const struct experiment *rows[COMPARISON_ROWS_MAX]);

// Adds one run of a row. Runs come in rounds: one of each row, then the next.
void comparison_add(struct comparison_row *row, const struct account *account);

// No more runs come: whole rounds, perhaps fewer than were asked for, which the text then says.
void comparison_ended(struct comparison *comparison);

// In words: "loses updates", "correct", …
const char *comparison_verdict(const struct comparison_row *row);

// Whether the guard did what its kind must: one that keeps every update lost none, and every book balanced.
bool comparison_as_must(const struct comparison_row *row);

// The row that a row's time is held against: the first of its kind, a loop in C or interpreted bytecode. Interpreting alone
// takes many times what the loop takes, and says nothing of a guard.
int comparison_base(const struct comparison *comparison, int row);

// Time per update against that row: the median of the rounds' ratios; < 0: not known.
double comparison_relative(const struct comparison *comparison, int row);

void comparison_text(FILE *out, const struct comparison *comparison, bool colour);
void comparison_json(FILE *out, const struct comparison *comparison);
void comparison_csv(FILE *out, const struct comparison *comparison);

#endif
