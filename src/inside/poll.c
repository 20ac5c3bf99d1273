// Waiting for one of several descriptors; for none at all it is sleeping.
#include "inside/inside.h"
#include "inside/real.h"

#include <errno.h>

// An end that is not told: nothing was waited for.
struct polling {
    unsigned end_kind; // 0: none
    struct wait outer;
};

static struct polling polling_begin(size_t count, const struct timespec *limit)
{
    struct polling polling = { 0, { 0 } };
    if (limit && limit->tv_sec == 0 && limit->tv_nsec == 0)
        return polling;
    polling.end_kind = count > 0 ? LEFT_POLLED : LEFT_SLEPT;
    if (count > 0)
        put(LEFT_POLLS, NULL, (uint32_t)count);
    else
        put(LEFT_SLEEPS, NULL, limit ? us_of(limit->tv_sec, limit->tv_nsec) : UINT32_MAX);
    polling.outer = wait_begin(polling.end_kind, NULL);
    return polling;
}

static void polling_end(const struct polling *polling)
{
    if (!polling->end_kind)
        return;
    wait_end(polling->outer);
    put(polling->end_kind, NULL, 0);
}

// NULL: for ever.
static const struct timespec *of_ms(int ms, struct timespec *limit)
{
    *limit = (struct timespec){ ms / 1000, ms % 1000 * 1000000L };
    return ms < 0 ? NULL : limit;
}

INTERPOSED int poll(struct pollfd *files, nfds_t count, int ms)
{
    struct timespec limit;
    const struct polling polling = polling_begin(count, of_ms(ms, &limit));
    const int result = real_of(poll)(files, count, ms);
    polling_end(&polling);
    return result;
}

INTERPOSED int ppoll(struct pollfd *files, nfds_t count, const struct timespec *limit, const sigset_t *mask)
{
    const struct polling polling = polling_begin(count, limit);
    const int result = real_of(ppoll)(files, count, limit, mask);
    polling_end(&polling);
    return result;
}

// How many descriptors any of the sets has.
static size_t count_sets(int count, const fd_set *reads, const fd_set *writes, const fd_set *others)
{
    const fd_set *sets[] = { reads, writes, others };
    size_t found = 0;
    for (int i = 0; i < count && i < FD_SETSIZE; i++)
        for (int j = 0; j < 3; j++)
            if (sets[j] && FD_ISSET(i, sets[j])) {
                found++;
                break;
            }
    return found;
}

INTERPOSED int select(int count, fd_set *reads, fd_set *writes, fd_set *others, struct timeval *time)
{
    const struct timespec limit = { time ? time->tv_sec : 0, time ? time->tv_usec * 1000 : 0 };
    const struct polling polling = polling_begin(count_sets(count, reads, writes, others), time ? &limit : NULL);
    const int result = real_of(select)(count, reads, writes, others, time);
    polling_end(&polling);
    return result;
}

INTERPOSED int pselect(int count, fd_set *reads, fd_set *writes, fd_set *others, const struct timespec *limit,
                       const sigset_t *mask)
{
    const struct polling polling = polling_begin(count_sets(count, reads, writes, others), limit);
    const int result = real_of(pselect)(count, reads, writes, others, limit, mask);
    polling_end(&polling);
    return result;
}

INTERPOSED int epoll_wait(int file, struct epoll_event *events, int most, int ms)
{
    struct timespec limit;
    const struct polling polling = polling_begin(1, of_ms(ms, &limit));
    const int result = real_of(epoll_wait)(file, events, most, ms);
    polling_end(&polling);
    return result;
}

INTERPOSED int epoll_pwait(int file, struct epoll_event *events, int most, int ms, const sigset_t *mask)
{
    struct timespec limit;
    const struct polling polling = polling_begin(1, of_ms(ms, &limit));
    const int result = real_of(epoll_pwait)(file, events, most, ms, mask);
    polling_end(&polling);
    return result;
}

INTERPOSED int __poll_chk(struct pollfd *files, nfds_t count, int ms, size_t bytes)
{
    struct timespec limit;
    const struct polling polling = polling_begin(count, of_ms(ms, &limit));
    const int result = real_of(__poll_chk)(files, count, ms, bytes);
    polling_end(&polling);
    return result;
}
