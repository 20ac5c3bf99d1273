// The lab `pool`, run for real: whatever its variant, however it ends, every task is in one place; and what a Pool does, always.
#include "labs/pool/pool.h"

#include "lab/program_lab.h"
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
    ROUNDS = 4, // RACELEDGER_ROUNDS asks for more
    KILLS = 16,
    PART_DONE = 0,
    PART_FAILED,
    PART_LOST,
    PART_WORK,
    PART_WAITING,
};

#define PLAN(...) lab_plan(&pool_settings, (const char *const[]){ __VA_ARGS__, NULL })

static uint64_t part_at(const struct recording *recording, uint64_t ns, int part)
{
    struct lab_books books;
    pool_books(recording, ns, &books);
    if (!lab_books_balance(&books))
        fail_msg("%d tasks: %d done, %d failed, %d lost, %d in work, %d waiting", (int)books.whole.value,
                 (int)books.parts[PART_DONE].value, (int)books.parts[PART_FAILED].value,
                 (int)books.parts[PART_LOST].value, (int)books.parts[PART_WORK].value,
                 (int)books.parts[PART_WAITING].value);
    return books.parts[part].value;
}

static uint64_t part(const struct recording *recording, int which) { return part_at(recording, UINT64_MAX, which); }

// What holds of every run, at every moment of it: a task is somewhere, in one place, and what arrived stays.
static void check(const struct recording *recording)
{
    const struct status status = recording_verify(recording);
    char text[LAB_SENTENCE_BYTES];
    uint64_t done = 0;
    if (!status_is_ok(status))
        fail_msg("%s", status.message);
    for (uint64_t i = 0; i <= 20; i++) {
        const uint64_t length = recording->facts->ended_ns - recording->facts->began_ns;
        const uint64_t now = part_at(recording, recording->facts->began_ns + length * i / 20, PART_DONE);
        assert_true(now >= done);
        done = now;
    }
    assert_true(part(recording, PART_DONE) >= done);
    assert_true(strlen(pool_sentence(recording, text)) > 20 && strlen(text) < LAB_SENTENCE_BYTES - 1);
    assert_true(strlen(pool_outcome_name(recording->plan, pool_outcome(recording), text)) > 0);
}

static void run(struct recording *recording, const struct plan *plan)
{
    const struct run_options options = { 0 };
    const struct status status = run_plan(recording, plan, &options);
    if (!status_is_ok(status))
        fail_msg("%s", status.message);
    check(recording);
}

static void every_variant_balances(void **state)
{
    (void)state;
    static const char *const cores[] = { "1", "2" };
    const bool two = os_cpus_allowed()->count > 1;
    for (int round = 0; round < lab_rounds(ROUNDS); round++)
        for (int variant = 0; variant < POOL_VARIANTS; variant++) {
            struct recording recording;
            const char *name = setting_choice_name(settings_variants(&pool_settings), variant);
            const struct plan plan =
                PLAN("variant", name, "deadline", round % 2 ? "20ms" : "150ms", "cores", cores[two && round % 2],
                     "task-time", "3ms", "pace", round % 3 ? "10us" : "0ns", "processes", round % 4 ? "3" : "5");
            run(&recording, &plan);
            recording_close(&recording);
        }
}

// Of a run that ended by itself and of which nobody was killed.
static void assert_all_done(const struct recording *recording, uint32_t failed)
{
    assert_int_equal(recording->facts->ended, RUN_COMPLETE);
    assert_int_equal(part(recording, PART_DONE), pool_plan_of(recording->plan)->given - failed);
    assert_int_equal(part(recording, PART_FAILED), failed);
    for (uint32_t t = 0; t < recording->task_count; t++)
        assert_int_equal(recording->tasks[t].end, TASK_DONE);
}

static void every_task_is_done_once(void **state)
{
    (void)state;
    static const char *const variants[] = { "apply-async", "apply", "instant" };
    for (int i = 0; i < 3; i++) {
        struct recording recording;
        struct pool_tally tally;
        const struct plan plan = PLAN("variant", variants[i], "tasks", "100", "task-time", "100us", "deadline", "20s");
        run(&recording, &plan);
        assert_all_done(&recording, 0);
        pool_tally(&tally, &recording, UINT64_MAX);
        uint32_t did = 0;
        for (uint32_t t = 1; t < recording.task_count; t++) {
            did += tally.did[t];
            assert_true(tally.did[t] == 0 || recording.tasks[t].kind == TASK_PROCESS);
        }
        assert_int_equal(did, 100);
        recording_close(&recording);
    }
}

