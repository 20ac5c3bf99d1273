// The main program of `make bench`: runs the groups and prints one table.
//
// usage: bench [--json] [--runs N] [--check] [WORD…]
// Only rows whose name, or whose group's name, has one of the words. Rows that are ratios with a bar are measured in N runs (1;
// with --check 5); --check: exit status 1 when one is out of its bar in most of them. The other rows are measured once.
#include "bench.h"

#include "base/json.h"
#include "base/text.h"
#include "os/clock.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#pragma weak bench_schedules // where that file is not built
#pragma weak bench_view      // where there is no window

enum {
    ROUNDS_MAX = 1001,
    RUNS_CHECKED = 5,
    CPU_BYTES = 120,
};

static const struct {
    const char *name;
    void (*run)(struct bench *bench);
} groups[] = {
    { "runs", bench_runs },         { "race", bench_race },           { "gil", bench_gil },
    { "analysis", bench_analysis }, { "recording", bench_recording }, { "schedules", bench_schedules },
    { "driven", bench_driven },     { "inside", bench_inside },       { "hooks", bench_hooks },
    { "view", bench_view },
};

static const char *verdict(const struct bench_result *result)
{
    return 2 * bench_within(result) >= result->runs ? "ok" : result->row.at_least ? "under" : "over";
}

static int decimals_of(double figure) { return figure < 10 ? 2 : figure < 1000 ? 1 : 0; }

static void print_result(const struct bench_result *result)
{
    const struct bench_row *row = &result->row;
    const double figure = bench_figure(result);
    const int padding = 44 - (int)text_columns(row->name);
    printf("%-10s %s%*s ", result->group, row->name, padding > 0 ? padding : 0, "");
    if (result->skipped) {
        printf("skipped: %s\n", result->reason);
        return;
    }
    printf("%10.*f %-12s", decimals_of(figure), figure, row->unit);
    if (row->bar > 0)
        printf(" %s %8.*f  %s", row->at_least ? "≥" : "≤", decimals_of(row->bar), row->bar, verdict(result));
    if (bench_is_held(result))
        printf(", within it in %d of %d", bench_within(result), result->runs);
    printf("\n");
    fflush(stdout);
}

static int rounds_within(int rounds)
{
    return rounds < BENCH_ROUNDS ? BENCH_ROUNDS : rounds > ROUNDS_MAX ? ROUNDS_MAX : rounds;
}

double bench_median(bench_measure *measure, void *context, int rounds)
{
    static double figures[ROUNDS_MAX];
    rounds = rounds_within(rounds);
    for (int i = -1; i < rounds; i++) {
        const double figure = measure(context);
        if (isnan(figure))
            return NAN;
        if (i >= 0)
            figures[i] = figure;
    }
    return bench_median_of(figures, rounds);
}

struct bench_pair bench_compare(bench_measure *base, bench_measure *other, void *context, int rounds)
{
    static double bases[ROUNDS_MAX], others[ROUNDS_MAX], ratios[ROUNDS_MAX], differences[ROUNDS_MAX];
    rounds = rounds_within(rounds);
    for (int i = -1; i < rounds; i++) {
        const double first = base(context);
        const double second = other(context);
        if (isnan(first) || isnan(second))
            return (struct bench_pair){ NAN, NAN, NAN, NAN };
        if (i < 0)
            continue;
        bases[i] = first;
        others[i] = second;
        ratios[i] = first > 0 ? second / first : 0;
        differences[i] = second - first;
    }
    return (struct bench_pair){
        .base = bench_median_of(bases, rounds),
        .other = bench_median_of(others, rounds),
        .ratio = bench_median_of(ratios, rounds),
        .difference = bench_median_of(differences, rounds),
    };
}

