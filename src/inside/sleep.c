// Sleeping, and letting others go on.
#include "inside/inside.h"
#include "inside/real.h"

#include <sched.h>
#include <threads.h>

static struct wait sleep_begin(int64_t seconds, int64_t ns)
{
    put(LEFT_SLEEPS, NULL, us_of(seconds, ns));
    return wait_begin(LEFT_SLEPT, NULL);
}

static void sleep_end(struct wait outer)
{
    wait_end(outer);
    put(LEFT_SLEPT, NULL, 0);
}

INTERPOSED unsigned sleep(unsigned seconds)
{
    const struct wait outer = sleep_begin(seconds, 0);
    const unsigned left = real_of(sleep)(seconds);
    sleep_end(outer);
    return left;
}

INTERPOSED int usleep(useconds_t us)
{
    const struct wait outer = sleep_begin(us / 1000000, us % 1000000 * INT64_C(1000));
    const int result = real_of(usleep)(us);
    sleep_end(outer);
    return result;
}

INTERPOSED int nanosleep(const struct timespec *time, struct timespec *left)
{
    const struct wait outer = sleep_begin(time->tv_sec, time->tv_nsec);
    const int result = real_of(nanosleep)(time, left);
    sleep_end(outer);
    return result;
}

INTERPOSED int thrd_sleep(const struct timespec *time, struct timespec *left)
{
    const struct wait outer = sleep_begin(time->tv_sec, time->tv_nsec);
    const int result = real_of(thrd_sleep)(time, left);
    sleep_end(outer);
    return result;
}

INTERPOSED int clock_nanosleep(clockid_t clock, int flags, const struct timespec *time, struct timespec *left)
{
    struct timespec now = { 0, 0 };
    if (flags & TIMER_ABSTIME)
        real_of(clock_gettime)(clock, &now);
    const struct wait outer = sleep_begin((int64_t)time->tv_sec - now.tv_sec, time->tv_nsec - now.tv_nsec);
    const int error = real_of(clock_nanosleep)(clock, flags, time, left);
    sleep_end(outer);
    return error;
}

// Nothing is told of it, but a thread that spins asks for others to go on.
INTERPOSED int sched_yield(void)
{
    hear(HEARD_ENTERS, NULL, 0);
    return real_of(sched_yield)();
}
