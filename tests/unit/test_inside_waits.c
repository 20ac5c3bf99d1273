// What the library inside a program tells of conditions, semaphores and other things that threads wait for.
#include "support/recorded.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/wait.h>

#include <cmocka.h>

enum {
    THREADS = 4,
};

static struct recorded *run_case(const char *name, const char *times)
{
    struct recorded *run = recorded_run((struct recorded_how){ 0 }, "inside_waits", name, times);
    assert_int_equal(run->status, 0);
    assert_string_equal(run->err ? run->err : "", "");
    recorded_check(run);
    return run;
}

static uint64_t object(const struct recorded *run, const char *name) { return (uint64_t)recorded_said(run, name); }

// Events of the kind of one object in all streams; value UINT32_MAX: of any.
static size_t count_of(const struct recorded *run, uint64_t which, enum event_kind kind, uint32_t value)
{
    size_t count = 0;
    for (size_t i = 0; i < run->streams.count; i++)
        for (size_t j = 0; j < run->streams.streams[i].count; j++) {
            const struct event *event = &run->streams.streams[i].events[j];
            count += event->object == which && event->kind == kind && (value == UINT32_MAX || event->value == value);
        }
    return count;
}

// Every wait for a condition has its mutex, and an end before the mutex is given back.
static void waits_for_a_condition_have_a_mutex_and_an_end(void **state)
{
    (void)state;
    struct recorded *run = run_case("conditions", "200");
    const uint64_t mutex = object(run, "mutex"), condition = object(run, "condition");
    for (size_t i = 0; i < run->streams.count; i++) {
        bool has = false, waits = false;
        for (size_t j = 0; j < run->streams.streams[i].count; j++) {
            const struct event *event = &run->streams.streams[i].events[j];
            if (event->kind == EVENT_COND_WAITS || event->kind == EVENT_COND_TIMED_WAITS) {
                assert_true(has && !waits);
                assert_int_equal(event->object, condition);
                assert_int_equal(event->second, mutex);
                waits = true;
            } else if (event->kind == EVENT_COND_WOKE) {
                assert_true(waits);
                waits = false;
            } else if (event->kind == EVENT_MUTEX_GOT && event->object == mutex) {
                assert_true(!has && !waits);
                has = true;
            } else if (event->kind == EVENT_MUTEX_RELEASED && event->object == mutex) {
                assert_true(has && !waits);
                has = false;
            }
        }
        assert_true(!has && !waits);
    }
    assert_int_equal(count_of(run, condition, EVENT_COND_SIGNALLED, UINT32_MAX), 400);
    assert_int_equal(count_of(run, condition, EVENT_COND_BROADCAST, UINT32_MAX), 1);
    const struct event_stream *first = recorded_stream(run, run->pid, run->pid);
    const struct event *timed = stream_find(first, 0, EVENT_COND_TIMED_WAITS);
    assert_non_null(timed);
    assert_in_range(timed->value, 0, 2000);
    assert_int_equal(recorded_said(run, "timed"), timed[1].value);
    assert_int_equal(timed[1].value, ETIMEDOUT);
    recorded_free(run);
}

static void semaphores_balance(void **state)
{
    (void)state;
    struct recorded *run = run_case("semaphores", "1000");
    const uint64_t semaphore = object(run, "semaphore"), never = object(run, "never");
    assert_int_equal(count_of(run, semaphore, EVENT_SEM_POSTED, UINT32_MAX), 1000);
    assert_int_equal(count_of(run, semaphore, EVENT_SEM_GOT, UINT32_MAX), 1000);
    assert_int_equal(count_of(run, semaphore, EVENT_SEM_WAITS, UINT32_MAX), count_of(run, semaphore, EVENT_SEM_GOT, 1));
    assert_int_equal(count_of(run, never, EVENT_SEM_MADE, 0), 1);
    assert_int_equal(count_of(run, never, EVENT_SEM_REFUSED, EAGAIN), 1);
    assert_int_equal(count_of(run, never, EVENT_SEM_REFUSED, ETIMEDOUT), 1);
    assert_int_equal(recorded_said(run, "try"), EAGAIN);
    assert_int_equal(recorded_said(run, "timed"), ETIMEDOUT);
    assert_int_equal(recorded_said(run, "kept"), 77);
    recorded_free(run);
}

