// Driven runs: what a move costs when every one of them hands the baton over, and how many short schedules a second.
#include "bench.h"

#include "labs/balance/settings.h"
#include "os/clock.h"
#include "os/cpus.h"
#include "os/worker.h"
#include "run/run.h"
#include "schedules/turns.h"

#include <math.h>

enum {
    MOVES = 20000,
    SCHEDULES = 100,
};

struct subject {
    struct experiment experiment;
    struct turn_list turns;
};

// T1 and T2 by turns, as long as both can.
static struct status subject_init(struct subject *subject, uint32_t cores, int moves)
{
    static char digits[MOVES + 1];
    struct settings settings;
    settings_init(&settings, &balance_settings, os_cpus_allowed()->count);
    experiment_to_change(&settings)->iterations = (uint64_t)moves / 8;
    experiment_to_change(&settings)->cores = cores;
    struct status status = settings_finish(&settings, UINT64_MAX);
    subject->experiment = *settings_experiment(&settings);
    for (int i = 0; i < moves; i++)
        digits[i] = (char)('1' + i % 2);
    digits[moves] = '\0';
    return status_is_ok(status) ? turns_of(&subject->turns, &subject->experiment, digits) : status;
}

// Nanoseconds from the start to the last worker's end; NAN where it did not come so far.
static double drive(const struct subject *subject)
{
    const struct run_options options = { .no_kernel_records = true, .script = &subject->turns };
    struct recording recording = { 0 };
    const struct status status = run_plan(&recording, experiment_plan(&subject->experiment), &options);
    if (!status_is_ok(status) || recording.facts->ended != RUN_COMPLETE)
        return (double)NAN;
    uint64_t ended_ns = 0;
    for (uint32_t w = 0; w < subject->experiment.count; w++)
        ended_ns = recording.tasks[w].finished_ns > ended_ns ? recording.tasks[w].finished_ns : ended_ns;
    const double took_ns = (double)(ended_ns - recording.facts->released_ns);
    recording_close(&recording);
    return took_ns;
}

static double measure_move(void *context)
{
    const struct subject *subject = context;
    return drive(subject) / subject->turns.count / 1000;
}

static double measure_schedules(void *context)
{
    const uint64_t began_ns = os_now_ns();
    double sum_ns = 0;
    for (int i = 0; i < SCHEDULES; i++)
        sum_ns += drive(context);
    return isnan(sum_ns) ? sum_ns : SCHEDULES * 1e9 / (double)(os_now_ns() - began_ns);
}

// What a thread that gives its cpu to another costs on one cpu, in us: no hand-over there takes less.
static void yielding(void *argument)
{
    (void)argument;
    for (int i = 0; i < MOVES / 2; i++)
        os_yield();
}

static double measure_switch(void *context)
{
    struct os_worker workers[2] = { 0 };
    (void)context;
    const uint64_t began_ns = os_now_ns();
    for (int i = 0; i < 2; i++) {
        const struct status status =
            os_worker_start(&workers[i], OS_WORKER_THREAD, os_cpus_allowed()->ids, 1, yielding, NULL);
        if (!status_is_ok(status))
            return NAN;
    }
    for (int i = 0; i < 2; i++)
        os_worker_join(&workers[i]);
    return (double)(os_now_ns() - began_ns) / MOVES / 1000;
}

static void row_ratio(struct bench *bench, const char *name)
{
    struct subject subject = { 0 };
    if (!bench_wants(bench, name))
        return;
    const struct status status = subject_init(&subject, 1, MOVES);
    if (status_is_ok(status))
        bench_add(bench, (struct bench_row){
                             .name = name,
                             .unit = "x a switch",
                             .figure = bench_compare(measure_switch, measure_move, &subject, BENCH_ROUNDS).ratio,
                             .bar = 1.75 });
    else
        bench_skip(bench, name, status.message);
    turns_finish(&subject.turns);
}

static void row(struct bench *bench, const char *name, const char *unit, bench_measure *measure, uint32_t cores,
                int moves, double bar)
{
    struct subject subject = { 0 };
    if (!bench_wants(bench, name))
        return;
    const struct status status = subject_init(&subject, cores, moves);
    if (status_is_ok(status))
        bench_add(bench, (struct bench_row){ .name = name,
                                             .unit = unit,
                                             .figure = bench_median(measure, &subject, BENCH_ROUNDS),
                                             .bar = bar });
    else
        bench_skip(bench, name, status.message);
    turns_finish(&subject.turns);
}

void bench_driven(struct bench *bench)
{
    row(bench, "a driven move, hand-over and all, one core", "us", measure_move, 1, MOVES, 2);
    row_ratio(bench, "a driven move on one core against a bare switch");
    if (os_cpus_allowed()->count > 1)
        row(bench, "a driven move, hand-over and all, two cores", "us", measure_move, 2, MOVES, 8);
    else
        bench_skip(bench, "a driven move, hand-over and all, two cores", "there is one cpu");
    row(bench, "schedules of 2 x 1 driven", "a second", measure_schedules, 2, 8, 0);
}
