// The lab `cost`, run for real: what is asked for is measured, its figures are in order, its books balance however it ends.
#include "labs/cost/cost.h"

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

#define MIB (UINT64_C(1) << 20)

enum {
    ROUNDS = 3, // `make soak` has 100
    KILLS = 8,
};

#define PLAN(...) lab_plan(&cost_settings, (const char *const[]){ __VA_ARGS__, NULL })

static struct lab_books books_at(const struct recording *recording, uint64_t ns)
{
    struct lab_books books;
    cost_books(recording, ns, &books);
    return books;
}

// Each percentile is no less than the one before it, and every measurement took some time.
static void check_figures(const struct recording *recording)
{
    static const uint32_t percents[] = { 0, 1, 10, 50, 90, 99, 100 };
    struct cost_spread spread;
    for (uint32_t row = 0; row < COST_ROWS; row++)
        for (int span = 0; span < COST_SPANS && cost_has_row(recording->plan, row); span++) {
            uint64_t last = 0;
            cost_spread_of(recording, row, (enum cost_span)span, UINT64_MAX, &spread);
            for (size_t i = 0; i < sizeof percents / sizeof *percents; i++) {
                const uint64_t value = cost_percentile(&spread, percents[i]);
                if (value < last)
                    fail_msg("%u %%: %llu ns, but %llu before it", percents[i], (unsigned long long)value,
                             (unsigned long long)last);
                last = value;
            }
            if (spread.count > 0 && span == COST_WHOLE)
                assert_true(spread.sorted[0] > 0);
        }
}

// What holds of every run, at its end and at every moment of it.
static void check(const struct recording *recording)
{
    const struct status status = recording_verify(recording);
    char sentence[LAB_SENTENCE_BYTES], name[LAB_OUTCOME_BYTES];
    if (!status_is_ok(status))
        fail_msg("%s", status.message);
    for (uint64_t i = 0; i <= 20; i++) {
        const uint64_t length = recording->facts->ended_ns - recording->facts->began_ns;
        const struct lab_books books = books_at(recording, recording->facts->began_ns + length * i / 20);
        assert_true(lab_books_balance(&books));
    }
    const struct lab_books books = books_at(recording, UINT64_MAX);
    const uint64_t repetitions = cost_plan_of(recording->plan)->repetitions;
    assert_int_equal(books.whole.value, cost_has_row(recording->plan, COST_OF_PROCESS) ? 2 * repetitions : repetitions);
    assert_true(lab_books_balance(&books));
    for (uint32_t t = 0; t < recording->task_count; t++)
        assert_int_equal(recording->tasks[t].notes_dropped, 0);
    assert_true(strlen(cost_sentence(recording, sentence)) > 0);
    assert_true(strlen(cost_outcome_name(recording->plan, cost_outcome(recording), name)) > 0);
    check_figures(recording);
}

static void run(struct recording *recording, const struct plan *plan)
{
    const struct run_options options = { 0 };
    const struct status status = run_plan(recording, plan, &options);
    if (!status_is_ok(status))
        fail_msg("%s", status.message);
    check(recording);
}

// So often as was asked for, each a thread or process of its own; the first few are the tasks of the recording.
static void what_is_asked_for_is_measured(void **state)
{
    (void)state;
    static const char *const repetitions[] = { "1", "9", "37" };
    const bool two = os_cpus_allowed()->count > 1;
    for (int round = 0; round < lab_rounds(ROUNDS); round++)
        for (int variant = 0; variant < COST_PROCESS_1024 + 2; variant++) {
            const char *name = setting_choice_name(settings_variants(&cost_settings), variant);
            struct recording recording;
            if (variant == COST_PROCESS_1024 || (variant == COST_PROCESS_128 && round > 0))
                continue; // too slow for every round
            const struct plan plan = PLAN("variant", name, "repetitions", repetitions[round % 3], "cores",
                                          two && round % 2 ? "2" : "1", "deadline", "1m");
            run(&recording, &plan);
            assert_int_equal(recording.facts->ended, RUN_COMPLETE);
            const struct lab_books books = books_at(&recording, UINT64_MAX);
            assert_int_equal(books.parts[0].value, books.whole.value);
            assert_int_equal(recording.task_count, variant == COST_THREAD      ? 1 + COST_SHOWN
                                                   : variant == COST_HAND_OVER ? 1 + COST_ROWS
                                                                               : 1 + COST_ROWS * COST_SHOWN);
            const struct cost_shared *shared = program_lab_shared(&recording);
            assert_int_equal(shared->touched_bytes, cost_touched_mib((uint32_t)variant) * MIB);
            recording_close(&recording);
        }
}

