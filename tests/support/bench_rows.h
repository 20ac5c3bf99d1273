// The rows of `make bench`: which are asked for, and what they came to.
//
// A row that is a ratio ("x bare") with a bar can be measured in several runs of its group: its figure is the median of them,
// and how often it was within its bar is counted, since a machine that others use makes one run miss what the next reaches.
// What is measured again is what was asked for last before such a row was handed in.
#ifndef SUPPORT_BENCH_ROWS_H
#define SUPPORT_BENCH_ROWS_H

#include <stdbool.h>
#include <stddef.h>

enum {
    BENCH_ROWS_MAX = 160,
    BENCH_RUNS_MAX = 32,
    BENCH_NAME_BYTES = 96,
    BENCH_REASON_BYTES = 120,
};

struct bench_row {
    const char *name; // cut at 95 bytes
    const char *unit; // "x bare", "ns/update", "M updates/s"; constant
    double figure;
    double bar;    // 0: none, the figure is for information
    bool at_least; // the figure must reach the bar; otherwise it must not pass it
};

struct bench_result {
    struct bench_row row; // figure: of the last run; name: the result's own
    char name[BENCH_NAME_BYTES];
    char asked[BENCH_NAME_BYTES]; // what was asked for when it was handed in
    const char *group;
    double figures[BENCH_RUNS_MAX];
    int runs;
    bool skipped;
    char reason[BENCH_REASON_BYTES];
};

struct bench {
    struct bench_result results[BENCH_ROWS_MAX];
    size_t count;
    const char *group; // whose rows are being made; constant
    char asked[BENCH_NAME_BYTES];
    char *const *words; // the filter
    int word_count;
    bool again;                                      // measures only what has ratios with bars
    void (*show)(const struct bench_result *result); // called for each new row; NULL: nothing is
};

// Whether a row is asked for. Ask before measuring.
bool bench_wants(struct bench *bench, const char *name);

// Hands in a measured row; a figure that is NAN says that measuring failed.
void bench_add(struct bench *bench, struct bench_row row);

// Says why a row that is asked for cannot be measured here.
void bench_skip(struct bench *bench, const char *name, const char *reason);

// A ratio with a bar.
bool bench_is_held(const struct bench_result *result);

// The median of its runs.
double bench_figure(const struct bench_result *result);

// In how many of its runs it was within its bar.
int bench_within(const struct bench_result *result);

// How many of those that are held were out of their bars in most of their runs.
int bench_missed(const struct bench *bench);

// The median of so many values, which it sorts.
double bench_median_of(double *values, int count);

#endif
