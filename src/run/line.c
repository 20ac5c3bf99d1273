// Who sleeps and who spins.
//
// `call` is the futex word: it is read before the last look at go and stop, so a wake that comes in between is not slept
// through. Sleeps have an end all the same, so that a worker that was killed or stopped on its way holds nobody up.
#include "run/line.h"

#include "os/clock.h"
#include "os/worker.h"

#include <limits.h>

#define NS_PER_US UINT64_C(1000)
#define NS_PER_MS UINT64_C(1000000)

static const uint64_t lead_ns = 4 * NS_PER_US;   // from setting the moment to the moment: for all that spin to see it
static const uint64_t spin_ns = 150 * NS_PER_US; // for the others' cpus to come; some 60 wakes take that long
static const uint64_t patience_ns = 20 * NS_PER_MS; // from the first wake to going as they are
static const uint64_t look_ns = 50 * NS_PER_MS;     // at `stop`, while not all are there
static const uint64_t punctual_ns = 1 * NS_PER_US;  // left later than this after the moment: it was off its cpu

static uint64_t ticks_of(const struct run_line *line, uint64_t ns)
{
    return (uint64_t)((double)ns * line->ticks_per_ns);
}

static uint64_t ns_of(const struct run_line *line, uint64_t ticks)
{
    return (uint64_t)((double)ticks / line->ticks_per_ns);
}

// Acquire everywhere: whoever sees the moment to go knows that all have arrived. No data hangs on it.
static uint64_t go_at(const struct run_line *line)
{
    return atomic_load_explicit(&line->go_ticks, memory_order_acquire);
}

static bool stopped(const _Atomic uint32_t *stop) { return atomic_load_explicit(stop, memory_order_relaxed) != 0; }

static void sleep_on(const struct run_line *line, uint32_t call, uint64_t timeout_ns)
{
    os_word_wait((const uint32_t *)(const void *)&line->call, call, timeout_ns);
}

void run_line_call(struct run_line *line)
{
    atomic_store_explicit(&line->called_ns, os_now_ns(), memory_order_relaxed); // read when all is over
    atomic_fetch_add_explicit(&line->call, 1, memory_order_release);            // pairs with the sleepers' look
    os_word_wake((const uint32_t *)(const void *)&line->call, INT_MAX);
}

// The first to set the moment sets it for all.
static void set_moment(struct run_line *line, uint64_t ahead_ns)
{
    uint64_t none = 0;
    const uint64_t moment = os_ticks() + ticks_of(line, ahead_ns);
    // This and rest() each write one word and then read the other's: in one order for all, so that one of them sees it.
    atomic_compare_exchange_strong(&line->go_ticks, &none, moment);
    if (atomic_load(&line->resting) > 0)
        run_line_call(line);
}

// Sleeps until all are there.
static bool await_all(struct run_line *line, const _Atomic uint32_t *stop)
{
    if (atomic_fetch_add_explicit(&line->arrived, 1, memory_order_acq_rel) + 1 == line->count) {
        atomic_store_explicit(&line->opened_ns, os_now_ns(), memory_order_relaxed); // published by the call
        run_line_call(line);
        return !stopped(stop);
    }
    for (;;) {
        const uint32_t call = atomic_load_explicit(&line->call, memory_order_acquire);
        if (stopped(stop))
            return false;
        if (atomic_load_explicit(&line->opened_ns, memory_order_relaxed))
            return true;
        sleep_on(line, call, look_ns);
    }
}

// Spins until the moment is set, or for as long as is decent.
static bool spin_for_moment(const struct run_line *line, const _Atomic uint32_t *stop)
{
    const uint64_t end = os_ticks() + ticks_of(line, spin_ns);
    while (!go_at(line) && !stopped(stop) && os_ticks() < end)
        os_pause();
    return go_at(line) || stopped(stop);
}

// Sleeps until the next comes; sets the moment where that has taken too long.
static void rest(struct run_line *line, uint32_t call)
{
    const uint64_t waited_ns = os_now_ns() - atomic_load_explicit(&line->opened_ns, memory_order_relaxed);
    if (waited_ns >= patience_ns) {
        set_moment(line, 0);
        return;
    }
    atomic_fetch_add(&line->resting, 1); // see set_moment
    if (!atomic_load(&line->go_ticks))
        sleep_on(line, call, patience_ns - waited_ns);
    atomic_fetch_sub(&line->resting, 1);
}

// Until as many have a cpu as can have one at once.
static void meet(struct run_line *line, const _Atomic uint32_t *stop)
{
    while (!go_at(line) && !stopped(stop)) {
        if (atomic_fetch_add_explicit(&line->present, 1, memory_order_acq_rel) + 1 >= line->abreast) {
            set_moment(line, lead_ns);
            return;
        }
        if (atomic_load_explicit(&line->resting, memory_order_acquire) > 0)
            run_line_call(line);
        const uint32_t call = atomic_load_explicit(&line->call, memory_order_acquire);
        if (spin_for_moment(line, stop))
            return;
        atomic_fetch_sub_explicit(&line->present, 1, memory_order_acq_rel);
        rest(line, call);
    }
}

// Asking for the cpu time takes a system call: it is asked before the moment, and what is spent until then is added.
static void leave(const struct run_line *line, struct run_start *start)
{
    const uint64_t go = go_at(line);
    start->cpu_ns = os_thread_cpu_ns();
    const uint64_t asked = os_ticks();
    while (os_ticks() < go)
        os_pause();
    const uint64_t left = os_ticks();
    if (left < go + ticks_of(line, punctual_ns))
        start->cpu_ns += ns_of(line, left - asked);
    else
        start->cpu_ns = os_thread_cpu_ns();
    start->released_ns = os_now_ns();
}

bool run_line_await(struct run_line *line, const _Atomic uint32_t *stop, struct run_start *start)
{
    start->cpu_ns = os_thread_cpu_ns(); // asked once beforehand: the first time takes longer
    if (!await_all(line, stop))
        return false;
    meet(line, stop);
    if (stopped(stop))
        return false;
    leave(line, start);
    return true;
}

bool run_line_released(const struct run_line *line, uint64_t *ago_ns)
{
    const uint64_t go = go_at(line), now = os_ticks();
    *ago_ns = go && now > go ? ns_of(line, now - go) : 0;
    return go != 0;
}
