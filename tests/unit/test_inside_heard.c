// What the library inside a program lets the hooks hear: what, of which object, in which order; and that without a listener
// or without the library all goes as before.
#include "support/recorded.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void assert_heard(const char *name, const char *expected)
{
    struct recorded *run = recorded_run((struct recorded_how){ 0 }, "inside_heard", name);
    assert_int_equal(run->status, 0);
    assert_string_equal(run->out, expected);
    recorded_free(run);
}

static void mutexes_are_heard_when_they_were_had_and_before_they_are_given_back(void **state)
{
    (void)state;
    assert_heard("mutexes", "made first 0\n"
                            "locked first 0\nunlocks first 0\nlocked first 0\nunlocks first 0\n"
                            "locked first 0\nunlocks first 0\n"
                            "locked first 0\n"
                            "locked second 0\nlocked second 0\nunlocks second 0\nunlocks second 0\n"
                            "unlocks first 0\n"
                            "locked fourth 0\nunlocks fourth 0\n");
}

static void so_are_the_other_locks(void **state)
{
    (void)state;
    assert_heard("rest", "made lock 0\nlocked lock 1\nlocked lock 1\nunlocks lock 1\nunlocks lock 1\n"
                         "locked lock 0\nunlocks lock 0\n"
                         "made spin 0\nlocked spin 0\nunlocks spin 0\n"
                         "made semaphore 0\ngets semaphore 0\nposts semaphore 0\ngets semaphore 0\n"
                         "made barrier 1\narrives barrier 0\npasses barrier 0\n");
}

static void who_waits_at_a_condition_has_no_mutex_meanwhile(void **state)
{
    (void)state;
    assert_heard("conditions", "locked mutex 0\nunlocks mutex 0\nlocked mutex 0\nunlocks mutex 0\n"
                               "posts condition 0\nposts condition 0\n");
}

static void who_is_cancelled_at_a_condition_has_its_mutex_again(void **state)
{
    (void)state;
    struct recorded *run = recorded_run((struct recorded_how){ 0 }, "inside_heard", "cancelled");
    assert_int_equal(run->status, 0);
    const char *end = "locked mutex 0\nunlocks mutex 0\njoined thread 0\n";
    const size_t bytes = strlen(run->out);
    assert_true(bytes > strlen(end));
    assert_string_equal(run->out + bytes - strlen(end), end);
    recorded_free(run);
}

// Created is heard in one thread and begins in the other: either may come first.
static void a_thread_brings_along_what_was_answered(void **state)
{
    (void)state;
    struct recorded *run = recorded_run((struct recorded_how){ 0 }, "inside_heard", "threads");
    assert_int_equal(run->status, 0);
    assert_int_equal(strncmp(run->out, "creates - 0\n", 12), 0);
    assert_non_null(strstr(run->out, "begins thread 77\n"));
    assert_non_null(strstr(run->out, "created thread 77\n"));
    assert_true(strstr(run->out, "joined thread 0\n") > strstr(run->out, "begins thread 77\n"));
    assert_non_null(strstr(run->out, "posts once 0\ngets once 0\ngets once 0\n"));
    recorded_free(run);
}

static void what_was_written_into_a_pipe_is_had_by_who_reads_it(void **state)
{
    (void)state;
    assert_heard("pipes", "posts pipe 1\ngets pipe 1\n");
}

static void what_may_wait_is_entered(void **state)
{
    (void)state;
    assert_heard("enters", "slept 1\nyielded 1\n");
}

static void without_the_library_nothing_is_heard(void **state)
{
    (void)state;
    struct recorded *run = recorded_run((struct recorded_how){ .plain = true }, "inside_heard", "mutexes");
    assert_int_equal(run->status, 0);
    assert_string_equal(run->out ? run->out : "", "");
    recorded_free(run);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(mutexes_are_heard_when_they_were_had_and_before_they_are_given_back),
        cmocka_unit_test(so_are_the_other_locks),
        cmocka_unit_test(who_waits_at_a_condition_has_no_mutex_meanwhile),
        cmocka_unit_test(who_is_cancelled_at_a_condition_has_its_mutex_again),
        cmocka_unit_test(a_thread_brings_along_what_was_answered),
        cmocka_unit_test(what_was_written_into_a_pipe_is_had_by_who_reads_it),
        cmocka_unit_test(what_may_wait_is_entered),
        cmocka_unit_test(without_the_library_nothing_is_heard),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
