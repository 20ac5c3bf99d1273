// The lab `family`, run for real: whatever its variant, however it ends, its books balance at every moment, and what the system
// promises of fork, wait and kill is what came out.
#include "labs/family/family.h"

#include "lab/settings.h"
#include "os/clock.h"
#include "os/cpus.h"
#include "os/signals.h"
#include "run/run.h"

#include "support/lab_runs.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#define MS UINT64_C(1000000)

enum {
    ROUNDS = 2, // `make soak` has 100
    KILLS = 8,
};

enum part {
    REAPED,
    ZOMBIES,
    ORPHANS,
    ALIVE,
};

#define PLAN(...) lab_plan(&family_settings, (const char *const[]){ __VA_ARGS__, NULL })

static struct lab_books books_at(const struct recording *recording, uint64_t ns)
{
    struct lab_books books;
    family_books(recording, ns, &books);
    if (!lab_books_balance(&books))
        fail_msg("variant %d at %ld µs: %d created, %d reaped, %d zombies, %d orphans, %d alive",
                 (int)family_plan_of(recording->plan)->variant,
                 (long)((int64_t)(ns - recording->facts->began_ns) / 1000), (int)books.whole.value,
                 (int)books.parts[REAPED].value, (int)books.parts[ZOMBIES].value, (int)books.parts[ORPHANS].value,
                 (int)books.parts[ALIVE].value);
    return books;
}

// What holds of every run, at every moment at which something happens and between them.
static void check(const struct recording *recording)
{
    const struct status status = recording_verify(recording);
    if (!status_is_ok(status))
        fail_msg("%s", status.message);
    const uint64_t began = recording->facts->began_ns, length = recording->facts->ended_ns - began;
    for (uint64_t i = 0; i <= 100; i++)
        books_at(recording, began + length * i / 100);
    for (uint32_t t = 0; t < recording->task_count; t++)
        for (uint64_t i = 0; i < recording->tasks[t].notes; i++)
            books_at(recording, recording_ns(recording, recording->notes[t][i].ticks));
    for (size_t i = 0; i < recording->switch_count; i++)
        books_at(recording, recording->switches[i].ns);
    books_at(recording, UINT64_MAX);
}

static void run(struct recording *recording, const struct plan *plan)
{
    const struct run_options options = { 0 };
    const struct status status = run_plan(recording, plan, &options);
    if (!status_is_ok(status))
        fail_msg("%s", status.message);
    check(recording);
}

static void run_to_end(struct recording *recording, const char *variant)
{
    const struct plan plan = PLAN("variant", variant, "work", "5ms", "timeout", "1ms", "deadline", "20s");
    run(recording, &plan);
    if (recording->facts->ended != RUN_COMPLETE)
        fail_msg("%s ended with %d", variant, (int)recording->facts->ended);
}

static int part(const struct recording *recording, enum part number)
{
    return (int)books_at(recording, UINT64_MAX).parts[number].value;
}

static void assert_ended(const struct recording *recording, uint32_t task, enum task_end end, int code)
{
    assert_int_equal(recording->tasks[task].end, end);
    assert_int_equal(recording->tasks[task].end_code, code);
}

// By name: a number's digits may differ in length.
static bool printed(const struct recording *recording, uint32_t task, const char *begins)
{
    const char *text = recording->console_text;
    for (size_t i = 0; i < recording->console_count; text += recording->console[i++].bytes)
        if (recording->console[i].task == task && strlen(begins) <= recording->console[i].bytes &&
            memcmp(text, begins, strlen(begins)) == 0)
            return true;
    return false;
}

// ---- all ------------------------------------------------------------------------------------------------------------

static void every_variant_balances(void **state)
{
    (void)state;
    static const char *const cores[] = { "1", "2" };
    const bool two = os_cpus_allowed()->count > 1;
    for (int round = 0; round < lab_rounds(ROUNDS); round++)
        for (int variant = 0; variant < (int)FAMILY_VARIANTS; variant++) {
            struct recording recording;
            const char *name = setting_choice_name(settings_variants(&family_settings), variant);
            const struct plan plan = PLAN("variant", name, "work", "2ms", "timeout", "1ms", "pages", "64", "deadline",
                                          round % 4 < 3 ? "20s" : "3ms", "cores", cores[two && round % 2], "pace",
                                          round % 3 ? "10us" : "0ns");
            run(&recording, &plan);
            recording_close(&recording);
        }
}

