// The starting line, in real runs: who waits there does not run, all leave together, and nobody is waited for for ever.
#include "support/run_truth.h"

#include "analysis/states.h"
#include "lab/common_settings.h"
#include "labs/balance/settings.h"
#include "os/clock.h"
#include "os/cpus.h"
#include "os/memory.h"
#include "os/worker.h"
#include "run/line.h"
#include "run/run.h"

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define US UINT64_C(1000)
#define MS UINT64_C(1000000)

static struct experiment prepare(enum worker_kind workers, uint32_t count, int cores)
{
    struct settings settings;
    settings_init(&settings, &balance_settings, cores);
    experiment_to_change(&settings)->workers = workers;
    experiment_to_change(&settings)->count = count;
    experiment_to_change(&settings)->iterations = 1000;
    const struct status status = settings_finish(&settings, os_memory_available());
    if (!status_is_ok(status))
        fail_msg("%s", status.message);
    return *settings_experiment(&settings);
}

// What is looked at in one run.
struct look {
    uint64_t spread_ns;  // between the first and the last worker's release
    uint64_t waiting_ns; // of the worker that was there first, from its first instruction to the moment to go
    uint64_t running_ns; // of that: on a cpu
    bool known;          // the kernel gave its records
};

static void look_at(struct look *look, const struct recording *recording)
{
    struct states states;
    const struct task *first = &recording->tasks[0];
    uint64_t low = UINT64_MAX, high = 0;
    for (uint32_t w = 0; w < experiment_of(recording)->count; w++) {
        const struct task *worker = &recording->tasks[w];
        low = worker->released_ns < low ? worker->released_ns : low;
        high = worker->released_ns > high ? worker->released_ns : high;
        first = worker->entered_ns < first->entered_ns ? worker : first;
    }
    assert_true(low >= recording->facts->released_ns);
    assert_true(status_is_ok(states_build(&states, recording)));
    *look = (struct look){ .spread_ns = high - low, .known = states.from_kernel };
    const struct worker_states *worker = &states.workers[first - recording->tasks];
    look->waiting_ns = recording->facts->released_ns - first->entered_ns;
    for (size_t i = 0; i < worker->span_count; i++) {
        const struct state_span *span = &worker->spans[i];
        const uint64_t from = span->from_ns > first->entered_ns ? span->from_ns : first->entered_ns;
        const uint64_t to = span->to_ns < recording->facts->released_ns ? span->to_ns : recording->facts->released_ns;
        if (span->state == STATE_RUNNING && to > from)
            look->running_ns += to - from;
    }
    states_finish(&states);
}

static void run_once(struct look *look, const struct experiment *experiment)
{
    const struct run_options options = { 0 };
    struct recording recording = { 0 };
    struct run_truth truth;
    char line[RUN_LINE_BYTES];
    const struct status status = run_plan(&recording, experiment_plan(experiment), &options);
    if (!status_is_ok(status))
        fail_msg("%s: %s", run_line(experiment, line), status.message);
    if (!run_truth_of(&truth, &recording))
        fail_msg("%s: %s", run_line(experiment, line), truth.wrong);
    assert_int_equal(recording.facts->ended, RUN_COMPLETE);
    assert_true(recording.facts->called_ns >= recording.facts->began_ns);
    look_at(look, &recording);
    recording_close(&recording);
}

enum {
#if defined(__SANITIZE_THREAD__) || defined(__SANITIZE_ADDRESS__)
    TOGETHER_NS = 200000,
#else
    TOGETHER_NS = 2000,
#endif
    TRIES = 200
};

// On a machine that others use any one start may be spoilt; that all of many are is no chance.
static void start_together(enum worker_kind workers)
{
    const int cpus = os_cpus_allowed()->count;
    if (cpus < 2) {
        print_message("one cpu: nobody can start beside another\n");
        skip();
    }
    const struct experiment experiment = prepare(workers, 2, 2);
    uint64_t best = UINT64_MAX;
    for (int i = 0; i < TRIES && best > TOGETHER_NS; i++) {
        struct look look;
        run_once(&look, &experiment);
        best = look.spread_ns < best ? look.spread_ns : best;
    }
    if (best > TOGETHER_NS)
        fail_msg("%s: at best %" PRIu64 " ns apart", worker_kind_name(workers), best);
}

static void processes_leave_together(void **state)
{
    (void)state;
    start_together(WORKERS_PROCESSES);
}

static void threads_leave_together(void **state)
{
    (void)state;
    start_together(WORKERS_THREADS);
}

// Whoever is there first waits for eleven others, on a busy machine for long: asleep. It spins at most a while each time it is
// called, and it is called once for each that comes late.
static void waiting_is_not_running(void **state)
{
    (void)state;
    const struct experiment experiment = prepare(WORKERS_THREADS, 12, os_cpus_allowed()->count);
    for (int i = 0; i < 20; i++) {
        struct look look;
        run_once(&look, &experiment);
        if (!look.known) {
            print_message("no switch records here\n");
            skip();
        }
        if (look.running_ns > 5 * MS)
            fail_msg("on a cpu for %" PRIu64 " of %" PRIu64 " us at the starting line", look.running_ns / US,
                     look.waiting_ns / US);
    }
}

