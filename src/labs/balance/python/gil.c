// The global interpreter lock; the protocols are in the header.
//
// Memory orders: state, handing and last_holder are sequentially consistent: who hands over says so and then looks at
// the last holder, who takes writes the last holder and then looks who hands over. The rest is relaxed: what the
// holder writes is handed on by the lock itself.
//
// With nobody waiting there is no request: whoever has asked waits until it has the lock, and takes its request back.
#include "labs/balance/python/gil.h"

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
    uint32_t state = atomic_load(&gil->state);
    while (!(state & GIL_LOCKED))
        if (atomic_compare_exchange_weak(&gil->state, &state, state | GIL_LOCKED))
            return true;
    return false;
}

static void wake_one(struct gil *gil)
{
    pthread_mutex_lock(&gil->mutex);
    pthread_cond_signal(&gil->freed);
    pthread_mutex_unlock(&gil->mutex);
}

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

// A request, and its end: both with the mutex held. The holder looks at the word of its own now and then; who it was
// made of follows from the state.
static void ask(struct gil *gil)
{
    atomic_fetch_or(&gil->state, GIL_ASKED);
    atomic_store_explicit(&gil->drop_request, 1, memory_order_relaxed);
}

static void stop_asking(struct gil *gil)
{
    if (!gil_requested(gil))
        return;
    atomic_fetch_and(&gil->state, ~(uint32_t)GIL_ASKED);
    atomic_store_explicit(&gil->drop_request, 0, memory_order_relaxed);
}

// With the mutex held, until the lock is ours.
static void wait_until_ours(struct gil *gil, struct work *work)
{
    while (!try_lock(gil)) {
        const uint64_t switches_before = switches_seen(gil);
        const bool timed_out = wait_one_interval(gil);
        if (!timed_out || !(atomic_load(&gil->state) & GIL_LOCKED))
            continue;
        work->counts.gil_timeouts++;
        work_note_at(work, NOTE_TIMED_OUT, 0, gil_last_holder(gil), os_ticks());
        if (switches_seen(gil) != switches_before)
            continue;
        work->counts.gil_requests++;
        work_note_at(work, NOTE_REQUESTED, 0, gil_last_holder(gil), os_ticks());
        ask(gil);
    }
}

// The lock is ours: notes it, and tells those that hand over.
static void take_over(struct gil *gil, struct work *work, bool waited, uint64_t since_ticks)
{
    const uint32_t me = work->index + 1, last = gil_last_holder(gil);
    const uint64_t now = os_ticks();
    work->acquired_ticks[0] = now;
    work->waited[0] = waited;
    work->counts.acquisitions[0]++;
    if (waited)
        work->counts.wait_ticks[0] += now - since_ticks;
    work_note_at(work, NOTE_ACQUIRED, 0, 0, now);
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

// Notes a release at the moment it was.
static void note_release(struct work *work, bool asked, bool wanted)
{
    const uint64_t released = work->gil_released;
    work->counts.hold_ticks[0] += released - work->acquired_ticks[0];
    if (asked)
        work_note_at(work, NOTE_HONOURED, 0, 0, released);
    work_note_at(work, NOTE_RELEASED, 0, wanted, released);
    work->gil_released = 0;
}

void gil_settle(struct work *work)
{
    if (work->gil_released)
        note_release(work, false, false);
}

void gil_take_first(struct gil *gil, struct work *work)
{
    gil_settle(work);
    take_over(gil, work, false, 0);
}

void gil_take_waiting(struct gil *gil, struct work *work)
{
    gil_settle(work);
    pthread_mutex_lock(&gil->mutex);
    atomic_fetch_add(&gil->state, GIL_WAITER);
    const bool waits = !try_lock(gil);
    uint64_t since = 0;
    if (waits) {
        work->counts.contended[0]++;
        since = os_ticks();
        work_note_at(work, NOTE_WAITS, 0, gil_last_holder(gil), since);
        wait_until_ours(gil, work);
    }
    stop_asking(gil);
    atomic_fetch_sub(&gil->state, GIL_WAITER);
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
    work_note_at(work, NOTE_HANDED, 0, atomic_load(&gil->last_holder), os_ticks());
    pthread_mutex_unlock(&gil->switch_mutex);
    atomic_fetch_sub(&gil->handing, 1);
}

void gil_drop_wanted(struct gil *gil, struct work *work, uint32_t state_before, bool forced)
{
    const bool asked = state_before & GIL_ASKED;
    note_release(work, asked, true);
    wake_one(gil);
    if (forced && asked)
        await_switch(gil, work);
}

void gil_ticks_over(struct gil *gil, struct work *work)
{
    gil->ticks = gil->ticks_set;
    work->gil_released = os_ticks();
    const bool wanted = atomic_fetch_sub(&gil->state, GIL_LOCKED) != GIL_LOCKED;
    if (wanted)
        wake_one(gil);
    const bool at_once = try_lock(gil);
    if (at_once && !wanted && gil_last_holder(gil) == work->index + 1)
        return;
    note_release(work, false, wanted);
    if (at_once)
        take_over(gil, work, false, 0);
    else
        gil_take_waiting(gil, work);
}
