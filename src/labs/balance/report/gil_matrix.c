// Gathers the runs of the matrix.
#include "labs/balance/report/gil_matrix.h"
#include "analysis/spread.h"

#include "analysis/slices.h"
#include "labs/balance/python/python.h"

#include <stdlib.h>

struct gil_matrix *gil_matrix_create(const struct experiment *experiment, enum program_id program,
                                     enum python_version python, int runs)
{
    struct gil_matrix *matrix = calloc(1, sizeof *matrix);
    if (!matrix)
        return NULL;
    matrix->runs = runs;
    for (int i = 0; i < PROGRAM_COUNT; i++) {
        for (int p = 0; p < PYTHON_COUNT; p++) {
            struct gil_cell *cell = &matrix->cells[i][p];
            cell->experiment = *experiment;
            cell->experiment.guard = i == PROGRAM_LOCK ? GUARD_GIL_MUTEX : GUARD_GIL;
            cell->experiment.program = (uint32_t)i;
            experiment_set_python(&cell->experiment, (enum python_version)p);
            cell->books_balance = true;
            cell->asked =
                (program == PROGRAM_COUNT || (int)program == i) && (python == PYTHON_COUNT || (int)python == p);
        }
    }
    return matrix;
}

void gil_matrix_set_pace(struct gil_matrix *matrix, uint64_t bytecode_cost_ns)
{
    for (int i = 0; i < GIL_MATRIX_CELLS; i++)
        gil_matrix_cell(matrix, i)->experiment.bytecode_cost_ns = bytecode_cost_ns;
}

struct gil_cell *gil_matrix_cell(struct gil_matrix *matrix, int number)
{
    return &matrix->cells[number / PYTHON_COUNT][python_by_age[number % PYTHON_COUNT]];
}

void gil_matrix_experiments(struct gil_matrix *matrix, const struct experiment *cells[GIL_MATRIX_CELLS])
{
    for (int i = 0; i < GIL_MATRIX_CELLS; i++) {
        const struct gil_cell *cell = gil_matrix_cell(matrix, i);
        cells[i] = cell->asked ? &cell->experiment : NULL;
    }
}

struct status gil_matrix_add(struct gil_cell *cell, const struct account *account)
{
    const struct run_figures *figures = &account->figures;
    double *slices;
    size_t count;
    struct status status = slices_of(account->recording, &slices, &count);
    if (!status_is_ok(status))
        return status;
    if (count) {
        cell->slice_ns += spread_of(slices, count).median;
        cell->slices_known++;
    }
    free(slices);
    cell->finals[cell->runs++] = figures->final;
    cell->wrong += figures->final != figures->expected;
    cell->stopped += account->recording->facts->ended != RUN_COMPLETE;
    cell->books_balance &= figures->books_balance;
    cell->updates += figures->updates;
    cell->lost += figures->lost;
    cell->switches += figures->usage.gil_switches;
    cell->wall_ns += figures->usage.wall_ns;
    return status_ok();
}

bool gil_cell_as_must(const struct gil_cell *cell)
{
    const struct program *listing =
        listing_of((enum program_id)cell->experiment.program, (enum python_version)cell->experiment.python);
    return cell->books_balance && (program_can_lose(listing) || cell->lost == 0) &&
           (program_can_end_wrong(listing) || cell->wrong == 0);
}
