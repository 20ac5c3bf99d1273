// The lab `queue`, run for real: whatever its variant, however it ends, its books balance and its recording is right.
#include "labs/queue/queue.h"

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
    ROUNDS = 2, // `make soak` has 100
    KILLS = 6,
};

#define PLAN(...) lab_plan(&queue_settings, (const char *const[]){ __VA_ARGS__, NULL })

static struct lab_books books_at(const struct recording *recording, uint64_t ns)
{
    struct lab_books books;
    queue_books(recording, ns, &books);
    return books;
}

// What holds of every run. At every moment of it, too, the items are somewhere, each in one place.
static void check(const struct recording *recording)
{
    const struct status status = recording_verify(recording);
    if (!status_is_ok(status))
        fail_msg("%s", status.message);
    for (uint64_t i = 0; i <= 20; i++) {
        const uint64_t length = recording->facts->ended_ns - recording->facts->began_ns;
        const struct lab_books books = books_at(recording, recording->facts->began_ns + length * i / 20);
        assert_true(lab_books_balance(&books));
    }
    const struct lab_books books = books_at(recording, UINT64_MAX);
    if (!lab_books_balance(&books))
        fail_msg("%d items: %d got, %d in pipe, %d in hand, %d in buffer, %d never put", (int)books.whole.value,
                 (int)books.parts[0].value, (int)books.parts[1].value, (int)books.parts[2].value,
                 (int)books.parts[3].value, (int)books.parts[4].value);
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
    const int variants = QUEUE_VARIANTS;
    const bool two = os_cpus_allowed()->count > 1;
    for (int round = 0; round < lab_rounds(ROUNDS); round++)
        for (int variant = 0; variant < variants; variant++) {
            struct recording recording;
            const char *name = setting_choice_name(settings_variants(&queue_settings), variant);
            const struct plan plan = PLAN("variant", name, "deadline", "100ms", "timeout", "5ms", "cores",
                                          cores[two && round % 2], "pace", round % 3 ? "10us" : "0ns");
            run(&recording, &plan);
            recording_close(&recording);
        }
}

static void facts(void **state)
{
    (void)state;
    struct recording recording;
    struct lab_books books;
    // Told when it is over, the consumer reads all.
    struct plan plan = PLAN("variant", "sentinel", "deadline", "20s");
    run(&recording, &plan);
    books = books_at(&recording, UINT64_MAX);
    assert_int_equal(books.parts[0].value, 10);
    assert_int_equal(recording.facts->ended, RUN_COMPLETE);
    recording_close(&recording);
    // Nobody ends a get() without end.
    plan = PLAN("variant", "blocking-get", "deadline", "300ms");
    run(&recording, &plan);
    assert_int_equal(recording.facts->ended, RUN_DEADLINE);
    recording_close(&recording);
    // One byte more than the pipe takes, with what stands before each item: the feeder cannot end, nor can its process.
    for (int more = 0; more < 2; more++) {
        plan = PLAN("variant", "join-first", "items", "1", "item-bytes", more ? "65529" : "65528", "deadline",
                    more ? "300ms" : "20s");
        run(&recording, &plan);
        assert_int_equal(recording.facts->ended, more ? RUN_DEADLINE : RUN_COMPLETE);
        recording_close(&recording);
    }
    // A full queue, and somebody who waits for its producer before reading.
    plan = PLAN("variant", "join-first", "deadline", "300ms");
    run(&recording, &plan);
    books = books_at(&recording, UINT64_MAX);
    assert_int_equal(recording.facts->ended, RUN_DEADLINE);
    assert_int_equal(books.parts[1].value, 3);
    assert_int_equal(books.parts[4].value, 7);
    recording_close(&recording);
}

// Ended in get(), the reader has the lock for good: one more item cannot be read, though the queue knows of it.
static void a_killed_reader_keeps_its_lock(void **state)
{
    (void)state;
    struct recording recording;
    const struct plan plan = PLAN("variant", "killed-reader", "timeout", "5ms", "deadline", "20s");
    run(&recording, &plan);
    const struct queue_shared *shared = program_lab_shared(&recording);
    assert_int_equal(recording.facts->ended, RUN_COMPLETE);
    const int holder = program_lock_holder(&shared->read_lock);
    if (holder >= 0) { // on a very slow machine it was ended before it had read all, outside get()
        assert_int_equal(recording.tasks[holder].end, TASK_SIGNALED);
        assert_int_equal(recording.tasks[holder].end_code, SIGTERM);
        assert_true(queue_left(shared, 10) || books_at(&recording, UINT64_MAX).parts[2].value > 0);
        assert_int_equal(recording.tasks[holder].reaper, 1);
    }
    recording_close(&recording);
}