// All of a pool's workers are made before it is given the first task, and each is reaped by the main process.
static void workers_are_made_at_once_and_stay(void **state)
{
    (void)state;
    struct recording recording;
    const struct plan plan = PLAN("processes", "4", "deadline", "20s");
    run(&recording, &plan);
    assert_int_equal(recording.task_count, 1 + 4 + POOL_THREADS);
    uint64_t given = 0;
    for (uint64_t i = 0; i < recording.tasks[0].notes && given == 0; i++)
        if (recording.notes[0][i].kind == NOTE_PUT)
            given = recording_ns(&recording, recording.notes[0][i].ticks);
    for (uint32_t t = 1; t <= 4; t++) {
        assert_int_equal(recording.tasks[t].kind, TASK_PROCESS);
        assert_true(recording.tasks[t].started_ns <= given);
        assert_int_equal(recording.tasks[t].reaper, 1);
    }
    recording_close(&recording);
}

static void apply_waits_for_each(void **state)
{
    (void)state;
    struct recording recording;
    const struct plan plan = PLAN("variant", "apply", "task-time", "1ms", "deadline", "20s");
    run(&recording, &plan);
    assert_int_equal(pool_at_once(&recording), 1);
    recording_close(&recording);
}

// A worker's error prints nothing, ends no worker, and is a result like others.
static void an_exception_is_not_heard_of(void **state)
{
    (void)state;
    struct recording recording;
    struct pool_tally tally;
    const struct plan plan = PLAN("variant", "exception", "task-time", "1ms", "deadline", "20s");
    run(&recording, &plan);
    assert_all_done(&recording, 1);
    pool_tally(&tally, &recording, UINT64_MAX);
    assert_int_equal(tally.result[3], POOL_FAILED);
    assert_int_equal(pool_count(tally.read, 10), 0);
    assert_int_equal(recording.console_count, 0);
    recording_close(&recording);
}

// get() raises the error again, once, and all others return.
static void get_raises_the_exception_again(void **state)
{
    (void)state;
    struct recording recording;
    struct pool_tally tally;
    struct pool_why why;
    const struct plan plan = PLAN("variant", "exception-heard", "task-time", "1ms", "deadline", "20s");
    run(&recording, &plan);
    assert_all_done(&recording, 1);
    pool_tally(&tally, &recording, UINT64_MAX);
    assert_int_equal(pool_count(tally.read, 10), 10);
    assert_int_equal(recording.console_count, 1);
    assert_int_equal(recording.console_bytes, strlen("ValueError: 3"));
    assert_memory_equal(recording.console_text, "ValueError: 3", recording.console_bytes);
    pool_why(&recording, &why);
    assert_int_equal(why.reason, POOL_WHY_FAILED_READ);
    assert_int_equal(why.number, 3);
    recording_close(&recording);
}

static uint32_t task_named(const struct recording *recording, const char *name)
{
    uint32_t task = 0;
    while (task < recording->task_count && strcmp(recording->tasks[task].name, name) != 0)
        task++;
    assert_true(task < recording->task_count);
    return task;
}

// The dead worker is reaped and replaced by the handler's thread; its task is lost, all others are done; get() waits for it.
static void a_killed_workers_task_is_lost(void **state)
{
    (void)state;
    struct recording recording;
    struct pool_tally tally;
    const struct plan plan = PLAN("variant", "killed-worker", "task-time", "1ms", "deadline", "700ms");
    run(&recording, &plan);
    assert_int_equal(recording.facts->ended, RUN_DEADLINE);
    if (part(&recording, PART_WAITING) == 0 && part(&recording, PART_WORK) == 0) { // unless the machine is very slow
        assert_int_equal(part(&recording, PART_DONE), 9);
        assert_int_equal(part(&recording, PART_LOST), 1);
        pool_tally(&tally, &recording, UINT64_MAX);
        assert_true(tally.lost[3]);
        const struct task *victim = &recording.tasks[tally.taken[3] - 1];
        const struct task *instead = &recording.tasks[task_named(&recording, "P4")];
        const uint32_t handler = task_named(&recording, "H0");
        assert_int_equal(victim->end, TASK_SIGNALED);
        assert_int_equal(victim->end_code, SIGKILL);
        assert_int_equal(victim->reaper, handler + 1);
        assert_int_equal(instead->parent, handler);
        assert_int_equal(instead->parent_pid, recording.tasks[0].pid);
        assert_true(instead->started_ns >= victim->joined_ns);
    }
    recording_close(&recording);
}

