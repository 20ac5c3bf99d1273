// The lab `workers`, run for real: all the work is done, by whom and with what result it must be; its books balance however it ends.
#include "labs/workers/workers.h"

#include "lab/program_lab.h"
#include "lab/settings.h"
#include "os/clock.h"
#include "os/cpus.h"
#include "os/signals.h"
#include "run/run.h"

#include "support/lab_runs.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

enum {
    ROUNDS = 2, // `make soak` has 100
    KILLS = 6,
};

#define PLAN(...) lab_plan(&workers_settings, (const char *const[]){ __VA_ARGS__, NULL })

static struct lab_books books_at(const struct recording *recording, uint64_t ns)
{
    struct lab_books books;
    workers_books(recording, ns, &books);
    return books;
}

// What holds of every run, at its end and at every moment of it.
static void check(const struct recording *recording)
{
    char sentence[LAB_SENTENCE_BYTES], name[LAB_OUTCOME_BYTES];
    const struct status status = recording_verify(recording);
    if (!status_is_ok(status))
        fail_msg("%s", status.message);
    for (uint64_t i = 0; i <= 20; i++) {
        const uint64_t length = recording->facts->ended_ns - recording->facts->began_ns;
        const struct lab_books books = books_at(recording, recording->facts->began_ns + length * i / 20);
        assert_true(lab_books_balance(&books));
    }
    const struct lab_books books = books_at(recording, UINT64_MAX);
    const struct workers_plan *plan = workers_plan_of(recording->plan);
    assert_int_equal(books.whole.value, plan->rounds * workers_levels(recording->plan) * plan->units);
    assert_true(lab_books_balance(&books));
    for (uint32_t t = 0; t < recording->task_count; t++)
        assert_int_equal(recording->tasks[t].notes_dropped, 0);
    assert_true(strlen(workers_sentence(recording, sentence)) > 0);
    assert_true(strlen(workers_outcome_name(recording->plan, workers_outcome(recording), name)) > 0);
}

static void run(struct recording *recording, const struct plan *plan)
{
    const struct run_options options = { 0 };
    const struct status status = run_plan(recording, plan, &options);
    if (!status_is_ok(status))
        fail_msg("%s", status.message);
    check(recording);
}

// Where units wait, a count of workers takes at least as long as its longest share of them: nobody waits for another's.
static void check_times(const struct recording *recording)
{
    const struct workers_plan *plan = workers_plan_of(recording->plan);
    const uint64_t wait_ns = plan->variant == WORKERS_WAITING ? plan->unit_ns
                             : plan->variant == WORKERS_BOTH  ? plan->unit_ns / 2
                                                              : 0;
    for (uint32_t level = 0; level < workers_levels(recording->plan); level++) {
        const uint32_t count = workers_count(recording->plan, level);
        const uint64_t time = workers_time_ns(recording, level, UINT64_MAX);
        assert_true(time > 0 && workers_speed(recording, level, UINT64_MAX) > 0);
        if (time < wait_ns * ((plan->units + count - 1) / count))
            fail_msg("%u workers took %llu ns", count, (unsigned long long)time);
    }
}

static void every_kind_does_all_the_work(void **state)
{
    (void)state;
    static const char *const kinds[] = { "threads", "processes", "gil" };
    static const char *const mosts[] = { "5", "16", "1" };
    const bool two = os_cpus_allowed()->count > 1;
    for (int round = 0; round < lab_rounds(ROUNDS); round++)
        for (int variant = 0; variant < WORKERS_VARIANTS; variant++)
            for (int kind = 0; kind < WORKERS_KINDS; kind++) {
                struct recording recording;
                const struct plan plan =
                    PLAN("variant", setting_choice_name(settings_variants(&workers_settings), variant), "workers",
                         kinds[kind], "count-most", mosts[(round + kind) % 3], "units", "17", "unit", "200us", "rounds",
                         "2", "cores", two && (round + variant) % 2 ? "2" : "1");
                run(&recording, &plan);
                assert_int_equal(recording.facts->ended, RUN_COMPLETE);
                const struct lab_books books = books_at(&recording, UINT64_MAX);
                assert_int_equal(books.parts[0].value, books.whole.value);
                check_times(&recording);
                recording_close(&recording);
            }
}