// ---- one by one -----------------------------------------------------------------------------------------------------

// The line before the fork was in a buffer that the child has a copy of.
static void fork_doubles_what_was_buffered(void **state)
{
    (void)state;
    struct recording recording;
    run_to_end(&recording, "fork-twice");
    assert_int_equal(recording.console_count, 4);
    assert_int_equal(family_lines_twice(&recording), 1);
    assert_true(printed(&recording, 0, "before fork"));
    assert_true(printed(&recording, 1, "before fork"));
    assert_true(printed(&recording, 0, "parent of"));
    assert_true(printed(&recording, 1, "child of"));
    assert_int_equal(part(&recording, REAPED), 0); // nobody waits for it
    assert_int_equal(recording.tasks[1].reaper, 0);
    recording_close(&recording);
}

// Pages that were only read stay shared; those that were written, if only in the objects' counts, do not.
static void written_pages_are_copied(void **state)
{
    (void)state;
    struct recording recording;
    static const char *const sizes[] = { "4", "64", "256", "1024" };
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        const struct plan plan = PLAN("variant", "globals", "pages", sizes[i], "deadline", "20s");
        run(&recording, &plan);
        const struct family_shared *shared = program_lab_shared(&recording);
        assert_int_equal(recording.facts->ended, RUN_COMPLETE);
        assert_int_equal(shared->x_of_child, 1);
        assert_int_equal(shared->x_of_main, 0);
        const uint32_t quarter = family_plan_of(&plan)->pages / FAMILY_TOUCHES;
        if (shared->pages_known) {
            assert_int_equal(family_pages_own(&recording, FAMILY_LEFT), 0);
            assert_int_equal(family_pages_own(&recording, FAMILY_READ), 0);
            assert_int_equal(family_pages_own(&recording, FAMILY_COUNTED), quarter);
            assert_int_equal(family_pages_own(&recording, FAMILY_WRITTEN), quarter);
            assert_true(shared->minor_faults >= 2 * quarter);
            uint32_t noted = 0;
            for (uint64_t n = 0; n < recording.tasks[1].notes; n++)
                noted += recording.notes[1][n].kind == NOTE_OWN && recording.notes[1][n].resource == FAMILY_OWN_COPIED;
            assert_int_equal(noted, 2 * quarter);
        }
        recording_close(&recording);
    }
}

static void exit_codes(void **state)
{
    (void)state;
    struct recording recording;
    run_to_end(&recording, "join");
    assert_ended(&recording, 1, TASK_EXITED, 3);
    assert_ended(&recording, 2, TASK_EXITED, 1);
    assert_int_equal(part(&recording, REAPED), 2);
    assert_true(printed(&recording, 0, "P1.exitcode = 3"));
    assert_true(printed(&recording, 0, "P2.exitcode = 1"));
    recording_close(&recording);

    run_to_end(&recording, "terminate");
    assert_ended(&recording, 1, TASK_SIGNALED, SIGTERM);
    assert_true(printed(&recording, 0, "P1.exitcode = -15"));
    assert_true(family_died_ns(&recording, 1) > family_asked_ns(&recording, 1, SIGTERM));
    assert_true(family_alive_after(&recording, 1) >= 0);
    recording_close(&recording);

    // It ignores SIGTERM; what was in its buffer is gone with it.
    run_to_end(&recording, "kill");
    assert_ended(&recording, 1, TASK_SIGNALED, SIGKILL);
    assert_true(printed(&recording, 0, "P1.exitcode = -9"));
    assert_true(family_gave_up(&recording));
    assert_false(printed(&recording, 1, ""));
    recording_close(&recording);
}