static void write_result(struct json *json, const struct bench_result *result)
{
    const struct bench_row *row = &result->row;
    json_object_begin(json);
    json_key(json, "group");
    json_string(json, result->group);
    json_key(json, "name");
    json_string(json, row->name);
    json_key(json, "figure");
    result->skipped ? json_null(json) : json_double(json, bench_figure(result), 4);
    json_key(json, "unit");
    json_string(json, row->unit);
    json_key(json, "bar");
    row->bar > 0 ? json_double(json, row->bar, 4) : json_null(json);
    json_key(json, "at_least");
    json_bool(json, row->at_least);
    json_key(json, "ok");
    result->skipped || row->bar <= 0 ? json_null(json) : json_bool(json, strcmp(verdict(result), "ok") == 0);
    json_key(json, "runs");
    json_int(json, result->runs);
    json_key(json, "within");
    result->skipped || row->bar <= 0 ? json_null(json) : json_int(json, bench_within(result));
    json_key(json, "skipped");
    json_string(json, result->skipped ? result->reason : NULL);
    json_object_end(json);
}

static void write_json(const struct bench *bench)
{
    struct json json;
    json_init(&json, stdout);
    json_array_begin(&json);
    for (size_t i = 0; i < bench->count; i++)
        write_result(&json, &bench->results[i]);
    json_array_end(&json);
    json_finish(&json);
}

// Which cpu it is, as the system calls it.
static char *cpu_name(char name[CPU_BYTES])
{
    FILE *file = fopen("/proc/cpuinfo", "r");
    char line[256];
    snprintf(name, CPU_BYTES, "a cpu without a name");
    while (file && fgets(line, sizeof line, file))
        if (strncmp(line, "model name", 10) == 0 && sscanf(line, "%*[^:]: %119[^\n]", name) == 1)
            break;
    if (file)
        fclose(file);
    return name;
}

static double counter_ns(void *context)
{
    enum {
        READS = 100000
    };
    (void)context;
    volatile uint64_t last = 0;
    const uint64_t begin = os_ticks();
    for (int i = 0; i < READS; i++)
        last = os_ticks();
    return (double)(last - begin) / READS / os_ticks_per_ns();
}

// What many figures rest on.
static void print_head(void)
{
    char name[CPU_BYTES];
    printf("%s; reading its counter takes %.1f ns\n", cpu_name(name), bench_median(counter_ns, NULL, BENCH_ROUNDS));
}

static void run_groups(struct bench *bench)
{
    for (size_t i = 0; i < sizeof groups / sizeof *groups; i++) {
        bench->group = groups[i].name;
        if (groups[i].run)
            groups[i].run(bench);
    }
}

struct options {
    bool json, check;
    int runs;
};

// Where the words begin; -1: it was said how it is used.
static int read_options(struct options *options, int count, char **words)
{
    int at = 1;
    for (; at < count && strncmp(words[at], "--", 2) == 0; at++)
        if (strcmp(words[at], "--json") == 0)
            options->json = true;
        else if (strcmp(words[at], "--check") == 0)
            options->check = true;
        else if (strcmp(words[at], "--runs") == 0 && at + 1 < count)
            options->runs = atoi(words[++at]);
        else
            options->runs = -1;
    if (options->runs == 0)
        options->runs = options->check ? RUNS_CHECKED : 1;
    if (options->runs > 0 && options->runs <= BENCH_RUNS_MAX)
        return at;
    fprintf(stderr, "usage: bench [--json] [--runs 1..%d] [--check] [WORD…]\n", BENCH_RUNS_MAX);
    return -1;
}

int main(int count, char **words)
{
    static struct bench bench;
    struct options options = { 0 };
    const int at = read_options(&options, count, words);
    if (at < 0)
        return 2;
    bench.words = words + at;
    bench.word_count = count - at;
    bench.show = options.json || options.runs > 1 ? NULL : print_result;
    if (!options.json)
        print_head();
    for (int run = 1; run <= options.runs; run++) {
        if (options.runs > 1)
            fprintf(stderr, "run %d of %d\n", run, options.runs);
        run_groups(&bench);
        bench.again = true;
    }
    for (size_t i = 0; i < bench.count && !options.json && !bench.show; i++)
        print_result(&bench.results[i]);
    if (options.json)
        write_json(&bench);
    if (fflush(stdout) != 0 || ferror(stdout)) {
        fprintf(stderr, "bench: cannot write the table\n");
        return 1;
    }
    return options.check && bench_missed(&bench) > 0 ? 1 : 0;
}