static void many_start_on_few_cpus(void **state)
{
    (void)state;
    for (int cores = 1; cores <= 2; cores++) {
        for (int workers = WORKERS_COUNT; workers-- > 0;) {
            struct experiment experiment = prepare((enum worker_kind)workers, WORKERS_MAX, cores);
            experiment.iterations = 100;
            struct look look;
            const uint64_t began = os_now_ns();
            run_once(&look, &experiment);
            if (os_now_ns() - began > 10000 * MS)
                fail_msg("%u workers on %d cpus took %" PRIu64 " ms", WORKERS_MAX, cores, (os_now_ns() - began) / MS);
        }
    }
}

// ---- the line alone -------------------------------------------------------------------------------------------------

struct walker {
    struct run_line *line;
    _Atomic uint32_t *stop;
    uint64_t delay_ns;
    bool left;
    struct run_start start;
};

static void walk(void *argument)
{
    struct walker *walker = argument;
    if (walker->delay_ns)
        os_sleep_until_ns(os_now_ns() + walker->delay_ns);
    walker->left = run_line_await(walker->line, walker->stop, &walker->start);
}

static void start_walkers(struct walker *walkers, struct os_worker *handles, uint32_t count)
{
    const struct os_cpus *cpus = os_cpus_allowed();
    for (uint32_t i = 0; i < count; i++) {
        const struct status status =
            os_worker_start(&handles[i], OS_WORKER_THREAD, cpus->ids, cpus->count, walk, &walkers[i]);
        if (!status_is_ok(status))
            fail_msg("%s", status.message);
    }
}

// The last comes late: the others neither leave before it nor burn a cpu.
static void the_last_is_waited_for_asleep(void **state)
{
    (void)state;
    static struct run_line line;
    static _Atomic uint32_t stop;
    struct walker walkers[3] = { { &line, &stop, 0, false, { 0, 0 } },
                                 { &line, &stop, 0, false, { 0, 0 } },
                                 { &line, &stop, 100 * MS, false, { 0, 0 } } };
    struct os_worker handles[3] = { 0 };
    line = (struct run_line){ .count = 3, .abreast = 1, .ticks_per_ns = os_ticks_per_ns() };
    const uint64_t began = os_now_ns();
    start_walkers(walkers, handles, 3);
    for (int i = 0; i < 3; i++) {
        os_worker_join(&handles[i]);
        assert_true(walkers[i].left);
        assert_true(walkers[i].start.released_ns - began >= 100 * MS);
        assert_in_range(walkers[i].start.cpu_ns, 1, 20 * MS);
    }
    uint64_t ago_ns;
    assert_true(run_line_released(&line, &ago_ns));
}

// One never comes: who is asked to stop leaves, and has not started.
static void a_stop_empties_the_line(void **state)
{
    (void)state;
    static struct run_line line;
    static _Atomic uint32_t stop;
    struct walker walkers[2] = { { &line, &stop, 0, true, { 0, 0 } }, { &line, &stop, 0, true, { 0, 0 } } };
    struct os_worker handles[2] = { 0 };
    uint64_t ago_ns;
    line = (struct run_line){ .count = 3, .abreast = 2, .ticks_per_ns = os_ticks_per_ns() };
    start_walkers(walkers, handles, 2);
    os_sleep_until_ns(os_now_ns() + 20 * MS);
    assert_false(run_line_released(&line, &ago_ns));
    atomic_store(&stop, 1);
    run_line_call(&line);
    const uint64_t asked = os_now_ns();
    for (int i = 0; i < 2; i++) {
        os_worker_join(&handles[i]);
        assert_false(walkers[i].left);
    }
    assert_true(os_now_ns() - asked < 5000 * MS);
    assert_false(run_line_released(&line, &ago_ns));
}

// All came, but one is off its cpu for good: the others go without it.
static void nobody_waits_for_one_that_cannot_run(void **state)
{
    (void)state;
    static struct run_line line;
    static _Atomic uint32_t stop;
    struct walker walkers[2] = { { &line, &stop, 0, false, { 0, 0 } }, { &line, &stop, 0, false, { 0, 0 } } };
    struct os_worker handles[2] = { 0 };
    line = (struct run_line){ .count = 2, .abreast = 3, .ticks_per_ns = os_ticks_per_ns() }; // a third is never there
    const uint64_t began = os_now_ns();
    start_walkers(walkers, handles, 2);
    for (int i = 0; i < 2; i++) {
        os_worker_join(&handles[i]);
        assert_true(walkers[i].left);
        assert_true(walkers[i].start.cpu_ns < 100 * MS);
    }
    assert_true(os_now_ns() - began < 10000 * MS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(processes_leave_together), // first: forking is for a program that has had no threads yet
        cmocka_unit_test(many_start_on_few_cpus),   cmocka_unit_test(threads_leave_together),
        cmocka_unit_test(waiting_is_not_running),   cmocka_unit_test(the_last_is_waited_for_asleep),
        cmocka_unit_test(a_stop_empties_the_line),  cmocka_unit_test(nobody_waits_for_one_that_cannot_run),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