static void join_gives_up_in_time(void **state)
{
    (void)state;
    struct recording recording;
    const struct plan plan =
        PLAN("variant", "join-timeout", "work", "2s", "timeout", "1ms", "deadline", "20s", "pace", "0ns");
    run(&recording, &plan);
    assert_true(family_gave_up(&recording));
    assert_true(printed(&recording, 0, "join gave None, is_alive() True"));
    assert_ended(&recording, 1, TASK_DONE, 0);
    recording_close(&recording);
}

// Main's normal end ends its daemon; a killed main does not, and the supervisor adopts it.
static void daemons(void **state)
{
    (void)state;
    struct recording recording;
    const struct plan plan = PLAN("variant", "daemon", "work", "20ms", "deadline", "20s");
    run(&recording, &plan);
    // On a very slow machine it may have ended by itself before main did.
    if (family_asked_ns(&recording, 1, SIGTERM) != FAMILY_NEVER && recording.tasks[1].end == TASK_SIGNALED)
        assert_ended(&recording, 1, TASK_SIGNALED, SIGTERM);
    assert_int_equal(part(&recording, REAPED), 1);
    assert_int_equal(recording.tasks[1].reaper, 1);
    recording_close(&recording);

    const struct plan killed = PLAN("variant", "daemon-main-killed", "work", "40ms", "deadline", "20s");
    run(&recording, &killed);
    const struct family_shared *shared = program_lab_shared(&recording);
    assert_int_equal(recording.facts->ended, RUN_COMPLETE);
    assert_ended(&recording, 0, TASK_SIGNALED, SIGKILL);
    assert_ended(&recording, 1, TASK_DONE, 0);
    assert_int_equal(recording.tasks[1].reaper, 0);
    assert_int_equal(part(&recording, ORPHANS) + part(&recording, ZOMBIES), 1);
    if (part(&recording, ORPHANS) == 1 && family_died_ns(&recording, 1) > family_died_ns(&recording, 0) + 20 * MS)
        assert_int_equal(shared->parent_last[1], recording.facts->supervisor_pid);
    recording_close(&recording);
}

// Four ways of looking, each of which reaps; until then the system has them down as zombies.
static void whoever_looks_reaps(void **state)
{
    (void)state;
    struct recording recording;
    static const enum family_step ways[] = { 0, FAMILY_STEP_JOIN, FAMILY_STEP_ASK, FAMILY_STEP_ACTIVE,
                                             FAMILY_STEP_START_NEXT };
    run_to_end(&recording, "zombie");
    assert_int_equal(part(&recording, REAPED), 5);
    for (uint32_t t = 1; t <= 4; t++) {
        char line[16];
        snprintf(line, sizeof line, "P%d is Z", (int)t);
        assert_true(printed(&recording, 0, line));
        assert_int_equal(family_reaped_at(&recording, t), ways[t]);
    }
    // As the first is reaped the next two are zombies still, the fourth is alive.
    const struct lab_books books = books_at(&recording, recording.tasks[1].joined_ns);
    assert_int_equal(books.parts[REAPED].value, 1);
    assert_int_equal(books.parts[ZOMBIES].value, 2);
    assert_int_equal(books.parts[ALIVE].value, 1);
    recording_close(&recording);
}

static void an_orphan_is_adopted(void **state)
{
    (void)state;
    struct recording recording;
    run_to_end(&recording, "orphan");
    const struct family_shared *shared = program_lab_shared(&recording);
    assert_int_equal(part(&recording, REAPED), 1);
    assert_int_equal(part(&recording, ORPHANS), 1);
    assert_int_equal(recording.tasks[2].parent_pid, recording.tasks[1].pid);
    assert_int_equal(shared->parent_last[2], recording.facts->supervisor_pid);
    assert_int_equal(recording.tasks[2].reaper, 0);
    recording_close(&recording);
}

static void a_called_target_runs_in_the_parent(void **state)
{
    (void)state;
    struct recording recording;
    run_to_end(&recording, "target-called");
    char line[48];
    snprintf(line, sizeof line, "f runs in %ld", (long)recording.tasks[0].pid);
    assert_true(printed(&recording, 0, line));
    assert_false(printed(&recording, 1, ""));
    assert_ended(&recording, 1, TASK_DONE, 0);
    recording_close(&recording);
}