// Whoever opens a semaphore by its name, the same file stands behind it.
static void a_named_semaphore_is_known_by_its_file(void **state)
{
    (void)state;
    struct recorded *run = run_case("semaphores", "1");
    const struct event_stream *stream = recorded_stream(run, run->pid, run->pid);
    const struct event *opened = stream_find(stream, 0, EVENT_SEM_OPENED);
    assert_int_equal(recorded_said(run, "same"), 1);
    assert_non_null(opened);
    assert_int_equal(opened->value, 5);
    assert_int_not_equal(opened->second, 0);
    assert_int_equal(opened[1].kind, EVENT_SEM_OPENED);
    assert_int_equal(opened[1].second, opened->second);
    recorded_free(run);
}

static void readers_and_writers_are_told_apart(void **state)
{
    (void)state;
    struct recorded *run = run_case("rwlocks", "300");
    const uint64_t rwlock = object(run, "rwlock");
    assert_int_equal(count_of(run, rwlock, EVENT_RW_GOT, 1), 300);
    assert_int_equal(count_of(run, rwlock, EVENT_RW_GOT, 0), 300 * (THREADS - 1) + 1);
    assert_int_equal(count_of(run, rwlock, EVENT_RW_RELEASED, 1), 300);
    assert_int_equal(count_of(run, rwlock, EVENT_RW_RELEASED, 0), 300 * (THREADS - 1) + 1);
    assert_int_equal(count_of(run, rwlock, EVENT_RW_REFUSED, 1), 1);
    assert_int_equal(recorded_said(run, "try"), EBUSY);
    recorded_free(run);
}

static void whoever_meets_at_a_barrier_passes_it(void **state)
{
    (void)state;
    struct recorded *run = run_case("barriers", "50");
    const uint64_t barrier = object(run, "barrier");
    assert_int_equal(count_of(run, barrier, EVENT_BARRIER_WAITS, UINT32_MAX), 50 * THREADS);
    assert_int_equal(count_of(run, barrier, EVENT_BARRIER_PASSED, UINT32_MAX), 50 * THREADS);
    recorded_free(run);
}

static void spin_locks_are_taken_and_given_back(void **state)
{
    (void)state;
    struct recorded *run = run_case("spins", "500");
    const uint64_t spinlock = object(run, "spinlock");
    assert_int_equal(recorded_said(run, "counted"), 1000);
    assert_int_equal(count_of(run, spinlock, EVENT_SPIN_GOT, UINT32_MAX), 1000);
    assert_int_equal(count_of(run, spinlock, EVENT_SPIN_RELEASED, UINT32_MAX), 1000);
    assert_int_equal(count_of(run, spinlock, EVENT_SPIN_WAITS, UINT32_MAX), count_of(run, spinlock, EVENT_SPIN_GOT, 1));
    recorded_free(run);
}

static void once_is_once(void **state)
{
    (void)state;
    struct recorded *run = run_case("onces", "0");
    assert_int_equal(recorded_said(run, "done"), 11);
    assert_int_equal(count_of(run, object(run, "once"), EVENT_ONCE_BEGAN, UINT32_MAX), 1);
    assert_int_equal(count_of(run, object(run, "once"), EVENT_ONCE_DONE, UINT32_MAX), 1);
    assert_int_equal(count_of(run, object(run, "inner"), EVENT_ONCE_DONE, UINT32_MAX), 1);
    recorded_free(run);
}

static void a_bare_word_is_waited_for(void **state)
{
    (void)state;
    struct recorded *run = run_case("futexes", "0");
    const uint64_t word = object(run, "word");
    assert_int_equal(recorded_said(run, "value"), -1);
    assert_int_equal(recorded_said(run, "error"), EAGAIN);
    assert_in_range(count_of(run, word, EVENT_FUTEX_WAITS, UINT32_MAX), 1, 1000000);
    assert_int_equal(count_of(run, word, EVENT_FUTEX_WAITS, UINT32_MAX),
                     count_of(run, word, EVENT_FUTEX_WOKE, UINT32_MAX));
    recorded_free(run);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(waits_for_a_condition_have_a_mutex_and_an_end),
        cmocka_unit_test(semaphores_balance),
        cmocka_unit_test(a_named_semaphore_is_known_by_its_file),
        cmocka_unit_test(readers_and_writers_are_told_apart),
        cmocka_unit_test(whoever_meets_at_a_barrier_passes_it),
        cmocka_unit_test(spin_locks_are_taken_and_given_back),
        cmocka_unit_test(once_is_once),
        cmocka_unit_test(a_bare_word_is_waited_for),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