static void a_saved_run_is_the_same(void **state)
{
    (void)state;
    char folder[] = "/tmp/raceledger-test-XXXXXX", path[64];
    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/run.rl", folder);
    struct recording recording, read;
    const struct plan plan = PLAN("variant", "as-written", "deadline", "200ms");
    run(&recording, &plan);
    assert_true(status_is_ok(recording_save(&recording, path)));
    assert_true(status_is_ok(recording_read(&read, path)));
    check(&read);
    const struct lab_books a = books_at(&recording, UINT64_MAX), b = books_at(&read, UINT64_MAX);
    for (uint32_t i = 0; i < a.part_count; i++)
        assert_int_equal(a.parts[i].value, b.parts[i].value);
    assert_int_equal(queue_outcome(&recording), queue_outcome(&read));
    assert_int_equal(recording.console_bytes, read.console_bytes);
    assert_memory_equal(recording.console_text, read.console_text, read.console_bytes);
    recording_close(&read);
    recording_close(&recording);
    unlink(path);
    rmdir(folder);
}

static void what_was_shared_is_checked(void **state)
{
    (void)state;
    struct recording recording;
    const struct plan plan = PLAN("variant", "sentinel", "deadline", "20s");
    run(&recording, &plan);
    struct queue_shared *shared = (struct queue_shared *)(uintptr_t)program_lab_shared(&recording);
    atomic_store(&shared->buffers[0].fed, 12); // 11 were put, with the sentinel
    struct status status = recording_verify(&recording);
    assert_int_equal(status.kind, STATUS_BAD_FILE);
    assert_non_null(strstr(status.message, "queue"));
    atomic_store(&shared->buffers[0].fed, 11);
    shared->left_whole = 99;
    assert_int_equal(recording_verify(&recording).kind, STATUS_BAD_FILE);
    shared->left_whole = 0;
    assert_true(status_is_ok(recording_verify(&recording)));
    recording_close(&recording);
}

// Somebody else kills one of the tasks, at any moment: the books balance, and who died is told.
static void killed_from_outside(void **state)
{
    (void)state;
    for (int i = 0; i < KILLS; i++) {
        struct recording recording;
        const struct plan plan = PLAN("variant", i % 2 ? "sentinel" : "blocking-get", "items", "1000", "capacity", "5",
                                      "deadline", "200ms", "pace", "10us");
        const pid_t supervisor = getpid();
        const pid_t killer = fork();
        assert_true(killer >= 0);
        if (killer == 0) {
            char command[160];
            os_sleep_until_ns(os_now_ns() + MS + (uint64_t)i * MS);
            // One of the supervisor's children that has children or is one: the main task's.
            snprintf(command, sizeof command,
                     "main=$(pgrep -P %d | grep -vx %d | head -1); [ -n \"$main\" ] && task=$(pgrep -P $main | %s -1) "
                     "&& [ -n \"$task\" ] && kill -9 $task",
                     (int)supervisor, (int)getpid(), i % 4 < 2 ? "head" : "tail");
            execl("/bin/sh", "sh", "-c", command, (char *)NULL);
            _exit(127);
        }
        run(&recording, &plan);
        int killed = 0;
        for (uint32_t t = 0; t < recording.task_count; t++)
            killed += recording.tasks[t].end == TASK_SIGNALED;
        if (recording.facts->ended == RUN_COMPLETE || recording.facts->ended == RUN_WORKER_DIED)
            assert_int_equal(recording.facts->ended, killed ? RUN_WORKER_DIED : RUN_COMPLETE);
        recording_close(&recording);
        waitpid(killer, NULL, 0);
    }
}

// One item does not fill a queue of three, whether it is in the pipe or not.
static void what_was_answered_is_told(void **state)
{
    (void)state;
    static const char *const capacities[] = { "1", "3" };
    for (int i = 0; i < 2; i++) {
        struct recording recording;
        char name[LAB_OUTCOME_BYTES];
        const struct plan plan = PLAN("variant", "full-and-empty", "capacity", capacities[i], "deadline", "20s");
        run(&recording, &plan);
        const uint32_t came = queue_outcome(&recording);
        assert_true(i == 0 ? came == QUEUE_FULL || came == QUEUE_FULL_AND_EMPTY
                           : came == QUEUE_EMPTY || came == QUEUE_NEITHER);
        assert_true(strlen(queue_outcome_name(&plan, came, name)) > 0);
        recording_close(&recording);
    }
}

int main(void)
{
    if (!status_is_ok(os_signals_init()))
        return 1;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_answered_is_told),
        cmocka_unit_test(every_variant_balances),
        cmocka_unit_test(facts),
        cmocka_unit_test(a_killed_reader_keeps_its_lock),
        cmocka_unit_test(a_saved_run_is_the_same),
        cmocka_unit_test(what_was_shared_is_checked),
        cmocka_unit_test(killed_from_outside),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
