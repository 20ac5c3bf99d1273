// A worker's life. The last to reach the starting line sets the moment at which all start: a moment a little ahead,
// so that the supervisor is asleep again and every worker that has a cpu leaves at the same tick.
#include "run/worker.h"

#include "experiment/driven.h"
#include "experiment/guard.h"
#include "os/cpus.h"
#include "os/worker.h"
#include "run/memory.h"

enum {
    START_DELAY_NS = 100000,
    SPINS_BEFORE_YIELD = 64,
};

// The balance of a worker with memory of its own: every forked process gets its own copy of this page, as after any
// fork.
static _Alignas(RUN_LINE_BYTES) _Atomic uint64_t own_cell;

static void introduce(struct run_slot *slot)
{
    slot->pid = os_self_pid();
    slot->tid = os_self_tid();
    slot->parent_pid = os_self_parent_pid();
    slot->entered_ns = os_now_ns();
}

// Spins until the common moment; false when told to stop instead.
static bool await_start(struct run_slot *slot)
{
    struct run_control *control = slot->control;
    // Acquire and release: whoever reads go_ticks knows that all have arrived; no data hangs on it.
    if (atomic_fetch_add_explicit(&control->arrived, 1, memory_order_acq_rel) + 1 == control->count) {
        const uint64_t delay = (uint64_t)(START_DELAY_NS * slot->work.ticks_per_ns);
        atomic_store_explicit(&control->go_ticks, os_ticks() + delay, memory_order_release);
        os_bell_ring(&control->bell);
    }
    for (unsigned spins = 1;; spins++) {
        const uint64_t go = atomic_load_explicit(&control->go_ticks, memory_order_acquire);
        if (go && os_ticks() >= go)
            return !work_stopped(&slot->work);
        if (!go && work_stopped(&slot->work))
            return false;
        if (control->crowded && spins % SPINS_BEFORE_YIELD == 0)
            os_yield();
        else
            os_pause();
    }
}

void run_worker_main(void *argument)
{
    struct run_slot *slot = argument;
    introduce(slot);
    if (slot->control->private_memory)
        slot->work.cell = &own_cell;
    if (await_start(slot)) {
        slot->released_ns = os_now_ns();
        slot->first_cpu = (uint32_t)os_cpu_now();
        if (slot->work.baton)
            driven_run(&slot->work);
        else
            guard_of(slot->work.experiment)->run(&slot->work);
        slot->finished_ns = os_now_ns();
    }
    if (slot->control->private_memory)
        slot->final_cell = atomic_load_explicit(&own_cell, memory_order_relaxed); // nobody else writes it
    slot->cpu_ns = os_thread_cpu_ns();
    atomic_store_explicit(&slot->finished, 1, memory_order_release); // pairs with the supervisor's look
    os_bell_ring(&slot->control->bell);
}
