// The global interpreter lock; the protocols are in the header.
//
// Memory orders: locked, waiting, handing and last_holder are sequentially consistent, for each side stores one of
// them and then looks at another (locked and waiting, last_holder and handing). The rest is relaxed: what the holder
// writes is handed on by the lock itself.
#include "experiment/gil.h"

#include <assert.h>
#include <errno.h>
#include <time.h>

void gil_init(struct gil *gil, const struct python *python, uint64_t interval_ns, bool between_processes)
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
    gil->kind = python->lock;
    gil->ticks = gil->ticks_set = python->ticks;
    gil_set_interval(gil, interval_ns);
}

void gil_set_interval(struct gil *gil, uint64_t interval_ns)
{
    atomic_store_explicit(&gil->interval_ns, interval_ns, memory_order_relaxed); // nothing else hangs on it
}

static bool try_lock(struct gil *gil)
{
    uint32_t free = 0;
    return atomic_compare_exchange_strong(&gil->locked, &free, 1);
}

static void unlock_and_wake(struct gil *gil)
{
    atomic_store(&gil->locked, 0);
    if (atomic_load(&gil->waiting) == 0)
        return;
    pthread_mutex_lock(&gil->mutex);
    pthread_cond_signal(&gil->freed);
    pthread_mutex_unlock(&gil->mutex);
}

static uint32_t holder_seen(struct gil *gil) { return atomic_load_explicit(&gil->last_holder, memory_order_relaxed); }

static uint64_t switches_seen(struct gil *gil)
{
    return atomic_load_explicit(&gil->switch_number, memory_order_relaxed);
}

// One interval of patience on the condition. True if it ran out.
static bool wait_one_interval(struct gil *gil)
{
    struct timespec until;
    if (gil->kind == GIL_TICKS) {
        pthread_cond_wait(&gil->freed, &gil->mutex);
        return false;
    }
    clock_gettime(CLOCK_MONOTONIC, &until);
    const uint64_t ns = (uint64_t)until.tv_nsec + atomic_load_explicit(&gil->interval_ns, memory_order_relaxed);
    until.tv_sec += (time_t)(ns / 1000000000u);
    until.tv_nsec = (long)(ns % 1000000000u);
    return pthread_cond_timedwait(&gil->freed, &gil->mutex, &until) == ETIMEDOUT;
}

// With the mutex held, until the lock is ours.
static void wait_until_ours(struct gil *gil, struct work *work)
{
    while (!try_lock(gil)) {
        const uint64_t switches_before = switches_seen(gil);
        const bool timed_out = wait_one_interval(gil);
        if (!timed_out || !atomic_load(&gil->locked))
            continue;
        work->counts.gil_timeouts++;
        work_note_at(work, GIL_TIMED_OUT, 0, holder_seen(gil), os_ticks());
        if (switches_seen(gil) != switches_before)
            continue;
        work->counts.gil_requests++;
        work_note_at(work, GIL_REQUESTED, 0, holder_seen(gil), os_ticks());
        atomic_store_explicit(&gil->drop_request, 1,
                              memory_order_relaxed); // the holder looks now and then; the lock orders the rest
    }
}

// The lock is ours: notes it, tells those that hand over, takes a request back that was made of the holder before.
static void take_over(struct gil *gil, struct work *work, bool waited, uint64_t since_ticks)
{
    const uint32_t me = work->index + 1, last = holder_seen(gil);
    const uint64_t now = os_ticks();
    work->acquired_ticks[0] = now;
    work->waited[0] = waited;
    work->counts.acquisitions[0]++;
    if (waited)
        work->counts.wait_ticks[0] += now - since_ticks;
    work_note_at(work, LOCK_ACQUIRED, 0, 0, now);
    if (gil_requested(gil))
        atomic_store_explicit(&gil->drop_request, 0, memory_order_relaxed);
    if (last == me)
        return;
    work->counts.gil_switches += last != 0; // the very first taking is no switch
    atomic_store_explicit(&gil->switch_number, switches_seen(gil) + 1, memory_order_relaxed);
    atomic_store(&gil->last_holder, me);
    if (atomic_load(&gil->handing) == 0)
        return;
    pthread_mutex_lock(&gil->switch_mutex);
    pthread_cond_broadcast(&gil->switched);
    pthread_mutex_unlock(&gil->switch_mutex);
}

void gil_take(struct gil *gil, struct work *work)
{
    if (atomic_load(&gil->waiting) == 0 && try_lock(gil)) {
        // Somebody may have come to wait meanwhile, and his request must not fall between our taking and its taking back.
        const bool alone = atomic_load(&gil->waiting) == 0;
        if (!alone)
            pthread_mutex_lock(&gil->mutex);
        take_over(gil, work, false, 0);
        if (!alone)
            pthread_mutex_unlock(&gil->mutex);
        return;
    }
    pthread_mutex_lock(&gil->mutex);
    atomic_fetch_add(&gil->waiting, 1);
    const bool waits = !try_lock(gil);
    uint64_t since = 0;
    if (waits) {
        work->counts.contended[0]++;
        since = os_ticks();
        work_note_at(work, LOCK_WAITS, 0, holder_seen(gil), since);
        wait_until_ours(gil, work);
    }
    atomic_fetch_sub(&gil->waiting, 1);
    take_over(gil, work, waits, since);
    pthread_mutex_unlock(&gil->mutex);
}

// Waits until somebody else has taken the lock.
static void await_switch(struct gil *gil, struct work *work)
{
    const uint32_t me = work->index + 1;
    atomic_fetch_add(&gil->handing, 1);
    pthread_mutex_lock(&gil->switch_mutex);
    while (atomic_load(&gil->last_holder) == me)
        pthread_cond_wait(&gil->switched, &gil->switch_mutex);
    work_note_at(work, GIL_HANDED, 0, atomic_load(&gil->last_holder), os_ticks());
    pthread_mutex_unlock(&gil->switch_mutex);
    atomic_fetch_sub(&gil->handing, 1);
}

void gil_drop(struct gil *gil, struct work *work, bool forced)
{
    const bool requested = gil_requested(gil);
    const bool wanted = atomic_load(&gil->waiting) != 0;
    const uint64_t now = os_ticks();
    work->counts.hold_ticks[0] += now - work->acquired_ticks[0];
    if (requested)
        work_note_at(work, GIL_HONOURED, 0, 0, now);
    work_note_at(work, LOCK_RELEASED, 0, wanted, now);
    unlock_and_wake(gil);
    // A request without a waiter cannot be: the asker waits until it has the lock. But it may be gone by another
    // way, so look again.
    if (forced && requested && wanted)
        await_switch(gil, work);
}

void gil_ticks_over(struct gil *gil, struct work *work)
{
    const bool wanted = atomic_load(&gil->waiting) != 0;
    const uint64_t now = os_ticks();
    gil->ticks = gil->ticks_set;
    unlock_and_wake(gil);
    const bool at_once = try_lock(gil);
    if (at_once && !wanted && holder_seen(gil) == work->index + 1)
        return;
    work->counts.hold_ticks[0] += now - work->acquired_ticks[0];
    work_note_at(work, LOCK_RELEASED, 0, wanted, now);
    if (at_once)
        take_over(gil, work, false, 0);
    else
        gil_take(gil, work);
}
