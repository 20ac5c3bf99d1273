// Clocks and the list of cpus: held against what the system says by another way.
#include "os/clock.h"
#include "os/cpus.h"

#include <inttypes.h>
#include <sched.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/time.h>
#include <time.h>

#include <cmocka.h>

#define MS UINT64_C(1000000)

static uint64_t system_ns(clockid_t clock)
{
    struct timespec now;
    clock_gettime(clock, &now);
    return (uint64_t)now.tv_sec * 1000 * MS + (uint64_t)now.tv_nsec;
}

static void now_is_the_monotonic_clock(void **state)
{
    (void)state;
    for (int i = 0; i < 1000; i++) {
        uint64_t before = system_ns(CLOCK_MONOTONIC);
        uint64_t now = os_now_ns();
        uint64_t after = system_ns(CLOCK_MONOTONIC);
        assert_in_range(now, before, after);
    }
}

static void ticks_map_to_nanoseconds_within_a_percent(void **state)
{
    (void)state;
    double ticks_per_ns = os_ticks_per_ns();
    assert_true(ticks_per_ns > 0.0);
    assert_true(ticks_per_ns == os_ticks_per_ns());
    for (int i = 0; i < 5; i++) {
        struct os_instant from = os_instant_now();
        os_sleep_until_ns(from.ns + 10 * MS);
        struct os_instant to = os_instant_now();
        double by_ticks = (double)(to.ticks - from.ticks) / ticks_per_ns;
        double by_clock = (double)(to.ns - from.ns);
        if (by_ticks < by_clock * 0.99 || by_ticks > by_clock * 1.01)
            fail_msg("%.0f ns by ticks, %.0f ns by the clock", by_ticks, by_clock);
    }
}

static void instant_lies_between_readings_of_both_clocks(void **state)
{
    (void)state;
    for (int i = 0; i < 1000; i++) {
        uint64_t ns_before = os_now_ns();
        uint64_t ticks_before = os_ticks();
        struct os_instant instant = os_instant_now();
        uint64_t ticks_after = os_ticks();
        uint64_t ns_after = os_now_ns();
        assert_in_range(instant.ns, ns_before, ns_after);
        assert_in_range(instant.ticks, ticks_before, ticks_after);
    }
}

static void sleep_reaches_its_moment(void **state)
{
    (void)state;
    uint64_t moment = os_now_ns() + 5 * MS;
    os_sleep_until_ns(moment);
    assert_in_range(os_now_ns(), moment, moment + 2000 * MS);

    // A moment that has passed costs no sleep: the quickest of some tries, for the machine may be busy with others.
    uint64_t quickest = UINT64_MAX;
    for (int i = 0; i < 20; i++) {
        uint64_t from = os_now_ns();
        os_sleep_until_ns(from - MS);
        os_sleep_until_ns(0);
        uint64_t took = os_now_ns() - from;
        quickest = took < quickest ? took : quickest;
    }
    assert_in_range(quickest, 0, MS);
}

static volatile sig_atomic_t alarms;

static void note_alarm(int number)
{
    (void)number;
    alarms = alarms + 1;
}

static void sleep_ends_at_a_signal(void **state)
{
    (void)state;
    struct sigaction action = { .sa_handler = note_alarm, .sa_flags = SA_RESTART };
    struct sigaction before;
    sigaction(SIGALRM, &action, &before);
    alarms = 0;
    struct itimerval soon = { .it_value = { .tv_usec = 20000 } };
    uint64_t from = os_now_ns();
    setitimer(ITIMER_REAL, &soon, NULL);
    os_sleep_until_ns(from + 20000 * MS);
    uint64_t took = os_now_ns() - from;
    sigaction(SIGALRM, &before, NULL);
    assert_int_equal(alarms, 1);
    assert_in_range(took, 15 * MS, 10000 * MS);
}

static void thread_time_counts_work_and_not_sleep(void **state)
{
    (void)state;
    uint64_t cpu_from = os_thread_cpu_ns();
    uint64_t wall_from = os_now_ns();
    while (os_thread_cpu_ns() - cpu_from < 5 * MS)
        os_pause();
    uint64_t wall_spent = os_now_ns() - wall_from;
    assert_in_range(wall_spent, 49 * MS / 10, UINT64_MAX); // the two clocks may differ a little in rate

    cpu_from = os_thread_cpu_ns();
    os_sleep_until_ns(os_now_ns() + 50 * MS);
    assert_in_range(os_thread_cpu_ns() - cpu_from, 0, 25 * MS);
}

static void cpus_are_those_of_the_affinity(void **state)
{
    (void)state;
    const struct os_cpus *cpus = os_cpus_allowed();
    cpu_set_t set;
    assert_int_equal(sched_getaffinity(0, sizeof set, &set), 0);
    assert_int_equal(cpus->count, CPU_COUNT(&set));
    for (int i = 0; i < cpus->count; i++) {
        assert_true(CPU_ISSET((size_t)cpus->ids[i], &set));
        if (i > 0)
            assert_true(cpus->ids[i - 1] < cpus->ids[i]);
    }
    assert_ptr_equal(os_cpus_allowed(), cpus);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(now_is_the_monotonic_clock),
        cmocka_unit_test(ticks_map_to_nanoseconds_within_a_percent),
        cmocka_unit_test(instant_lies_between_readings_of_both_clocks),
        cmocka_unit_test(sleep_reaches_its_moment),
        cmocka_unit_test(sleep_ends_at_a_signal),
        cmocka_unit_test(thread_time_counts_work_and_not_sleep),
        cmocka_unit_test(cpus_are_those_of_the_affinity),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