// ---- ended from outside ---------------------------------------------------------------------------------------------

static void the_deadline_leaves_them_alive(void **state)
{
    (void)state;
    struct recording recording;
    const struct plan plan = PLAN("variant", "join", "work", "10s", "deadline", "200ms");
    run(&recording, &plan);
    assert_int_equal(recording.facts->ended, RUN_DEADLINE);
    assert_int_equal(part(&recording, REAPED), 0);
    assert_int_equal(part(&recording, ALIVE), (int)recording.task_count - 1);
    recording_close(&recording);
}

// Main, or its first child, killed at any moment by somebody else.
static void killed_from_outside(void **state)
{
    (void)state;
    static const char *const variants[] = { "zombie", "daemon", "orphan", "fork-twice" };
    for (int i = 0; i < KILLS; i++) {
        struct recording recording;
        const struct plan plan =
            PLAN("variant", variants[i % 4], "work", "5ms", "deadline", "300ms", "pace", i % 2 ? "1ms" : "10us");
        const pid_t supervisor = getpid();
        const pid_t killer = fork();
        assert_true(killer >= 0);
        if (killer == 0) {
            char command[200];
            os_sleep_until_ns(os_now_ns() + (uint64_t)(1 + i) * MS);
            snprintf(command, sizeof command,
                     "main=$(pgrep -P %d | grep -vx %d | head -1); [ -n \"$main\" ] && kill -9 $(%s) 2>/dev/null",
                     (int)supervisor, (int)getpid(), i % 8 < 4 ? "echo $main" : "pgrep -P $main | head -1; true");
            execl("/bin/sh", "sh", "-c", command, (char *)NULL);
            _exit(127);
        }
        run(&recording, &plan);
        recording_close(&recording);
        waitpid(killer, NULL, 0);
    }
}

// Main was killed between noting a child and making it: there never was one.
static void a_child_that_never_came_is_in_no_book(void **state)
{
    (void)state;
    struct recording recording;
    run_to_end(&recording, "orphan");
    const struct task *made = recording.tasks;
    struct task tasks[2] = { made[0], made[1] };
    tasks[0].end = TASK_SIGNALED;
    tasks[1] = (struct task){ .kind = TASK_PROCESS, .end = TASK_EXITED, .end_code = -1 };
    tasks[1].joined_ns = recording.facts->ended_ns;
    recording.tasks = tasks;
    recording.task_count = 2;
    const struct lab_books books = books_at(&recording, UINT64_MAX);
    assert_int_equal(books.whole.value, 0);
    recording.tasks = made;
    recording_close(&recording);
}

static void what_was_shared_is_checked(void **state)
{
    (void)state;
    struct recording recording;
    run_to_end(&recording, "globals");
    struct family_shared *shared = (struct family_shared *)(uintptr_t)program_lab_shared(&recording);
    const uint32_t known = shared->pages_known;
    shared->pages_known = 2;
    const struct status status = recording_verify(&recording);
    assert_int_equal(status.kind, STATUS_BAD_FILE);
    assert_non_null(strstr(status.message, "family"));
    shared->pages_known = known;
    assert_true(status_is_ok(recording_verify(&recording)));
    recording_close(&recording);
}

int main(void)
{
    if (!status_is_ok(os_signals_init()))
        return 1;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_variant_balances),
        cmocka_unit_test(fork_doubles_what_was_buffered),
        cmocka_unit_test(written_pages_are_copied),
        cmocka_unit_test(exit_codes),
        cmocka_unit_test(join_gives_up_in_time),
        cmocka_unit_test(daemons),
        cmocka_unit_test(whoever_looks_reaps),
        cmocka_unit_test(an_orphan_is_adopted),
        cmocka_unit_test(a_called_target_runs_in_the_parent),
        cmocka_unit_test(the_deadline_leaves_them_alive),
        cmocka_unit_test(killed_from_outside),
        cmocka_unit_test(a_child_that_never_came_is_in_no_book),
        cmocka_unit_test(what_was_shared_is_checked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
