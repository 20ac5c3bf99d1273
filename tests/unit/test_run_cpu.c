// Running time by the switch records against the kernel's own account of cpu time, over the same stretch: from a worker's
// release to its last update.
//
// The two differ by rule: what it takes to switch to a thread the kernel charges to that thread, and its record comes at the
// end of it, some microseconds later each time, tens on a busy machine. What interrupts take, and a hypervisor that gives the
// cpu to others, a kernel may charge to no thread, and no switch is recorded. So a worker that is hardly switched must agree
// within 1 % and 50 µs, others within that and so much a switch; and where others use the machine, in one of many runs. Where a
// hypervisor takes the cpu away in every one (a lock that spins is what some of them wait for), what the threads were not
// charged with is held against what the kernel says was stolen meanwhile, over all the runs.
#include "support/run_truth.h"

#include "analysis/states.h"
#include "labs/balance/guard.h"
#include "labs/balance/settings.h"
#include "os/cpus.h"
#include "os/memory.h"
#include "os/taken.h"
#include "run/run.h"

#include <inttypes.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

enum {
    TRIES = 20,
    SWITCH_NS = 20000,
    STOLEN_STEP_NS = 10000000, // of each cpu's sum (os/taken.h)
};

static struct experiment prepare(enum guard_id guard, enum worker_kind workers, uint32_t count)
{
    struct settings settings;
    settings_init(&settings, &balance_settings, os_cpus_allowed()->count);
    experiment_to_change(&settings)->guard = guard;
    experiment_to_change(&settings)->workers = workers;
    experiment_to_change(&settings)->count = count;
    experiment_to_change(&settings)->iterations = guards[guard]->bytecode ? 10000 : 100000;
    const struct status status = settings_finish(&settings, os_memory_available());
    if (!status_is_ok(status))
        fail_msg("%s", status.message);
    return *settings_experiment(&settings);
}

struct account_of_cpu {
    double running_ns, cpu_ns;
    uint64_t switches;
};

static struct account_of_cpu compare(const struct recording *recording, const struct states *states, uint32_t w)
{
    const struct task *facts = &recording->tasks[w];
    struct account_of_cpu account = { .cpu_ns = (double)facts->run_cpu_ns };
    for (size_t i = 0; i < states->workers[w].span_count; i++) {
        const struct state_span *span = &states->workers[w].spans[i];
        const uint64_t from = span->from_ns > facts->released_ns ? span->from_ns : facts->released_ns;
        const uint64_t to = span->to_ns < facts->finished_ns ? span->to_ns : facts->finished_ns;
        if (span->state != STATE_RUNNING || to <= from)
            continue;
        account.running_ns += (double)(to - from);
        account.switches += from == span->from_ns;
    }
    return account;
}

// Of a run's worst worker.
struct difference {
    double beyond_ns; // what is not allowed of it; 0 or less: all agree
    double more_ns;   // the records tell so much more running time than was charged; below 0: less
};

static struct difference difference(const struct experiment *experiment, uint64_t switch_ns)
{
    const struct run_options options = { 0 };
    struct recording recording = { 0 };
    struct states states;
    char line[RUN_LINE_BYTES];
    struct difference worst = { .beyond_ns = -INFINITY };
    const struct status status = run_plan(&recording, experiment_plan(experiment), &options);
    if (!status_is_ok(status))
        fail_msg("%s: %s", run_line(experiment, line), status.message);
    assert_true(status_is_ok(states_build(&states, &recording)));
    if (!states.from_kernel) {
        states_finish(&states);
        recording_close(&recording);
        print_message("no switch records here\n");
        skip();
    }
    for (uint32_t w = 0; w < experiment->count; w++) {
        const struct account_of_cpu account = compare(&recording, &states, w);
        assert_true(account.cpu_ns > 0);
        const double allowed = account.cpu_ns * 0.01 + 50000 + (double)(account.switches * switch_ns);
        const double more = account.running_ns - account.cpu_ns;
        if (fabs(more) - allowed > worst.beyond_ns)
            worst = (struct difference){ .beyond_ns = fabs(more) - allowed, .more_ns = more };
    }
    states_finish(&states);
    recording_close(&recording);
    return worst;
}

static void agree(enum guard_id guard, enum worker_kind workers, uint32_t count, uint64_t switch_ns)
{
    const struct experiment experiment = prepare(guard, workers, count);
    const struct os_taken before = os_taken_now();
    double beyond = 0, least = INFINITY;
    char line[RUN_LINE_BYTES];
    for (int i = 0; i < TRIES; i++) {
        const struct difference one = difference(&experiment, switch_ns);
        if (one.beyond_ns <= 0)
            return;
        if (one.more_ns < 0)
            beyond = INFINITY; // more was charged than the records tell: no one takes that
        beyond += one.beyond_ns;
        least = fmin(least, one.beyond_ns);
    }
    const struct os_taken after = os_taken_now(), taken = os_taken_between(&before, &after);
    const double meanwhile =
        taken.stolen_known ? (double)taken.stolen_ns + os_cpus_allowed()->count * STOLEN_STEP_NS : 0;
    if (beyond > meanwhile)
        fail_msg("%s: %.0f ns more than allowed at best of %d runs, %.0f in all; at most %.0f were taken by others "
                 "meanwhile",
                 run_line(&experiment, line), least, TRIES, beyond, meanwhile);
    print_message("%s: %.0f ns beyond what is allowed in %d runs, of %.0f that others took\n",
                  run_line(&experiment, line), beyond, TRIES, meanwhile);
}

static void alone(void **state)
{
    (void)state;
    for (int workers = WORKERS_COUNT; workers-- > 0;)
        for (int guard = 0; guard < GUARD_COUNT; guard++)
            if (guards[guard]->workers <= 1) // else it is made for more
                agree((enum guard_id)guard, (enum worker_kind)workers, 1, 0);
}

static void together(void **state)
{
    (void)state;
    for (int workers = WORKERS_COUNT; workers-- > 0;)
        for (int guard = 0; guard < GUARD_COUNT; guard++)
            agree((enum guard_id)guard, (enum worker_kind)workers, 2, SWITCH_NS);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(alone), cmocka_unit_test(together) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
