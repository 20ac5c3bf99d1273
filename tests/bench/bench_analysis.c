// How fast a recording is understood: the ledger, the states and the order of a real run; and how fast a file of
// one is opened.
#include "bench.h"

#include "../support/random.h"
#include "../support/recording_variables.h"
#include "analysis/history_lines.h"
#include "analysis/states.h"
#include "labs/balance/ledger.h"
#include "labs/balance/order.h"
#include "labs/balance/settings.h"
#include "os/clock.h"
#include "os/cpus.h"
#include "os/memory.h"
#include "recording/recording.h"
#include "run/run.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

// A run without a lock in which the workers meet often: what is understood of a run costs by how often they met, and a stamp at
// every update has them meet some hundreds of times in a thousand updates. Of so many iterations; false where it cannot be had.
static bool record(struct recording *recording, uint64_t iterations)
{
    struct settings settings;
    const struct run_options options = { 0 };
    settings_init(&settings, &balance_settings, os_cpus_allowed()->count);
    experiment_to_change(&settings)->iterations = iterations;
    experiment_to_change(&settings)->deadline_ns = UINT64_C(3600000000000);
    return status_is_ok(settings_set(&settings, "timing", "full")) &&
           status_is_ok(settings_finish(&settings, os_memory_available())) &&
           status_is_ok(run_plan(recording, &settings.plan, &options));
}

static double seconds_since(uint64_t began_ns) { return (double)(os_now_ns() - began_ns) / 1e9; }

static double survivors(void *context)
{
    const struct recording *recording = context;
    uint64_t survived;
    const uint64_t began = os_now_ns();
    if (!status_is_ok(ledger_count_survivors(recording, &survived)))
        return NAN;
    return (double)survived / seconds_since(began) / 1e6;
}

static double ledger(void *context)
{
    const struct recording *recording = context;
    struct ledger built;
    const uint64_t began = os_now_ns();
    if (!status_is_ok(ledger_build(&built, recording)))
        return NAN;
    const double rate = (double)built.updates / seconds_since(began) / 1e6;
    ledger_finish(&built);
    return rate;
}

static double order(void *context)
{
    struct ledger of;
    struct order built;
    if (!status_is_ok(ledger_build(&of, context)))
        return NAN;
    const uint64_t began = os_now_ns();
    const bool made = status_is_ok(order_build(&built, &of));
    const double ns = made ? seconds_since(began) * 1e9 / (double)built.stores : NAN;
    order_finish(&built);
    ledger_finish(&of);
    return ns;
}

static double ledger_bytes(const struct recording *recording)
{
    struct ledger built;
    if (!status_is_ok(ledger_build(&built, recording)))
        return NAN;
    const struct journals *journals = &built.journals;
    const double kept = journals->in_runs ? 20.0 * journals->begin[journals->count] : 4.125 * (double)built.updates;
    const double bytes = kept + (double)(built.collision_count * sizeof *built.collisions);
    const double each = bytes / (double)built.updates;
    ledger_finish(&built);
    return each;
}

// ---- a variable of a command ----------------------------------------------------------------------------------------

enum {
    VARIABLE_STORES = 4000000,
};

// Two threads that add at random moments, so that many updates are lost, one at a time and in long lines.
static struct watched_run *make_variable(void)
{
    struct watched_run *run = watched_run_new(3);
    struct random random = { 7 };
    const uint32_t place = watched_run_place(run, watched_run_source(run, "a.c", "x += 1;\n"), 1, "work");
    const uint32_t x = watched_run_variable(run, "x", "long", VALUE_SIGNED, 8, 0);
    bool loaded[3] = { false };
    run->keeps_truth = false;
    for (uint32_t made = 0, task = 1; made < VARIABLE_STORES;) {
        task = random_one_in(&random, 20) ? 3 - task : task;
        if (loaded[task])
            watched_run_store(run, x, task, place, watched_run_loaded(run, x, task) + 1);
        else
            watched_run_load(run, x, task, place);
        made += loaded[task];
        loaded[task] = !loaded[task];
    }
    watched_run_seal(run);
    return run;
}

static double variable_history(void *context)
{
    struct watched_run *run = context;
    struct history history;
    const uint64_t began = os_now_ns();
    if (!status_is_ok(history_build(&history, &run->recording, 0)))
        return NAN;
    const double ns = seconds_since(began) * 1e9 / (double)history.count;
    history_finish(&history);
    return ns;
}

