// Condition variables. The mutex is given up and taken again inside the real wait, unseen: what is told of it is that it was
// had before COND_WAITS and again from COND_WOKE on.
#include "inside/inside.h"
#include "inside/real.h"

static uint32_t us_until(clockid_t clock, const struct timespec *until)
{
    struct timespec now = { 0, 0 };
    real_of(clock_gettime)(clock, &now);
    return us_of((int64_t)until->tv_sec - now.tv_sec, until->tv_nsec - now.tv_nsec);
}

static void waits(unsigned kind, pthread_cond_t *condition, pthread_mutex_t *mutex, uint32_t us)
{
    put_long(kind, (uintptr_t)condition, (uintptr_t)mutex, us, 0);
    mutex_lent(mutex);
}

INTERPOSED int pthread_cond_wait(pthread_cond_t *condition, pthread_mutex_t *mutex)
{
    waits(LEFT_COND_WAITS, condition, mutex, 0);
    const struct wait outer = wait_begin(LEFT_COND_WOKE, condition);
    const int error = real_of(pthread_cond_wait)(condition, mutex);
    wait_end(outer);
    put(LEFT_COND_WOKE, condition, (uint32_t)error);
    return error;
}

// A condition tells the clock that it was made with by a bit of its state.
static clockid_t clock_of(const pthread_cond_t *condition)
{
    return condition->__data.__wrefs & 2 ? CLOCK_MONOTONIC : CLOCK_REALTIME;
}

INTERPOSED int pthread_cond_timedwait(pthread_cond_t *condition, pthread_mutex_t *mutex, const struct timespec *until)
{
    waits(LEFT_COND_TIMED_WAITS, condition, mutex, us_until(clock_of(condition), until));
    const struct wait outer = wait_begin(LEFT_COND_WOKE, condition);
    const int error = real_of(pthread_cond_timedwait)(condition, mutex, until);
    wait_end(outer);
    put(LEFT_COND_WOKE, condition, (uint32_t)error);
    return error;
}

INTERPOSED int pthread_cond_clockwait(pthread_cond_t *condition, pthread_mutex_t *mutex, clockid_t clock,
                                      const struct timespec *until)
{
    waits(LEFT_COND_TIMED_WAITS, condition, mutex, us_until(clock, until));
    const struct wait outer = wait_begin(LEFT_COND_WOKE, condition);
    const int error = real_of(pthread_cond_clockwait)(condition, mutex, clock, until);
    wait_end(outer);
    put(LEFT_COND_WOKE, condition, (uint32_t)error);
    return error;
}

INTERPOSED int pthread_cond_signal(pthread_cond_t *condition)
{
    put(LEFT_COND_SIGNALLED, condition, 0);
    return real_of(pthread_cond_signal)(condition);
}

INTERPOSED int pthread_cond_broadcast(pthread_cond_t *condition)
{
    put(LEFT_COND_BROADCAST, condition, 0);
    return real_of(pthread_cond_broadcast)(condition);
}
