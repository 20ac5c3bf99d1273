// A worker's life.
#include "run/worker.h"

#include "labs/balance/driven.h"
#include "labs/balance/guard.h"
#include "os/cpus.h"
#include "os/worker.h"
#include "run/memory.h"

// The balance of a worker with memory of its own: every forked process gets its own copy of this page, as after any
// fork.
static _Alignas(RUN_LINE_BYTES) _Atomic uint64_t own_cell;

static void introduce(struct run_slot *slot)
{
    slot->pid = os_self_pid();
    slot->tid = os_self_tid();
    slot->parent_pid = os_self_parent_pid();
    slot->unpinned = !os_self_is_pinned();
    slot->entered_ns = os_now_ns();
}

// The last one rings: until then the supervisor has nothing to do, and whoever still works is not disturbed.
static void tell_finished(struct run_slot *slot)
{
    struct run_control *control = slot->control;
    atomic_store_explicit(&slot->finished, 1, memory_order_release); // pairs with the supervisor's look
    if (atomic_fetch_add_explicit(&control->done, 1, memory_order_acq_rel) + 1 == control->count)
        os_bell_ring(&control->bell);
}

void run_worker_main(void *argument)
{
    struct run_slot *slot = argument;
    introduce(slot);
    if (slot->control->private_memory)
        slot->work.cell = &own_cell;
    if (slot->work.experiment->workers == WORKERS_PROCESSES)
        run_memory_prepare(slot);
    if (run_line_await(&slot->control->line, slot->work.stop, &slot->start)) {
        slot->first_cpu = (uint32_t)os_cpu_now();
        if (slot->work.baton)
            driven_run(&slot->work);
        else
            guard_of(slot->work.experiment)->run(&slot->work);
        slot->finished_ns = os_now_ns();
        slot->run_cpu_ns = os_thread_cpu_ns() - slot->start.cpu_ns;
    }
    if (slot->control->private_memory)
        slot->final_cell = atomic_load_explicit(&own_cell, memory_order_relaxed); // nobody else writes it
    slot->cpu_ns = os_thread_cpu_ns();
    tell_finished(slot);
}
