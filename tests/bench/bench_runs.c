// What recording costs the workers: the real loops of the guards against bare ones, and a whole run with and
// without the kernel's records. What it does to the race itself is bench_race.c's.
#include "bench.h"

#include "bench_lanes.h"
#include "os/cpus.h"
#include "run/run.h"

#include <math.h>
#include <stdatomic.h>
#include <stdio.h>

enum {
    ITERATIONS = 1000000,      // of a lane in a round: a millisecond or two, less than a time slice,
    ITERATIONS_TIMED = 100000, // and timed not much more
    ROUNDS = 45,
    ROUNDS_RUN = 21, // of whole runs
    RUN_ITERATIONS = 200000,
};

// ---- the loops to compare with --------------------------------------------------------------------------------------

// The seed's loop in the shape of work_loop and on the same word, with nothing recorded.
static void bare_loop(struct work *work)
{
    _Atomic long *const balance = (_Atomic long *)(void *)work->cell;
    const long amount = work->amount;
    uint64_t left = work->experiment->iterations;
    uint64_t made = 0;
    while (left > 0 && !work_stopped(work)) {
        const uint32_t pass = left < TIMING_SAMPLE_EVERY / 2 ? (uint32_t)left : TIMING_SAMPLE_EVERY / 2;
        for (uint32_t i = 0; i < pass; i++) {
            long seen = atomic_load_explicit(balance, memory_order_relaxed);
            atomic_store_explicit(balance, seen + amount, memory_order_relaxed);
            seen = atomic_load_explicit(balance, memory_order_relaxed);
            atomic_store_explicit(balance, seen - amount, memory_order_relaxed);
        }
        left -= pass;
        made += 2 * pass;
        atomic_store_explicit(work->progress, made, memory_order_relaxed);
    }
}

// As many reads of the time-stamp counter as there are updates, and nothing else.
static void counter_loop(struct work *work)
{
    uint64_t sum = 0;
    for (uint64_t left = 2 * work->experiment->iterations; left > 0; left--)
        sum += os_ticks();
    atomic_store_explicit(work->progress, sum, memory_order_relaxed);
}

// The bare loop with a read of the counter after every store, which goes nowhere: what timing costs where the
// balance is fought for, if nothing is written down.
static void bare_counter_loop(struct work *work)
{
    _Atomic long *const balance = (_Atomic long *)(void *)work->cell;
    const long amount = work->amount;
    uint64_t sum = 0;
    for (uint64_t left = work->experiment->iterations; left > 0; left--) {
        long seen = atomic_load_explicit(balance, memory_order_relaxed);
        atomic_store_explicit(balance, seen + amount, memory_order_relaxed);
        sum += os_ticks();
        seen = atomic_load_explicit(balance, memory_order_relaxed);
        atomic_store_explicit(balance, seen - amount, memory_order_relaxed);
        sum += os_ticks();
    }
    atomic_store_explicit(work->progress, sum, memory_order_relaxed);
}

// ---- rows of loops --------------------------------------------------------------------------------------------------

struct comparison {
    struct lanes base, other;
};

static double measure_base(void *context) { return lanes_measure(&((struct comparison *)context)->base); }

static double measure_other(void *context) { return lanes_measure(&((struct comparison *)context)->other); }

static struct bench_pair compare(lane_loop *base, enum timing_kind timing, uint32_t lanes)
{
    struct comparison comparison = { 0 };
    struct bench_pair pair = { NAN, NAN, NAN, NAN };
    const uint64_t iterations = timing == TIMING_OFF ? ITERATIONS : ITERATIONS_TIMED;
    if (lanes_init(&comparison.base, base, timing, lanes, iterations) &&
        lanes_init(&comparison.other, lanes_recorded, timing, lanes, iterations))
        pair = bench_compare(measure_base, measure_other, &comparison, ROUNDS);
    lanes_finish(&comparison.base);
    lanes_finish(&comparison.other);
    return pair;
}

static void row_untimed(struct bench *bench, uint32_t lanes, const char *name, const char *name_bare, double bar)
{
    if (!bench_wants(bench, name))
        return;
    const struct bench_pair pair = compare(bare_loop, TIMING_OFF, lanes);
    bench_add(bench, (struct bench_row){ .name = name_bare, .unit = "ns/update", .figure = pair.base });
    bench_add(bench, (struct bench_row){ .name = name, .unit = "x bare", .figure = pair.ratio, .bar = bar });
}