static void every_python_does_all_the_work(void **state)
{
    (void)state;
    for (uint32_t python = 0; python < WORKERS_PYTHONS; python++) {
        struct recording recording;
        const struct plan plan =
            PLAN("variant", python % 2 ? "both" : "computing", "workers", "gil", "python", workers_python_name(python),
                 "count-most", "4", "units", "8", "unit", "2ms", "rounds", "1");
        run(&recording, &plan);
        assert_int_equal(recording.facts->ended, RUN_COMPLETE);
        assert_int_equal(recording.resource_count, python == WORKERS_PYTHON_3_13T ? WORKERS_GIL : WORKERS_RESOURCES);
        const struct workers_shared *shared = program_lab_shared(&recording);
        assert_int_equal(atomic_load(&shared->gil.locked), 0);
        assert_int_equal(atomic_load(&shared->gil.waiters), 0);
        recording_close(&recording);
    }
}

static void counts_are_powers_of_two_and_the_most(void **state)
{
    (void)state;
    static const struct {
        const char *most;
        uint32_t levels, counts[WORKERS_LEVELS];
    } all[] = {
        { "1", 1, { 1 } },
        { "2", 2, { 1, 2 } },
        { "5", 4, { 1, 2, 4, 5 } },
        { "16", 5, { 1, 2, 4, 8, 16 } },
        { "24", 6, { 1, 2, 4, 8, 16, 24 } },
        { "32", 6, { 1, 2, 4, 8, 16, 32 } },
    };
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        const struct plan plan = PLAN("count-most", all[i].most);
        assert_int_equal(workers_levels(&plan), all[i].levels);
        for (uint32_t level = 0; level < all[i].levels; level++)
            assert_int_equal(workers_count(&plan, level), all[i].counts[level]);
    }
}

// What a unit comes to is told in advance without making its steps.
static void results_are_told_in_advance(void **state)
{
    (void)state;
    for (uint32_t unit = 0; unit < 5; unit++) {
        uint64_t value = workers_seed(unit);
        for (uint32_t steps = 0; steps < 300; steps++) {
            assert_int_equal(workers_result(unit, steps), workers_result_of(value));
            value = workers_step_on(value, 1);
        }
        assert_int_equal(workers_result(unit, 1000000),
                         workers_result_of(workers_step_on(workers_seed(unit), 1000000)));
    }
}

static void stopped_by_its_deadline(void **state)
{
    (void)state;
    static const char *const kinds[] = { "threads", "processes", "gil" };
    for (int i = 0; i < 6; i++) {
        struct recording recording;
        const struct plan plan = PLAN("variant", i % 2 ? "both" : "computing", "workers", kinds[i % 3], "units", "128",
                                      "unit", "10ms", "deadline", "30ms");
        run(&recording, &plan);
        assert_int_equal(recording.facts->ended, RUN_DEADLINE);
        const struct lab_books books = books_at(&recording, UINT64_MAX);
        assert_true(books.parts[2].value > 0);
        recording_close(&recording);
    }
}

static void killed_from_outside(void **state)
{
    (void)state;
    for (int i = 0; i < KILLS; i++) {
        struct recording recording;
        const struct plan plan =
            PLAN("variant", "both", "workers", i % 2 ? "processes" : "threads", "unit", "500us", "deadline", "5s");
        const pid_t supervisor = getpid();
        const pid_t killer = fork();
        assert_true(killer >= 0);
        if (killer == 0) {
            char command[200];
            os_sleep_until_ns(os_now_ns() + (uint64_t)(i + 1) * 5000000);
            snprintf(command, sizeof command,
                     "main=$(pgrep -P %d | grep -vx %d | head -1); [ -n \"$main\" ] && "
                     "{ [ %d -lt 3 ] && kill -9 $main || pkill -9 -P $main; }",
                     (int)supervisor, (int)getpid(), i);
            execl("/bin/sh", "sh", "-c", command, (char *)NULL);
            _exit(127);
        }
        run(&recording, &plan);
        recording_close(&recording);
        waitpid(killer, NULL, 0);
    }
}