// Whether a task has said that it waits there and has not got it yet, after so many of its notes.
static bool waits_after(const struct recording *recording, uint32_t task, uint64_t notes, uint8_t pipe)
{
    bool waits = false;
    for (uint64_t i = 0; i < notes; i++) {
        const struct note *note = &recording->notes[task][i];
        if (note->kind == NOTE_WAITS)
            waits = note->resource == pipe;
        else if ((note->kind == NOTE_TOOK || note->kind == NOTE_ACQUIRED) && note->resource == pipe)
            waits = false;
    }
    return waits;
}

// In the trips that are measured nothing is noted, and yet it is known at which pipe a partner is blocked, and the main task.
static void who_waits_in_a_measured_trip_has_said_so(void **state)
{
    (void)state;
    struct recording recording;
    const struct plan plan = PLAN("variant", "hand-over", "repetitions", "30", "deadline", "1m");
    run(&recording, &plan);
    const struct cost_shared *shared = program_lab_shared(&recording);
    for (uint32_t row = 0; row < COST_ROWS; row++) {
        const bool thread = row == COST_OF_THREAD;
        const uint32_t task = thread ? 2 : 1;
        assert_int_equal(recording.tasks[task].kind, thread ? TASK_THREAD : TASK_PROCESS);
        for (uint32_t trip = 0; trip < 30; trip++) {
            const struct cost_sample *sample = &shared->samples[row][trip];
            const uint64_t there = program_lab_notes_until(&recording, task, sample->entered_ns),
                           back = program_lab_notes_until(&recording, 0, sample->entered_ns);
            assert_true(waits_after(&recording, task, there, thread ? COST_TO_THREAD : COST_TO_PROCESS));
            assert_true(waits_after(&recording, 0, back, thread ? COST_FROM_THREAD : COST_FROM_PROCESS));
        }
    }
    recording_close(&recording);
}

static void the_usual_plan_follows_the_variant(void **state)
{
    (void)state;
    struct plan plan = PLAN("variant", "thread");
    assert_int_equal(cost_plan_of(&plan)->repetitions, 500);
    plan = PLAN("variant", "hand-over");
    assert_int_equal(cost_plan_of(&plan)->repetitions, COST_REPETITIONS_MAX);
    assert_int_equal(plan.cores, 1);
    plan = PLAN("variant", "hand-over", "cores", "1", "repetitions", "3");
    assert_int_equal(cost_plan_of(&plan)->repetitions, 3);
    plan = PLAN("variant", "process-1024");
    assert_int_equal(cost_plan_of(&plan)->repetitions, 20);
}

// Memory that is not there is refused before the run, in one line.
static void memory_that_is_not_there(void **state)
{
    (void)state;
    struct settings settings;
    settings_init(&settings, &cost_settings, os_cpus_allowed()->count);
    assert_true(status_is_ok(settings_set(&settings, "variant", "process-1024")));
    const struct status status = settings_finish(&settings, 1000 * MIB);
    assert_int_equal(status.kind, STATUS_USAGE);
    assert_string_equal(status.message,
                        "--variant process-1024: touches 1.00 GiB of memory, must be within the 1000 MiB at hand");
    assert_true(status_is_ok(settings_finish(&settings, 1024 * MIB)));
}

// Stopped in the middle, what is done stands.
static void stopped_by_its_deadline(void **state)
{
    (void)state;
    static const char *const variants[] = { "thread", "process", "hand-over", "process-128" };
    for (size_t i = 0; i < sizeof variants / sizeof *variants; i++) {
        struct recording recording;
        const struct plan plan = PLAN("variant", variants[i], "repetitions", "1000", "deadline", "6ms");
        run(&recording, &plan);
        const struct lab_books books = books_at(&recording, UINT64_MAX);
        if (recording.facts->ended == RUN_DEADLINE)
            assert_true(books.parts[0].value < books.whole.value);
        recording_close(&recording);
    }
}