static void row_timed(struct bench *bench, uint32_t lanes, const char *name, const char *name_timed,
                      const char *name_bare)
{
    if (!bench_wants(bench, name))
        return;
    const struct bench_pair bare = compare(bare_counter_loop, TIMING_FULL, lanes);
    const struct bench_pair pair = compare(counter_loop, TIMING_FULL, lanes);
    bench_add(bench, (struct bench_row){ .name = name_bare, .unit = "ns/update", .figure = bare.difference });
    bench_add(bench, (struct bench_row){ .name = name_timed, .unit = "ns/update", .figure = pair.other });
    bench_add(bench, (struct bench_row){ .name = name, .unit = "ns/update", .figure = pair.difference, .bar = 4 });
}

// ---- kernel records -------------------------------------------------------------------------------------------------

struct runs {
    struct experiment experiment;
    uint64_t lost;
    char refused[240];
};

static double measure_run(struct runs *runs, bool kernel_records)
{
    const struct run_options options = { .no_kernel_records = !kernel_records };
    struct recording recording = { 0 };
    const struct status status = run_plan(&recording, experiment_plan(&runs->experiment), &options);
    if (!status_is_ok(status)) {
        fprintf(stderr, "bench: %s\n", status.message);
        return NAN;
    }
    uint64_t finished_ns = 0;
    for (uint32_t i = 0; i < runs->experiment.count; i++)
        if (recording.tasks[i].finished_ns > finished_ns)
            finished_ns = recording.tasks[i].finished_ns;
    const double ns = (double)(finished_ns - recording.facts->released_ns);
    if (kernel_records) {
        runs->lost += recording.facts->lost_switch_records;
        snprintf(runs->refused, sizeof runs->refused, "%s", recording.facts->states_reason);
    }
    recording_close(&recording);
    return ns / (double)experiment_updates(&runs->experiment);
}

static double measure_without_records(void *context) { return measure_run(context, false); }

static double measure_with_records(void *context) { return measure_run(context, true); }

static void row_kernel_records(struct bench *bench, const char *name)
{
    struct runs runs = { .experiment = {
                             .lab = LAB_BALANCE,
                             .guard = GUARD_MUTEX,
                             .timing = TIMING_OFF,
                             .count = 2,
                             .cores = (uint32_t)os_cpus_allowed()->count,
                             .iterations = RUN_ITERATIONS,
                             .switch_interval_ns = 5000000,
                             .deadline_ns = 60000000000,
                             .amounts = { 5, 8 },
                         } };
    if (!bench_wants(bench, name))
        return;
    const struct bench_pair pair = bench_compare(measure_without_records, measure_with_records, &runs, ROUNDS_RUN);
    if (runs.refused[0])
        bench_skip(bench, name, runs.refused);
    else
        bench_add(bench, (struct bench_row){ .name = name, .unit = "x without", .figure = pair.ratio, .bar = 1.1 });
    if (runs.lost)
        fprintf(stderr, "bench: %s: the kernel dropped %llu records\n", name, (unsigned long long)runs.lost);
}

void bench_runs(struct bench *bench)
{
    static const char two_untimed[] = "recorded untimed, two threads contended";
    static const char two_timed[] = "fully timed less the counter, contended";
    row_untimed(bench, 1, "recorded untimed, one thread alone", "bare, one thread alone", 1.6);
    row_timed(bench, 1, "fully timed less the counter, alone", "fully timed, one thread alone",
              "fully timed less bare and counter, alone");
    if (os_cpus_allowed()->count >= LANES_MAX) {
        row_untimed(bench, 2, two_untimed, "bare, two threads contended", 2.5);
        row_timed(bench, 2, two_timed, "fully timed, two threads contended",
                  "fully timed less bare and counter, contended");
    } else {
        bench_skip(bench, two_untimed, "needs two cpus");
        bench_skip(bench, two_timed, "needs two cpus");
    }
    row_kernel_records(bench, "kernel records on, contended mutex");
}