// With a time limit get() raises, and terminate() ends all workers, the one that a thread has made as well.
static void get_gives_up(void **state)
{
    (void)state;
    struct recording recording;
    const struct plan plan =
        PLAN("variant", "killed-worker", "timeout", "300ms", "task-time", "1ms", "deadline", "20s");
    run(&recording, &plan);
    assert_int_equal(recording.facts->ended, RUN_COMPLETE);
    assert_int_equal(part(&recording, PART_LOST), 1);
    assert_true(recording.console_bytes > 0);
    const struct task *instead = &recording.tasks[task_named(&recording, "P4")];
    assert_true(instead->end == TASK_DONE || (instead->end == TASK_SIGNALED && instead->end_code == SIGTERM));
    recording_close(&recording);
}

// Whoever waits for a task has the read lock: killed, it keeps it. Another worker is made, and nobody gets a task; where get()
// gives up terminate() waits for that lock in its turn.
static void a_killed_idle_worker_keeps_the_read_lock(void **state)
{
    (void)state;
    static const char *const timeouts[] = { "never", "1ms" };
    for (int i = 0; i < 2; i++) {
        struct recording recording;
        struct pool_why why;
        const struct plan plan = PLAN("variant", "killed-idle", "timeout", timeouts[i], "deadline", "700ms");
        run(&recording, &plan);
        assert_int_equal(recording.facts->ended, RUN_DEADLINE);
        assert_int_equal(part(&recording, PART_WAITING), 10);
        const int victim = pool_dead_reader(&recording);
        assert_true(victim > 0 || recording.task_count < 4); // unless the machine is very slow
        if (victim > 0 && recording.task_count == 8) {
            const uint32_t handler = task_named(&recording, "H0");
            assert_int_equal(recording.tasks[victim].end_code, SIGKILL);
            assert_int_equal(recording.tasks[victim].reaper, handler + 1);
            assert_int_equal(recording.tasks[task_named(&recording, "P4")].parent, handler);
            assert_int_equal(recording.console_count > 0, i);
            pool_why(&recording, &why);
            assert_int_equal(why.reason, POOL_WHY_READ_LOCK);
            assert_int_equal(why.worker, victim);
        }
        recording_close(&recording);
    }
}

static void join_before_close_raises_at_once(void **state)
{
    (void)state;
    struct recording recording;
    const struct plan plan = PLAN("variant", "join-before-close", "task-time", "100ms", "deadline", "20s");
    run(&recording, &plan);
    assert_int_equal(recording.facts->ended, RUN_COMPLETE);
    assert_int_equal(recording.tasks[0].end, TASK_EXITED);
    assert_int_equal(recording.tasks[0].end_code, 1);
    assert_memory_equal(recording.console_text, "ValueError: Pool is still running", 33);
    recording_close(&recording);
}

static void a_saved_run_is_the_same(void **state)
{
    (void)state;
    char folder[] = "/tmp/raceledger-test-XXXXXX", path[64], a[LAB_SENTENCE_BYTES], b[LAB_SENTENCE_BYTES];
    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/run.rl", folder);
    struct recording recording, read;
    const struct plan plan = PLAN("variant", "killed-worker", "deadline", "100ms");
    run(&recording, &plan);
    assert_true(status_is_ok(recording_save(&recording, path)));
    assert_true(status_is_ok(recording_read(&read, path)));
    check(&read);
    for (int i = PART_DONE; i <= PART_WAITING; i++)
        assert_int_equal(part(&recording, i), part(&read, i));
    assert_int_equal(pool_outcome(&recording), pool_outcome(&read));
    assert_string_equal(pool_sentence(&recording, a), pool_sentence(&read, b));
    recording_close(&read);
    recording_close(&recording);
    unlink(path);
    rmdir(folder);
}

