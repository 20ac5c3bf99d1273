// The clocks on Linux: CLOCK_MONOTONIC through the vDSO, and its relation to the time-stamp counter.
//
// CLOCK_MONOTONIC and not CLOCK_MONOTONIC_RAW, because the kernel stamps its switch records with it. Its rate is
// steered by up to 0.05 % while the machine's time is being corrected; a run is mapped between its own two
// instants, so that this cancels.
#include "os/clock.h"

#include <time.h>

#define NS_PER_S UINT64_C(1000000000)
#define INSTANT_TRIES 9
#define CALIBRATION_NS UINT64_C(500000)

static uint64_t clock_ns(clockid_t clock)
{
    struct timespec now;
    clock_gettime(clock, &now);
    return (uint64_t)now.tv_sec * NS_PER_S + (uint64_t)now.tv_nsec;
}

uint64_t os_now_ns(void) { return clock_ns(CLOCK_MONOTONIC); }

uint64_t os_unix_ns(void) { return clock_ns(CLOCK_REALTIME); }

uint64_t os_thread_cpu_ns(void) { return clock_ns(CLOCK_THREAD_CPUTIME_ID); }

void os_sleep_until_ns(uint64_t moment_ns)
{
    struct timespec moment = {
        .tv_sec = (time_t)(moment_ns / NS_PER_S),
        .tv_nsec = (long)(moment_ns % NS_PER_S),
    };
    clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &moment, NULL);
}

struct os_instant os_instant_now(void)
{
    struct os_instant tightest = { 0, 0 };
    uint64_t tightest_width = UINT64_MAX;
    for (int i = 0; i < INSTANT_TRIES; i++) {
        uint64_t before = os_ticks();
        uint64_t ns = os_now_ns();
        uint64_t width = os_ticks() - before;
        // A try that was interrupted is wide. The first one is wide too: the clock's page is not in the cache yet.
        if (width < tightest_width) {
            tightest_width = width;
            tightest.ticks = before + width / 2;
            tightest.ns = ns;
        }
    }
    return tightest;
}

static struct os_instant first;

void os_clock_start(void)
{
    if (first.ns == 0)
        first = os_instant_now();
}

double os_ticks_per_ns(void)
{
    static double ticks_per_ns;
    if (ticks_per_ns == 0.0) {
        os_clock_start();
        while (os_now_ns() < first.ns + CALIBRATION_NS) // a signal ends the sleep early
            os_sleep_until_ns(first.ns + CALIBRATION_NS);
        const struct os_instant now = os_instant_now();
        ticks_per_ns = (double)(now.ticks - first.ticks) / (double)(now.ns - first.ns);
    }
    return ticks_per_ns;
}
