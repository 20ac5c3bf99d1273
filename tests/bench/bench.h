// Measuring speed: what the files of rows share.
//
// A group is one file of rows and one function, listed in bench.c. It measures and hands in its rows; the table,
// the filter and the verdicts are made there. Figures are medians of at least BENCH_ROUNDS rounds; whatever is
// compared is measured in turns, round by round, so that a noisy moment hits both, and the ratio is the median of
// the rounds' ratios.
#ifndef BENCH_BENCH_H
#define BENCH_BENCH_H

#include "support/bench_rows.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    BENCH_ROUNDS = 9,
};

// Measures once and gives the figure; NAN where it failed.
typedef double bench_measure(void *context);

struct bench_pair {
    double base, other; // medians
    double ratio;       // median of other ÷ base over the rounds
    double difference;  // median of other − base over the rounds
};

// Measures rounds times (at least BENCH_ROUNDS), after one round that does not count. The median, NAN where one failed.
double bench_median(bench_measure *measure, void *context, int rounds);

// Measures both in turns, rounds times, after one round that does not count. All members are NAN where one failed.
struct bench_pair bench_compare(bench_measure *base, bench_measure *other, void *context, int rounds);

// The groups.
void bench_runs(struct bench *bench);
void bench_race(struct bench *bench);
void bench_gil(struct bench *bench);
void bench_recording(struct bench *bench);
void bench_analysis(struct bench *bench);
void bench_schedules(struct bench *bench);
void bench_driven(struct bench *bench);
void bench_inside(struct bench *bench);
void bench_hooks(struct bench *bench);
void bench_view(struct bench *bench);

#endif
