// Every guard with threads, processes and private memory, from one worker to the most there can be, on one cpu and
// on two: what must hold in every run holds.
//
// A run with nothing to protect it may lose updates or not; that it does lose some is asked for over many tries
// only.
#include "support/run_truth.h"

#include "lab/common_settings.h"
#include "labs/balance/guard.h"
#include "labs/balance/ledger.h"
#include "labs/balance/settings.h"
#include "os/cpus.h"
#include "os/memory.h"
#include "run/run.h"

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

#if defined(__SANITIZE_THREAD__) || defined(__SANITIZE_ADDRESS__)
#define SLOW 1
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer) || __has_feature(address_sanitizer)
#define SLOW 1
#endif
#endif
#ifndef SLOW
#define SLOW 0
#endif

static const uint32_t worker_counts[] = { 1, 2, 3, 8, 63 };

struct flavour {
    enum guard_id guard;
    enum python_version python;
};

static const struct flavour flavours[] = {
    { GUARD_NONE, PYTHON_3_12 },     { GUARD_MUTEX, PYTHON_3_12 },     { GUARD_SPIN, PYTHON_3_12 },
    { GUARD_ATOMIC, PYTHON_3_12 },   { GUARD_GIL, PYTHON_3_9 },        { GUARD_GIL, PYTHON_3_12 },
    { GUARD_GIL_MUTEX, PYTHON_3_9 }, { GUARD_GIL_MUTEX, PYTHON_3_12 }, { GUARD_GIL, PYTHON_2_7 },
    { GUARD_GIL_MUTEX, PYTHON_2_7 }, { GUARD_GIL, PYTHON_3_13T },      { GUARD_GIL_MUTEX, PYTHON_3_13T },
};

// The experiment of a test, with everything that settings_finish fills in.
static struct experiment prepare(struct flavour flavour, enum worker_kind workers, enum memory_kind memory,
                                 uint32_t count, uint32_t cores, uint64_t iterations)
{
    struct settings settings;
    settings_init(&settings, &balance_settings, os_cpus_allowed()->count);
    struct experiment *experiment = experiment_to_change(&settings);
    experiment->guard = flavour.guard;
    experiment->python = flavour.python;
    experiment->workers = workers;
    experiment->memory = memory;
    experiment->count = count;
    experiment->cores = cores;
    experiment->iterations = iterations;
    experiment->switch_interval_ns = 200000;
    experiment->bytecode_cost_ns = 0;
    const struct status status = settings_finish(&settings, os_memory_available());
    if (!status_is_ok(status))
        fail_msg("%s", status.message);
    return *settings_experiment(&settings);
}

// Runs it and holds it against the slow truth and the ledger. Returns how many updates were lost.
static uint64_t run_and_check(const struct experiment *experiment, bool *kernel_records)
{
    char line[RUN_LINE_BYTES];
    const struct run_options options = { 0 };
    struct recording recording = { 0 };
    struct run_truth truth;
    struct ledger ledger;
    struct status status = run_plan(&recording, experiment_plan(experiment), &options);
    if (!status_is_ok(status))
        fail_msg("%s: %s", run_line(experiment, line), status.message);
    if (recording.facts->ended != RUN_COMPLETE)
        fail_msg("%s: ended %" PRIu32 ", not complete", run_line(experiment, line), recording.facts->ended);
    if (!run_truth_of(&truth, &recording))
        fail_msg("%s: %s", run_line(experiment, line), truth.wrong);
    status = ledger_build(&ledger, &recording);
    if (!status_is_ok(status))
        fail_msg("%s: the ledger: %s", run_line(experiment, line), status.message);
    if (!ledger.books_balance || ledger.updates != truth.updates || ledger.survived != truth.survived ||
        ledger.final != truth.final || ledger.expected != truth.expected || ledger.lost_net != truth.lost_net)
        fail_msg("%s: the ledger has %" PRIu64 " of %" PRIu64 " surviving, final %" PRId64 ", expected %" PRId64
                 ", lost %" PRId64 "; walking by hand %" PRIu64 " of %" PRIu64 ", %" PRId64 ", %" PRId64 ", %" PRId64,
                 run_line(experiment, line), ledger.survived, ledger.updates, ledger.final, ledger.expected,
                 ledger.lost_net, truth.survived, truth.updates, truth.final, truth.expected, truth.lost_net);
    if (kernel_records)
        *kernel_records = truth.kernel_records;
    if (!truth.kernel_records)
        printf("skipped: kernel records: %s\n", recording.facts->states_reason);
    ledger_finish(&ledger);
    recording_close(&recording);
    return truth.updates - truth.survived;
}

// ---- the matrix -----------------------------------------------------------------------------------------------------

