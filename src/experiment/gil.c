// The global interpreter lock; the protocol is in the header.
#include "experiment/gil.h"

#include <assert.h>
#include <errno.h>
#include <time.h>

void gil_init(struct gil *gil, uint64_t interval_ns, bool between_processes)
{
    pthread_mutexattr_t mutex_kind;
    pthread_condattr_t condition_kind;
    const int shared = between_processes ? PTHREAD_PROCESS_SHARED : PTHREAD_PROCESS_PRIVATE;
    int failed = pthread_mutexattr_init(&mutex_kind) | pthread_condattr_init(&condition_kind);
    failed |= pthread_mutexattr_setpshared(&mutex_kind, shared);
    failed |= pthread_condattr_setpshared(&condition_kind, shared);
    failed |= pthread_condattr_setclock(&condition_kind, CLOCK_MONOTONIC);
    failed |= pthread_mutex_init(&gil->mutex, &mutex_kind) | pthread_mutex_init(&gil->switch_mutex, &mutex_kind);
    failed |= pthread_cond_init(&gil->freed, &condition_kind) | pthread_cond_init(&gil->switched, &condition_kind);
    failed |= pthread_mutexattr_destroy(&mutex_kind) | pthread_condattr_destroy(&condition_kind);
    assert(!failed); // on Linux none of these can fail with these arguments
    (void)failed;
    gil->interval_ns = interval_ns;
}

// One interval of patience on the condition. True if it ran out.
static bool wait_one_interval(struct gil *gil)
{
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    const uint64_t ns = (uint64_t)until.tv_nsec + gil->interval_ns;
    until.tv_sec += (time_t)(ns / 1000000000u);
    until.tv_nsec = (long)(ns % 1000000000u);
    return pthread_cond_timedwait(&gil->freed, &gil->mutex, &until) == ETIMEDOUT;
}

static void wait_until_free(struct gil *gil, struct work *work)
{
    while (gil->locked) {
        const uint64_t switches_before = gil->switch_number;
        const bool timed_out = wait_one_interval(gil);
        if (!timed_out || !gil->locked)
            continue;
        work->counts.gil_timeouts++;
        work_note_at(work, GIL_TIMED_OUT, 0, gil->last_holder, os_ticks());
        if (gil->switch_number != switches_before)
            continue;
        work->counts.gil_requests++;
        work_note_at(work, GIL_REQUESTED, 0, gil->last_holder, os_ticks());
        atomic_store_explicit(&gil->drop_request, 1,
                              memory_order_relaxed); // the holder looks now and then; the mutex orders the rest
    }
}

void gil_take(struct gil *gil, struct work *work)
{
    const uint32_t me = work->index + 1;
    pthread_mutex_lock(&gil->mutex);
    const bool waits = gil->locked;
    uint64_t since = 0;
    if (waits) {
        gil->waiting++;
        work->counts.contended[0]++;
        since = os_ticks();
        work_note_at(work, LOCK_WAITS, 0, gil->last_holder, since);
        wait_until_free(gil, work);
        gil->waiting--;
    }
    // The switch mutex is held around the taking, so that a holder in forced hand-over cannot miss it.
    pthread_mutex_lock(&gil->switch_mutex);
    gil->locked = true;
    if (gil->last_holder != me) {
        work->counts.gil_switches += gil->last_holder != 0; // the very first taking is no switch
        gil->last_holder = me;
        gil->switch_number++;
    }
    pthread_cond_broadcast(&gil->switched);
    pthread_mutex_unlock(&gil->switch_mutex);
    atomic_store_explicit(&gil->drop_request, 0,
                          memory_order_relaxed); // asked of the holder before; the mutex orders it
    const uint64_t now = os_ticks();
    work->acquired_ticks[0] = now;
    work->waited[0] = waits;
    work->counts.acquisitions[0]++;
    if (waits)
        work->counts.wait_ticks[0] += now - since;
    work_note_at(work, LOCK_ACQUIRED, 0, 0, now);
    pthread_mutex_unlock(&gil->mutex);
}

// Waits until somebody else has taken the lock.
static void await_switch(struct gil *gil, struct work *work)
{
    const uint32_t me = work->index + 1;
    pthread_mutex_lock(&gil->switch_mutex);
    while (gil->last_holder == me)
        pthread_cond_wait(&gil->switched, &gil->switch_mutex);
    work_note_at(work, GIL_HANDED, 0, gil->last_holder, os_ticks());
    pthread_mutex_unlock(&gil->switch_mutex);
}

void gil_drop(struct gil *gil, struct work *work, bool forced)
{
    pthread_mutex_lock(&gil->mutex);
    const bool requested = gil_requested(gil);
    const bool wanted = gil->waiting != 0;
    const uint64_t now = os_ticks();
    work->counts.hold_ticks[0] += now - work->acquired_ticks[0];
    if (requested)
        work_note_at(work, GIL_HONOURED, 0, 0, now);
    work_note_at(work, LOCK_RELEASED, 0, wanted, now);
    gil->locked = false;
    pthread_cond_signal(&gil->freed);
    pthread_mutex_unlock(&gil->mutex);
    // A request without a waiter cannot be: the asker waits until it has the lock. But it may be gone by another
    // way, so look again.
    if (forced && requested && wanted)
        await_switch(gil, work);
}
