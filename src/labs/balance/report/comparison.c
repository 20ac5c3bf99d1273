// Gathers the runs of a comparison.
#include "labs/balance/report/comparison.h"
#include "analysis/spread.h"

#include "labs/balance/guard.h"

#include <stdlib.h>

bool comparison_init(struct comparison *comparison, const struct experiment *experiment, int repeat)
{
    bool enough = true;
    *comparison = (struct comparison){ .repeat = repeat, .row_count = variants_of(experiment) };
    for (int i = 0; i < comparison->row_count; i++) {
        struct comparison_row *row = &comparison->rows[i];
        *row = (struct comparison_row){ .experiment = variant_of(experiment, i), .books_balance = true };
        variant_name(row->name, experiment, i);
        row->finals = calloc((size_t)repeat, sizeof *row->finals);
        row->ns_per_update = calloc((size_t)repeat, sizeof *row->ns_per_update);
        enough &= row->finals && row->ns_per_update;
    }
    if (!enough)
        comparison_finish(comparison);
    return enough;
}

void comparison_set_pace(struct comparison *comparison, uint64_t bytecode_cost_ns)
{
    for (int i = 0; i < comparison->row_count; i++)
        comparison->rows[i].experiment.bytecode_cost_ns = bytecode_cost_ns;
}

void comparison_finish(struct comparison *comparison)
{
    for (int i = 0; i < comparison->row_count; i++) {
        free(comparison->rows[i].finals);
        free(comparison->rows[i].ns_per_update);
    }
    *comparison = (struct comparison){ 0 };
}

void comparison_experiments(const struct comparison *comparison, const struct experiment *rows[COMPARISON_ROWS_MAX])
{
    for (int i = 0; i < comparison->row_count; i++)
        rows[i] = &comparison->rows[i].experiment;
}

void comparison_add(struct comparison_row *row, const struct account *account)
{
    const struct run_figures *figures = &account->figures;
    row->finals[row->runs] = figures->final;
    row->ns_per_update[row->runs] = figures->ns_per_update;
    row->runs++;
    row->wrong += figures->final != figures->expected;
    row->stopped += account->recording->facts->ended != RUN_COMPLETE;
    row->books_balance &= figures->books_balance;
    row->updates += figures->updates;
    row->lost += figures->lost;
    if (figures->usage.cores_busy >= 0) {
        row->cores_busy += figures->usage.cores_busy;
        row->cores_known++;
    }
    if (figures->usage.blocked_share >= 0) {
        row->blocked_share += figures->usage.blocked_share;
        row->blocked_known++;
    }
}

void comparison_ended(struct comparison *comparison)
{
    const int runs = comparison->rows[0].runs;
    comparison->fewer = runs < comparison->repeat;
    comparison->repeat = runs;
}

const char *comparison_verdict(const struct comparison_row *row)
{
    if (!comparison_as_must(row))
        return "not as it must be";
    if (row->experiment.memory == MEMORY_PRIVATE)
        return "not shared";
    if (row->lost)
        return "loses updates";
    if (!guard_keeps_all(&row->experiment))
        return "lost nothing this time";
    if (guard_keeps_by_points(&row->experiment))
        return "correct here: no switch point inside an update";
    return "correct";
}

bool comparison_as_must(const struct comparison_row *row)
{
    return row->books_balance && (!guard_keeps_all(&row->experiment) || (row->lost == 0 && row->wrong == 0));
}

int comparison_base(const struct comparison *comparison, int row)
{
    const bool bytecode = guard_of(&comparison->rows[row].experiment)->bytecode;
    int base = 0;
    while (guard_of(&comparison->rows[base].experiment)->bytecode != bytecode)
        base++;
    return base;
}

double comparison_relative(const struct comparison *comparison, int row)
{
    const struct comparison_row *base = &comparison->rows[comparison_base(comparison, row)],
                                *other = &comparison->rows[row];
    const int rounds = base->runs < other->runs ? base->runs : other->runs;
    double *ratios = rounds ? malloc((size_t)rounds * sizeof *ratios) : NULL;
    if (!ratios)
        return -1;
    size_t known = 0;
    for (int i = 0; i < rounds; i++)
        if (base->ns_per_update[i] > 0 && other->ns_per_update[i] > 0)
            ratios[known++] = other->ns_per_update[i] / base->ns_per_update[i];
    const double median = known ? spread_of(ratios, known).median : -1;
    free(ratios);
    return median;
}