// Enough iterations for workers to meet, in all about the same work however many there are.
static uint64_t iterations_for(struct flavour flavour, uint32_t count)
{
    const uint64_t whole = guards[flavour.guard]->bytecode ? 24000 : 100000;
    return (SLOW ? whole / 10 : whole) / count + 5;
}

static void run_all(enum worker_kind workers, enum memory_kind memory)
{
    const uint32_t cores = os_cpus_allowed()->count < 2 ? 1 : 2;
    if (cores < 2)
        printf("skipped: runs on two cpus: there is one\n");
    for (size_t f = 0; f < COUNT(flavours); f++) {
        for (size_t c = 0; c < COUNT(worker_counts); c++) {
            for (uint32_t on = 1; on <= cores; on++) {
                struct experiment experiment = prepare(flavours[f], workers, memory, worker_counts[c], on,
                                                       iterations_for(flavours[f], worker_counts[c]));
                experiment.timing = (uint32_t)((f + c + on) % TIMING_COUNT);
                run_and_check(&experiment, NULL);
            }
        }
    }
}

static void threads_hold(void **state)
{
    (void)state;
    run_all(WORKERS_THREADS, MEMORY_SHARED);
}

static void processes_hold(void **state)
{
    (void)state;
    run_all(WORKERS_PROCESSES, MEMORY_SHARED);
}

static void private_memory_holds(void **state)
{
    (void)state;
    run_all(WORKERS_PROCESSES, MEMORY_PRIVATE);
}

static void every_timing_holds(void **state)
{
    (void)state;
    for (size_t f = 0; f < COUNT(flavours); f++) {
        for (uint32_t timing = 0; timing < TIMING_COUNT; timing++) {
            for (uint32_t workers = 0; workers < WORKERS_COUNT; workers++) {
                struct experiment experiment =
                    prepare(flavours[f], (enum worker_kind)workers, MEMORY_SHARED, 2,
                            (uint32_t)os_cpus_allowed()->count, iterations_for(flavours[f], 4) + 31);
                experiment.timing = timing;
                run_and_check(&experiment, NULL);
            }
        }
    }
}

// One iteration, and each number around the length of a pass between two looks at the stop flag.
static void short_runs_hold(void **state)
{
    (void)state;
    static const uint64_t lengths[] = { 1, 2, 31, 32, 33, 63, 64, 65 };
    for (size_t f = 0; f < COUNT(flavours); f++) {
        for (size_t i = 0; i < COUNT(lengths); i++) {
            struct experiment experiment = prepare(flavours[f], WORKERS_THREADS, MEMORY_SHARED, 2, 1, lengths[i]);
            experiment.timing = (uint32_t)(i % TIMING_COUNT);
            run_and_check(&experiment, NULL);
        }
    }
}

static void a_lone_worker_loses_nothing(void **state)
{
    (void)state;
    for (size_t f = 0; f < COUNT(flavours); f++) {
        const struct experiment experiment = prepare(flavours[f], WORKERS_THREADS, MEMORY_SHARED, 1, 1, 3000);
        const uint64_t lost = run_and_check(&experiment, NULL);
        if (lost)
            fail_msg("%s: a lone worker lost %" PRIu64, guards[flavours[f].guard]->name, lost);
    }
}

static void the_kernel_s_records_can_be_left_out(void **state)
{
    (void)state;
    const struct experiment experiment = prepare(flavours[1], WORKERS_THREADS, MEMORY_SHARED, 2, 1, 1000);
    const struct run_options options = { .no_kernel_records = true };
    struct recording recording = { 0 };
    struct run_truth truth;
    const struct status status = run_plan(&recording, experiment_plan(&experiment), &options);
    if (!status_is_ok(status) || !run_truth_of(&truth, &recording))
        fail_msg("%s%s", status.message, status_is_ok(status) ? truth.wrong : "");
    assert_int_equal(recording.facts->states_source, STATES_PROGRAM);
    assert_string_equal(recording.facts->states_reason, "switch records were not asked for");
    assert_int_equal(recording.switch_count, 0);
    recording_close(&recording);
}

// ---- progress -------------------------------------------------------------------------------------------------------

struct told {
    uint64_t calls, made, all, elapsed_ns;
    bool backwards;
};

static void note_progress(void *context, uint64_t made, uint64_t all, uint64_t elapsed_ns)
{
    struct told *told = context;
    told->backwards |=
        made < told->made || made > all || elapsed_ns < told->elapsed_ns || (told->calls && all != told->all);
    told->calls++;
    told->made = made;
    told->all = all;
    told->elapsed_ns = elapsed_ns;
}

