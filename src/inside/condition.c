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
    hear(HEARD_UNLOCKS, mutex, HEARD_WHOLE);
    put_long(kind, (uintptr_t)condition, (uintptr_t)mutex, us, 0);
    mutex_lent(mutex);
}

// How long at most; clock −1: that of pthread_cond_timedwait.
struct limit {
    clockid_t clock;
    const struct timespec *until; // NULL: as long as it takes
};

static int wait_really(pthread_cond_t *condition, pthread_mutex_t *mutex, struct limit limit)
{
    if (!limit.until)
        return real_of(pthread_cond_wait)(condition, mutex);
    return limit.clock == -1 ? real_of(pthread_cond_timedwait)(condition, mutex, limit.until)
                             : real_of(pthread_cond_clockwait)(condition, mutex, limit.clock, limit.until);
}

static void cancelled(void *mutex) { hear(HEARD_LOCKED, mutex, HEARD_WHOLE); }

// Who is cancelled in there has the mutex again, and the program's own handlers go on from that.
static __attribute__((noinline)) int wait_heard(pthread_cond_t *condition, pthread_mutex_t *mutex, struct limit limit)
{
    int error;
    pthread_cleanup_push(cancelled, mutex);
    error = wait_really(condition, mutex, limit);
    pthread_cleanup_pop(0);
    return error;
}

static int wait_for(pthread_cond_t *condition, pthread_mutex_t *mutex, struct limit limit)
{
    return inside_hears ? wait_heard(condition, mutex, limit) : wait_really(condition, mutex, limit);
}

// It has the mutex again, whatever woke it.
static int woke(pthread_cond_t *condition, pthread_mutex_t *mutex, int error, struct wait outer)
{
    wait_end(outer);
    hear(HEARD_LOCKED, mutex, HEARD_WHOLE);
    if (error == 0)
        hear(HEARD_GETS, condition, 0);
    put(LEFT_COND_WOKE, condition, (uint32_t)error);
    return error;
}

INTERPOSED int pthread_cond_init(pthread_cond_t *condition, const pthread_condattr_t *attributes)
{
    const int error = real_of(pthread_cond_init)(condition, attributes);
    if (error == 0)
        hear(HEARD_MADE, condition, 0);
    return error;
}

INTERPOSED int pthread_cond_wait(pthread_cond_t *condition, pthread_mutex_t *mutex)
{
    waits(LEFT_COND_WAITS, condition, mutex, 0);
    const struct wait outer = wait_begin(LEFT_COND_WOKE, condition);
    return woke(condition, mutex, wait_for(condition, mutex, (struct limit){ 0 }), outer);
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
    return woke(condition, mutex, wait_for(condition, mutex, (struct limit){ -1, until }), outer);
}

INTERPOSED int pthread_cond_clockwait(pthread_cond_t *condition, pthread_mutex_t *mutex, clockid_t clock,
                                      const struct timespec *until)
{
    waits(LEFT_COND_TIMED_WAITS, condition, mutex, us_until(clock, until));
    const struct wait outer = wait_begin(LEFT_COND_WOKE, condition);
    return woke(condition, mutex, wait_for(condition, mutex, (struct limit){ clock, until }), outer);
}

INTERPOSED int pthread_cond_signal(pthread_cond_t *condition)
{
    hear(HEARD_POSTS, condition, 0);
    put(LEFT_COND_SIGNALLED, condition, 0);
    return real_of(pthread_cond_signal)(condition);
}

INTERPOSED int pthread_cond_broadcast(pthread_cond_t *condition)
{
    hear(HEARD_POSTS, condition, 0);
    put(LEFT_COND_BROADCAST, condition, 0);
    return real_of(pthread_cond_broadcast)(condition);
}