static void a_saved_run_is_the_same(void **state)
{
    (void)state;
    char folder[] = "/tmp/raceledger-test-XXXXXX", path[64];
    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/run.rl", folder);
    struct recording recording, read;
    const struct plan plan = PLAN("variant", "waiting", "units", "8", "unit", "200us", "rounds", "1");
    run(&recording, &plan);
    assert_true(status_is_ok(recording_save(&recording, path)));
    assert_true(status_is_ok(recording_read(&read, path)));
    check(&read);
    for (uint32_t level = 0; level < workers_levels(&plan); level++)
        assert_int_equal(workers_time_ns(&recording, level, UINT64_MAX), workers_time_ns(&read, level, UINT64_MAX));
    recording_close(&read);
    recording_close(&recording);
    unlink(path);
    rmdir(folder);
}

static void assert_refused(const struct recording *recording)
{
    const struct status status = recording_verify(recording);
    assert_int_equal(status.kind, STATUS_BAD_FILE);
    assert_non_null(strstr(status.message, "workers"));
}

static void what_was_shared_is_checked(void **state)
{
    (void)state;
    struct recording recording;
    const struct plan plan = PLAN("count-most", "2", "units", "4", "unit", "100us", "rounds", "1");
    run(&recording, &plan);
    struct workers_shared *shared = (struct workers_shared *)(uintptr_t)program_lab_shared(&recording);
    struct workers_phase *phase = &shared->phases[0][1];
    struct workers_unit *unit = &phase->units[3];
    const struct workers_unit right = *unit;
    const struct workers_unit wrong[] = {
        { right.begun_ns, right.done_ns, 1, right.result },                            // another's turn
        { right.begun_ns, right.done_ns, right.worker, right.result + 2 },             // comes to something else
        { right.begun_ns, right.begun_ns - 1, right.worker, right.result },            // done before it was begun
        { phase->begun_ns - 1, right.done_ns, right.worker, right.result },            // begun before its count's turn
        { right.begun_ns, recording.facts->ended_ns + 1, right.worker, right.result }, // done after the run
        { 0, right.done_ns, right.worker, right.result },                              // done, never begun
        { right.begun_ns, right.done_ns, 0, right.result },                            // by nobody
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        *unit = wrong[i];
        assert_refused(&recording);
    }
    *unit = right;
    phase->units[4] = right; // there are four
    assert_refused(&recording);
    phase->units[4] = (struct workers_unit){ 0 };
    shared->phases[1][0].begun_ns = right.begun_ns; // there is one round
    assert_refused(&recording);
    shared->phases[1][0].begun_ns = 0;
    shared->steps++;
    assert_refused(&recording);
    shared->steps--;
    assert_true(status_is_ok(recording_verify(&recording)));
    // A unit that came to something else is in no part of the books.
    unit->result += 2;
    const struct lab_books books = books_at(&recording, UINT64_MAX);
    assert_false(lab_books_balance(&books));
    recording_close(&recording);
}

int main(void)
{
    if (!status_is_ok(os_signals_init()))
        return 1;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_kind_does_all_the_work),
        cmocka_unit_test(every_python_does_all_the_work),
        cmocka_unit_test(counts_are_powers_of_two_and_the_most),
        cmocka_unit_test(results_are_told_in_advance),
        cmocka_unit_test(stopped_by_its_deadline),
        cmocka_unit_test(killed_from_outside),
        cmocka_unit_test(a_saved_run_is_the_same),
        cmocka_unit_test(what_was_shared_is_checked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