static void progress_is_told(void **state)
{
    (void)state;
    struct told told = { 0 };
    struct experiment experiment = prepare(flavours[5], WORKERS_THREADS, MEMORY_SHARED, 2, 1, 2000);
    experiment.bytecode_cost_ns = 8000; // 17 bytecodes an iteration: some 0.55 s
    const struct run_options options = { .progress = note_progress, .context = &told };
    struct recording recording = { 0 };
    const struct status status = run_plan(&recording, experiment_plan(&experiment), &options);
    if (!status_is_ok(status))
        fail_msg("%s", status.message);
    const uint64_t wall_ms = (recording.facts->ended_ns - recording.facts->began_ns) / 1000000;
    if (told.backwards || told.calls < 3 || told.all != 8000 || told.made == 0 || told.calls > wall_ms / 100 + 2)
        fail_msg("%" PRIu64 " calls in %" PRIu64 " ms, %" PRIu64 " of %" PRIu64 " made, %s", told.calls, wall_ms,
                 told.made, told.all, told.backwards ? "backwards" : "forwards");
    recording_close(&recording);
}

// ---- races ----------------------------------------------------------------------------------------------------------

// Runs until an update is lost, ever longer. Returns how many runs it took, 0 when none of them lost any.
static int tries_until_lost(struct flavour flavour, enum worker_kind workers, uint32_t cores, int tries)
{
    uint64_t iterations = 2000;
    for (int i = 1; i <= tries; i++) {
        struct experiment experiment = prepare(flavour, workers, MEMORY_SHARED, 2, cores, iterations);
        experiment.timing = TIMING_OFF;
        experiment.switch_interval_ns = 50000;
        if (run_and_check(&experiment, NULL) > 0)
            return i;
        iterations = iterations < 200000 ? iterations * 5 / 4 : iterations;
    }
    return 0;
}

static void no_guard_loses_updates(void **state)
{
    (void)state;
    if (os_cpus_allowed()->count < 2) {
        printf("skipped: one cpu: nobody comes between load and store but by a rare preemption\n");
        skip();
    }
    for (uint32_t workers = 0; workers < WORKERS_COUNT; workers++)
        if (!tries_until_lost(flavours[0], (enum worker_kind)workers, 2, 50))
            fail_msg("%s without a guard lost nothing in 50 runs", worker_kind_name((enum worker_kind)workers));
}

// Under a GIL one cpu is enough: the interpreter itself switches inside the update.
static void gil_3_9_loses_updates(void **state)
{
    (void)state;
    const struct flavour gil_3_9 = { GUARD_GIL, PYTHON_3_9 };
    for (uint32_t workers = 0; workers < WORKERS_COUNT; workers++)
        if (!tries_until_lost(gil_3_9, (enum worker_kind)workers, 1, 50))
            fail_msg("%s under the GIL of 3.9 lost nothing in 50 runs", worker_kind_name((enum worker_kind)workers));
}

// The same program at the same pace, until there have been switches enough to mean something.
static void gil_3_12_never_loses(void **state)
{
    (void)state;
    const struct flavour gil_3_12 = { GUARD_GIL, PYTHON_3_12 };
    uint64_t switches = 0;
    for (int i = 0; i < 100 && (i < 4 || switches < 40); i++) {
        struct experiment experiment =
            prepare(gil_3_12, i % 2 ? WORKERS_PROCESSES : WORKERS_THREADS, MEMORY_SHARED, 2, 1, SLOW ? 10000 : 50000);
        experiment.switch_interval_ns = 50000;
        const struct run_options options = { 0 };
        struct recording recording = { 0 };
        struct run_truth truth;
        const struct status status = run_plan(&recording, experiment_plan(&experiment), &options);
        if (!status_is_ok(status) || !run_truth_of(&truth, &recording) || truth.survived != truth.updates)
            fail_msg("%s%s", status.message, status_is_ok(status) ? truth.wrong : "");
        for (uint32_t w = 0; w < 2; w++)
            switches += recording_use(&recording, w, 0).switches;
        recording_close(&recording);
    }
    if (switches == 0)
        fail_msg("only %" PRIu64 " switches: this says nothing", switches);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(processes_hold), // first: forking is for a program that has had no threads yet
        cmocka_unit_test(private_memory_holds),
        cmocka_unit_test(threads_hold),
        cmocka_unit_test(every_timing_holds),
        cmocka_unit_test(short_runs_hold),
        cmocka_unit_test(a_lone_worker_loses_nothing),
        cmocka_unit_test(the_kernel_s_records_can_be_left_out),
        cmocka_unit_test(progress_is_told),
        cmocka_unit_test(no_guard_loses_updates),
        cmocka_unit_test(gil_3_9_loses_updates),
        cmocka_unit_test(gil_3_12_never_loses),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
