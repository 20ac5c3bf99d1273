// The main program of `make bench`: runs the groups and prints one table.
//
// usage: bench [--json] [--check] [WORD…]   only rows whose name, or whose group's name, has one of the words;
// --check: exit status 1 when a figure misses its bar
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
    ROWS_MAX = 128,
    ROUNDS_MAX = 1001,
    REASON_BYTES = 120,
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

struct result {
    struct bench_row row;
    const char *group;
    bool skipped;
    char reason[REASON_BYTES];
};

struct bench {
    struct result results[ROWS_MAX];
    size_t count;
    const char *group;
    char *const *words; // the filter
    int word_count;
    bool json;
};

static bool names(const struct bench *bench, const char *name)
{
    for (int i = 0; i < bench->word_count; i++)
        if (strstr(name, bench->words[i]))
            return true;
    return bench->word_count == 0;
}

bool bench_wants(const struct bench *bench, const char *name)
{
    return names(bench, name) || names(bench, bench->group);
}

static bool reached(const struct bench_row *row)
{
    return row->bar <= 0 || (row->at_least ? row->figure >= row->bar : row->figure <= row->bar);
}

static const char *verdict(const struct result *result)
{
    if (result->skipped)
        return "skipped";
    if (result->row.bar <= 0)
        return "";
    return reached(&result->row) ? "ok" : result->row.at_least ? "under" : "over";
}

static int decimals_of(double figure) { return figure < 10 ? 2 : figure < 1000 ? 1 : 0; }

static void print_result(const struct result *result)
{
    const struct bench_row *row = &result->row;
    const int padding = 44 - (int)text_columns(row->name);
    printf("%-10s %s%*s ", result->group, row->name, padding > 0 ? padding : 0, "");
    if (result->skipped) {
        printf("skipped: %s\n", result->reason);
        return;
    }
    printf("%10.*f %-12s", decimals_of(row->figure), row->figure, row->unit);
    if (row->bar > 0)
        printf(" %s %8.*f  %s", row->at_least ? "≥" : "≤", decimals_of(row->bar), row->bar, verdict(result));
    printf("\n");
}

static struct result *new_result(struct bench *bench)
{
    if (bench->count == ROWS_MAX) {
        fprintf(stderr, "bench: more than %d rows\n", ROWS_MAX);
        exit(1);
    }
    struct result *result = &bench->results[bench->count++];
    result->group = bench->group;
    return result;
}

static void show(const struct bench *bench, const struct result *result)
{
    if (bench->json)
        return;
    print_result(result);
    fflush(stdout);
}

void bench_add(struct bench *bench, struct bench_row row)
{
    struct result *result = new_result(bench);
    result->row = row;
    if (isnan(row.figure)) {
        result->skipped = true;
        snprintf(result->reason, sizeof result->reason, "measuring failed");
    }
    show(bench, result);
}

void bench_skip(struct bench *bench, const char *name, const char *reason)
{
    struct result *result = new_result(bench);
    result->row.name = name;
    result->skipped = true;
    snprintf(result->reason, sizeof result->reason, "%s", reason);
    show(bench, result);
}

static int compare_doubles(const void *a, const void *b)
{
    const double left = *(const double *)a, right = *(const double *)b;
    return (left > right) - (left < right);
}

static double median(double *values, int count)
{
    qsort(values, (size_t)count, sizeof *values, compare_doubles);
    return count % 2 ? values[count / 2] : (values[count / 2 - 1] + values[count / 2]) / 2;
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
    return median(figures, rounds);
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
        .base = median(bases, rounds),
        .other = median(others, rounds),
        .ratio = median(ratios, rounds),
        .difference = median(differences, rounds),
    };
}

static void write_result(struct json *json, const struct result *result)
{
    const struct bench_row *row = &result->row;
    json_object_begin(json);
    json_key(json, "group");
    json_string(json, result->group);
    json_key(json, "name");
    json_string(json, row->name);
    json_key(json, "figure");
    result->skipped ? json_null(json) : json_double(json, row->figure, 4);
    json_key(json, "unit");
    json_string(json, row->unit);
    json_key(json, "bar");
    row->bar > 0 ? json_double(json, row->bar, 4) : json_null(json);
    json_key(json, "at_least");
    json_bool(json, row->at_least);
    json_key(json, "ok");
    result->skipped || row->bar <= 0 ? json_null(json) : json_bool(json, reached(row));
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
static char *cpu_name(char name[REASON_BYTES])
{
    FILE *file = fopen("/proc/cpuinfo", "r");
    char line[256];
    snprintf(name, REASON_BYTES, "a cpu without a name");
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
    char name[REASON_BYTES];
    printf("%s; reading its counter takes %.1f ns\n", cpu_name(name), bench_median(counter_ns, NULL, BENCH_ROUNDS));
}

static int missed(const struct bench *bench)
{
    int count = 0;
    for (size_t i = 0; i < bench->count; i++)
        count += !bench->results[i].skipped && !reached(&bench->results[i].row);
    return count;
}

int main(int count, char **words)
{
    static struct bench bench;
    bool check = false;
    int at = 1;
    for (; at < count && strncmp(words[at], "--", 2) == 0; at++) {
        if (strcmp(words[at], "--json") == 0) {
            bench.json = true;
        } else if (strcmp(words[at], "--check") == 0) {
            check = true;
        } else {
            fprintf(stderr, "usage: bench [--json] [--check] [WORD…]\n");
            return 2;
        }
    }
    bench.words = words + at;
    bench.word_count = count - at;
    if (!bench.json)
        print_head();
    for (size_t i = 0; i < sizeof groups / sizeof *groups; i++) {
        bench.group = groups[i].name;
        if (groups[i].run)
            groups[i].run(&bench);
    }
    if (bench.json)
        write_json(&bench);
    if (fflush(stdout) != 0 || ferror(stdout)) {
        fprintf(stderr, "bench: cannot write the table\n");
        return 1;
    }
    return check && missed(&bench) > 0 ? 1 : 0;
}
