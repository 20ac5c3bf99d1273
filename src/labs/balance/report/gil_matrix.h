// Every program on every version of CPython: what it can do, and what it did in some runs; and their listings.
#ifndef LABS_BALANCE_REPORT_GIL_MATRIX_H
#define LABS_BALANCE_REPORT_GIL_MATRIX_H

#include "labs/balance/account.h"
#include "labs/balance/python/listing.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

enum {
    GIL_MATRIX_RUNS_MAX = 1000,
    GIL_MATRIX_CELLS = PROGRAM_COUNT * PYTHON_COUNT,
};

struct gil_cell {
    struct experiment experiment;
    bool asked;               // is run and shown
    int runs, wrong, stopped; // so far; ended with another balance than expected; not complete
    bool books_balance;       // in all of them
    uint64_t updates, lost;
    uint64_t switches, wall_ns;
    int64_t finals[GIL_MATRIX_RUNS_MAX];
    double slice_ns; // sum over the runs of each one's median slice
    int slices_known;
};

struct gil_matrix {
    int runs; // of each cell
    struct gil_cell cells[PROGRAM_COUNT][PYTHON_COUNT];
};

// Every cell's experiment from the given one, whose guard is left aside; what else it says stays. Cells are asked
// for by program and by version; COUNT: all of them. Allocated here; free it.
struct gil_matrix *gil_matrix_create(const struct experiment *experiment, enum program_id program,
                                     enum python_version python, int runs);

// Every cell at this pace, whatever its version's own is.
void gil_matrix_set_pace(struct gil_matrix *matrix, uint64_t bytecode_cost_ns);

// A cell by its number, as the table is read: program after program, in each from the oldest version to the newest.
struct gil_cell *gil_matrix_cell(struct gil_matrix *matrix, int number);

// The cells' experiments by number, which live as long as the matrix; NULL: the cell is not asked for.
void gil_matrix_experiments(struct gil_matrix *matrix, const struct experiment *cells[GIL_MATRIX_CELLS]);

// Adds one run of a cell.
struct status gil_matrix_add(struct gil_cell *cell, const struct account *account);

// Whether the cell's runs agree with what its listing says: nothing lost where nothing can be, the final right where it
// cannot be wrong.
bool gil_cell_as_must(const struct gil_cell *cell);

void gil_matrix_text(FILE *out, const struct gil_matrix *matrix, bool colour);
void gil_matrix_json(FILE *out, const struct gil_matrix *matrix);

// The listings of the cells asked for: for a person with the switch points marked, for a program with the rules of
// every version beside them.
void gil_listing_text(FILE *out, const struct gil_matrix *matrix);
void gil_listing_json(FILE *out, const struct gil_matrix *matrix);

#endif
