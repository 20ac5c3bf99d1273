// What the comparison shows: its part of the model. 130 kB and more: it is not copied with the model.
#ifndef VIEW_COMPARE_COMPARE_MODEL_H
#define VIEW_COMPARE_COMPARE_MODEL_H

#include "document/document.h"
#include "labs/balance/beside.h"
#include "labs/balance/experiment.h"
#include "labs/balance/python/python.h"
#include "labs/balance/variants.h"
#include "view/compare/variants_model.h"

#include <stdbool.h>
#include <stdint.h>

// One row of the comparison, filled in as runs come back.
enum {
    COMPARE_ROWS = VARIANT_COUNT,
    COMPARE_RUNS_MAX = 1000
};
struct compare_row {
    struct experiment experiment;
    int done;  // runs so far
    int wrong; // ended with another balance than expected
    uint64_t updates, lost;
    int64_t finals[COMPARE_RUNS_MAX];
    double ns_per_update[COMPARE_RUNS_MAX];
    double cores_busy, blocked_share; // means so far; < 0: not known
    char saved[16];                   // file name stem of its kept run, empty: none
};

// The comparison's second page: every Python program on every version.
enum {
    MATRIX_COLUMNS = PYTHON_COUNT,
    MATRIX_CELLS = PROGRAM_COUNT * MATRIX_COLUMNS
};
struct matrix_cell {
    int done, wrong;
    uint64_t updates, lost;
    bool kept; // there is a run to open
};
struct matrix_model {
    int repeat; // runs asked of each cell
    int runs_done;
    struct experiment experiment;           // of every cell, but for program, version and guard
    struct matrix_cell cells[MATRIX_CELLS]; // program after program, in each from the oldest version to the newest
};

// The page of a real CPython: the model's run and the recorded one.
enum real_phase {
    REAL_MODEL_RUNS,
    REAL_RECORDS,
    REAL_READS, // both recordings
};
struct real_model {
    char interpreters[PYTHON_COUNT][256]; // on this machine, by version: its path; empty: none was found
    enum real_phase phase;                // while the page's runs are made
    uint64_t made, in_all;                // updates, of the model
    // What is shown: both or none (NULL). They are the owner's, who keeps them as long as any copy of the model may be drawn.
    const struct document *runs[BESIDE_PARTS];
    struct beside_run figures[BESIDE_PARTS];
    uint64_t from_ns, to_ns; // what is in sight, from each one's start on; both 0: as it begins
    double grabbed_ns;       // the moment that was under the pointer when the button went down
};

enum compare_page {
    PAGE_GUARDS,
    PAGE_MATRIX,
    PAGE_REAL,
    PAGE_VARIANTS, // of every lab but the balance, which has those above
    PAGE_COUNT
};
struct compare_model {
    enum compare_page page, running_page;
    bool running; // running_page's runs are being made
    int repeat;   // runs asked of each row
    int rounds_done;
    struct compare_row rows[COMPARE_ROWS];
    int row_count;
    double relative[COMPARE_ROWS]; // time per update against the first row of its kind (compare_base): median of
                                   // the rounds' ratios; < 0: not yet
    struct matrix_model matrix;
    struct real_model real;
    struct variants_model variants;
};

#endif