static void killed_from_outside(void **state)
{
    (void)state;
    for (int i = 0; i < KILLS; i++) {
        struct recording recording;
        const struct plan plan =
            PLAN("variant", i % 2 ? "process" : "hand-over", "repetitions", "1000", "deadline", "2s");
        const pid_t supervisor = getpid();
        const pid_t killer = fork();
        assert_true(killer >= 0);
        if (killer == 0) {
            char command[160];
            os_sleep_until_ns(os_now_ns() + (uint64_t)(i + 1) * 3000000);
            snprintf(
                command, sizeof command,
                "main=$(pgrep -P %d | grep -vx %d | head -1); [ -n \"$main\" ] && { [ %d -lt 4 ] && kill -9 $main || "
                "pkill -9 -P $main; }",
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
    const struct plan plan = PLAN("variant", "process", "repetitions", "12");
    run(&recording, &plan);
    assert_true(status_is_ok(recording_save(&recording, path)));
    assert_true(status_is_ok(recording_read(&read, path)));
    check(&read);
    for (uint32_t row = 0; row < COST_ROWS; row++)
        assert_int_equal(cost_median_ns(&recording, row), cost_median_ns(&read, row));
    recording_close(&read);
    recording_close(&recording);
    unlink(path);
    rmdir(folder);
}

static void assert_refused(const struct recording *recording)
{
    const struct status status = recording_verify(recording);
    assert_int_equal(status.kind, STATUS_BAD_FILE);
    assert_non_null(strstr(status.message, "cost"));
}

static void what_was_shared_is_checked(void **state)
{
    (void)state;
    struct recording recording;
    const struct plan plan = PLAN("variant", "process", "repetitions", "5");
    run(&recording, &plan);
    struct cost_shared *shared = (struct cost_shared *)(uintptr_t)program_lab_shared(&recording);
    struct cost_sample *sample = &shared->samples[COST_OF_PROCESS][2];
    const struct cost_sample right = *sample;
    const struct cost_sample wrong[] = {
        { right.begun_ns, right.begun_ns - 1, right.ended_ns },              // there before it was made
        { right.begun_ns, right.ended_ns + 1, right.ended_ns },              // ended before it was there
        { 0, right.entered_ns, right.ended_ns },                             // never begun
        { right.begun_ns, right.entered_ns, recording.facts->ended_ns + 1 }, // after the run
        { 1, right.entered_ns, right.ended_ns },                             // before it
        { right.begun_ns, right.entered_ns, COST_REFUSED },                  // refused, and there
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        *sample = wrong[i];
        assert_refused(&recording);
    }
    *sample = right;
    shared->samples[COST_OF_THREAD][5] = right; // past the last
    assert_refused(&recording);
    shared->samples[COST_OF_THREAD][5] = (struct cost_sample){ 0 };
    shared->touched_bytes = 4096;
    assert_refused(&recording);
    shared->touched_bytes = 0;
    shared->to[0][1] = 7;
    assert_refused(&recording);
    shared->to[0][1] = 0;
    assert_true(status_is_ok(recording_verify(&recording)));
    // A measurement whose moments contradict one another is in no part of the books.
    sample->entered_ns = right.ended_ns + 1;
    const struct lab_books books = books_at(&recording, UINT64_MAX);
    assert_false(lab_books_balance(&books));
    recording_close(&recording);
}

int main(void)
{
    if (!status_is_ok(os_signals_init()))
        return 1;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_asked_for_is_measured),
        cmocka_unit_test(who_waits_in_a_measured_trip_has_said_so),
        cmocka_unit_test(the_usual_plan_follows_the_variant),
        cmocka_unit_test(memory_that_is_not_there),
        cmocka_unit_test(stopped_by_its_deadline),
        cmocka_unit_test(killed_from_outside),
        cmocka_unit_test(a_saved_run_is_the_same),
        cmocka_unit_test(what_was_shared_is_checked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