static double variable_lines(void *context)
{
    struct watched_run *run = context;
    struct history history;
    struct history_lines lines = { 0 };
    uint32_t *line_of = history_same_lines(&run->recording);
    if (!line_of || !status_is_ok(history_build(&history, &run->recording, 0)))
        return NAN;
    const uint64_t began = os_now_ns();
    double ns = NAN;
    if (history_lines_build(&lines, &history, line_of))
        ns = seconds_since(began) * 1e9 / (double)history.count;
    history_lines_finish(&lines);
    history_finish(&history);
    free(line_of);
    return ns;
}

static void bench_variable(struct bench *bench)
{
    static const char *const ledger_name = "ledger of a variable", *const lines_name = "the same line by line";
    if (!bench_wants(bench, ledger_name) && !bench_wants(bench, lines_name))
        return;
    struct watched_run *run = make_variable();
    if (bench_wants(bench, ledger_name))
        bench_add(bench, (struct bench_row){ ledger_name, "ns/store", bench_median(variable_history, run, BENCH_ROUNDS),
                                             100, false });
    if (bench_wants(bench, lines_name))
        bench_add(bench, (struct bench_row){ lines_name, "ns/store", bench_median(variable_lines, run, BENCH_ROUNDS),
                                             100, false });
    watched_run_free(run);
}

void bench_analysis(struct bench *bench)
{
    bench_variable(bench);
    static const char *const names[] = { "ledger, surviving path alone", "ledger with all collisions", "order",
                                         "ledger's memory beyond the journals" };
    struct recording recording = { 0 };
    bool wanted = false;
    for (int i = 0; i < 4; i++)
        wanted |= bench_wants(bench, names[i]);
    if (!wanted)
        return;
    if (!record(&recording, 5000000)) {
        for (int i = 0; i < 4; i++)
            bench_skip(bench, names[i], "no memory for a run of 20 M updates");
        return;
    }
    if (bench_wants(bench, names[0]))
        bench_add(bench, (struct bench_row){ names[0], "M updates/s", bench_median(survivors, &recording, BENCH_ROUNDS),
                                             100, true });
    if (bench_wants(bench, names[1]))
        bench_add(bench, (struct bench_row){ names[1], "M updates/s", bench_median(ledger, &recording, BENCH_ROUNDS),
                                             50, true });
    if (bench_wants(bench, names[3]))
        bench_add(bench, (struct bench_row){ names[3], "bytes/update", ledger_bytes(&recording), 8, false });
    if (bench_wants(bench, names[2]))
        bench_add(bench,
                  (struct bench_row){ names[2], "ns/update", bench_median(order, &recording, BENCH_ROUNDS), 0, false });
    recording_close(&recording);
}

struct file {
    const char *path;
    double updates;
};

static double open_only(void *context)
{
    const struct file *file = context;
    struct recording recording;
    const uint64_t began = os_now_ns();
    if (!status_is_ok(recording_open(&recording, file->path)))
        return NAN;
    const double ms = seconds_since(began) * 1e3;
    recording_close(&recording);
    return ms;
}

static double open_whole(void *context)
{
    const struct file *file = context;
    struct recording recording;
    struct ledger built;
    struct states states;
    const uint64_t began = os_now_ns();
    if (!status_is_ok(recording_open(&recording, file->path)))
        return NAN;
    double ns = NAN;
    if (status_is_ok(recording_verify(&recording)) && status_is_ok(ledger_build(&built, &recording))) {
        if (status_is_ok(states_build(&states, &recording))) {
            ns = seconds_since(began) * 1e9 / file->updates;
            states_finish(&states);
        }
        ledger_finish(&built);
    }
    recording_close(&recording);
    return ns;
}

void bench_recording(struct bench *bench)
{
    static const char *const opening = "opening a file of 20 M updates";
    static const char *const whole = "opened, verified, with ledger and states";
    char path[] = "/tmp/raceledger-bench-XXXXXX";
    struct recording recording = { 0 };
    if (!bench_wants(bench, opening) && !bench_wants(bench, whole))
        return;
    const int made = mkstemp(path);
    if (made < 0 || !record(&recording, 5000000) || !status_is_ok(recording_save(&recording, path))) {
        bench_skip(bench, opening, "no room for 300 MB");
        bench_skip(bench, whole, "no room for 300 MB");
    } else {
        struct file file = { path, (double)experiment_updates(experiment_of(&recording)) };
        recording_close(&recording);
        recording = (struct recording){ 0 };
        if (bench_wants(bench, opening))
            bench_add(bench,
                      (struct bench_row){ opening, "ms", bench_median(open_only, &file, BENCH_ROUNDS), 50, false });
        if (bench_wants(bench, whole))
            bench_add(bench, (struct bench_row){ whole, "ns/update", bench_median(open_whole, &file, BENCH_ROUNDS), 20,
                                                 false });
    }
    recording_close(&recording);
    if (made >= 0) {
        close(made);
        unlink(path);
    }
}
