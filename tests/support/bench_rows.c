// See bench_rows.h.
#include "bench_rows.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool names(const struct bench *bench, const char *name)
{
    for (int i = 0; i < bench->word_count; i++)
        if (strstr(name, bench->words[i]))
            return true;
    return bench->word_count == 0;
}

bool bench_is_held(const struct bench_result *result)
{
    return !result->skipped && result->row.bar > 0 && result->row.unit[0] == 'x';
}

static bool has_held(const struct bench *bench, const char *asked)
{
    for (size_t i = 0; i < bench->count; i++)
        if (bench->results[i].group == bench->group && bench_is_held(&bench->results[i]) &&
            strcmp(bench->results[i].asked, asked) == 0)
            return true;
    return false;
}

bool bench_wants(struct bench *bench, const char *name)
{
    snprintf(bench->asked, sizeof bench->asked, "%s", name);
    if (!names(bench, name) && !names(bench, bench->group))
        return false;
    return !bench->again || has_held(bench, bench->asked);
}

static struct bench_result *result_of(struct bench *bench, const char *name)
{
    for (size_t i = 0; i < bench->count; i++)
        if (bench->results[i].group == bench->group && strncmp(bench->results[i].name, name, BENCH_NAME_BYTES - 1) == 0)
            return &bench->results[i];
    if (bench->count == BENCH_ROWS_MAX) {
        fprintf(stderr, "bench: more than %d rows\n", BENCH_ROWS_MAX);
        exit(1);
    }
    struct bench_result *result = &bench->results[bench->count++];
    *result = (struct bench_result){ .group = bench->group };
    snprintf(result->name, sizeof result->name, "%s", name);
    snprintf(result->asked, sizeof result->asked, "%s", bench->asked);
    result->row.name = result->name;
    return result;
}

static void skip(struct bench_result *result, const char *reason)
{
    result->skipped = true;
    snprintf(result->reason, sizeof result->reason, "%s", reason);
}

static void show(const struct bench *bench, const struct bench_result *result)
{
    if (bench->show && !bench->again)
        bench->show(result);
}

void bench_add(struct bench *bench, struct bench_row row)
{
    struct bench_result *result = result_of(bench, row.name);
    row.name = result->name;
    result->row = row;
    if (isnan(row.figure))
        skip(result, "measuring failed");
    else if (result->runs < BENCH_RUNS_MAX)
        result->figures[result->runs++] = row.figure;
    show(bench, result);
}

void bench_skip(struct bench *bench, const char *name, const char *reason)
{
    struct bench_result *result = result_of(bench, name);
    skip(result, reason);
    show(bench, result);
}

static int compare_doubles(const void *a, const void *b)
{
    const double left = *(const double *)a, right = *(const double *)b;
    return (left > right) - (left < right);
}

double bench_median_of(double *values, int count)
{
    qsort(values, (size_t)count, sizeof *values, compare_doubles);
    return count % 2 ? values[count / 2] : (values[count / 2 - 1] + values[count / 2]) / 2;
}

double bench_figure(const struct bench_result *result)
{
    double figures[BENCH_RUNS_MAX];
    memcpy(figures, result->figures, sizeof figures);
    return result->runs ? bench_median_of(figures, result->runs) : (double)NAN;
}

int bench_within(const struct bench_result *result)
{
    int within = 0;
    for (int i = 0; i < result->runs; i++)
        within += result->row.at_least ? result->figures[i] >= result->row.bar : result->figures[i] <= result->row.bar;
    return within;
}

int bench_missed(const struct bench *bench)
{
    int missed = 0;
    for (size_t i = 0; i < bench->count; i++)
        missed += bench_is_held(&bench->results[i]) && 2 * bench_within(&bench->results[i]) < bench->results[i].runs;
    return missed;
}
