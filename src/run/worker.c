// A worker's life.
#include "run/worker.h"

#include "os/clock.h"
#include "os/cpus.h"
#include "os/worker.h"
#include "run/memory.h"

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
    struct run_control *control = slot->control;
    introduce(slot);
    if (control->plan->kind == WORKERS_PROCESSES)
        run_memory_prepare(slot);
    if (run_line_await(&control->line, &control->stop, &slot->start)) {
        slot->first_cpu = (uint32_t)os_cpu_now();
        control->live->work(control->lab, slot->index);
        slot->finished_ns = os_now_ns();
        slot->run_cpu_ns = os_thread_cpu_ns() - slot->start.cpu_ns;
    }
    slot->cpu_ns = os_thread_cpu_ns();
    tell_finished(slot);
}