static void assert_refused(const struct recording *recording, uint32_t *word, uint32_t value)
{
    const uint32_t before = *word;
    *word = value;
    const struct status status = recording_verify(recording);
    assert_int_equal(status.kind, STATUS_BAD_FILE);
    assert_non_null(strstr(status.message, "pool"));
    *word = before;
    assert_true(status_is_ok(recording_verify(recording)));
}

// What names a task that there is not is refused; a task that is nowhere, or there twice, unbalances the books.
static void what_was_shared_is_checked(void **state)
{
    (void)state;
    struct recording recording;
    struct lab_books books;
    const struct plan plan = PLAN("variant", "instant", "deadline", "20s");
    run(&recording, &plan);
    struct pool_shared *shared = (struct pool_shared *)(uintptr_t)program_lab_shared(&recording);
    assert_refused(&recording, &shared->hands[1].number, 11);
    assert_refused(&recording, &shared->arrived[0].number, 11);
    assert_refused(&recording, &shared->arrived[0].failed, 2);
    assert_refused(&recording, (uint32_t *)&shared->given, 11);
    const uint32_t last = shared->arrived[9].number;
    assert_in_range(last, 1, 10);
    shared->arrived[9].number = shared->arrived[8].number;
    pool_books(&recording, UINT64_MAX, &books);
    assert_int_equal(books.parts[PART_DONE].value, 10);
    assert_int_equal(books.parts[PART_WORK].value, 1);
    assert_false(lab_books_balance(&books));
    shared->arrived[9].number = last;
    recording_close(&recording);
}

// Kills the main process, or one that it has made, of the run that this process supervises.
static _Noreturn void kill_one(pid_t supervisor, int number)
{
    char command[200];
    os_sleep_until_ns(os_now_ns() + MS + (uint64_t)number * MS);
    snprintf(command, sizeof command,
             "main=$(pgrep -P %d | grep -vx %d | head -1); [ -n \"$main\" ] && "
             "task=$( (echo $main; pgrep -P $main) | tail -n +%d | head -1) && [ -n \"$task\" ] && kill -9 $task "
             "2>/dev/null",
             (int)supervisor, (int)getpid(), number % 4 + 1);
    execl("/bin/sh", "sh", "-c", command, (char *)NULL);
    _exit(127);
}

// Somebody else kills one of the processes, at any moment: every task is somewhere, and who died is told.
static void killed_from_outside(void **state)
{
    (void)state;
    for (int i = 0; i < KILLS; i++) {
        struct recording recording;
        const struct plan plan = PLAN("variant", i % 2 ? "instant" : "apply-async", "tasks", "100", "task-time", "1ms",
                                      "deadline", "400ms", "pace", i % 3 ? "20us" : "100us");
        const pid_t supervisor = getpid();
        const pid_t killer = fork();
        assert_true(killer >= 0);
        if (killer == 0)
            kill_one(supervisor, i);
        run(&recording, &plan);
        int killed = 0;
        for (uint32_t t = 0; t < recording.task_count; t++)
            killed += recording.tasks[t].end == TASK_SIGNALED;
        if (recording.facts->ended == RUN_COMPLETE)
            assert_int_equal(killed, 0);
        if (recording.facts->ended == RUN_WORKER_DIED)
            assert_true(killed > 0);
        recording_close(&recording);
        waitpid(killer, NULL, 0);
    }
}

int main(void)
{
    if (!status_is_ok(os_signals_init()))
        return 1;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_variant_balances),
        cmocka_unit_test(every_task_is_done_once),
        cmocka_unit_test(workers_are_made_at_once_and_stay),
        cmocka_unit_test(apply_waits_for_each),
        cmocka_unit_test(an_exception_is_not_heard_of),
        cmocka_unit_test(get_raises_the_exception_again),
        cmocka_unit_test(a_killed_workers_task_is_lost),
        cmocka_unit_test(a_killed_idle_worker_keeps_the_read_lock),
        cmocka_unit_test(get_gives_up),
        cmocka_unit_test(join_before_close_raises_at_once),
        cmocka_unit_test(a_saved_run_is_the_same),
        cmocka_unit_test(what_was_shared_is_checked),
        cmocka_unit_test(killed_from_outside),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
