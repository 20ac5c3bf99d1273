// See bench_lanes.h.
#include "bench_lanes.h"

#include "labs/balance/guard.h"
#include "os/cpus.h"
#include "os/worker.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>

enum {
    START_DELAY_NS = 100000,
    TRIES = 4, // of a round that was disturbed
};

struct start {
    _Alignas(64) _Atomic uint32_t arrived;
    _Alignas(64) _Atomic uint64_t go_ticks;
    uint32_t count;
};

struct lane {
    struct work *work;
    lane_loop *loop;
    struct start *start;
    double ns; // in the loop
    long preempted;
};

void lanes_recorded(struct work *work) { guard_of(work->experiment)->run(work); }

struct work *lanes_work(const struct lanes *lanes, uint32_t lane) { return balance_live_work(lanes->memory.own, lane); }

bool lanes_init(struct lanes *lanes, lane_loop *loop, enum timing_kind timing, uint32_t count, uint64_t iterations)
{
    const struct experiment experiment = {
        .lab = LAB_BALANCE,
        .guard = GUARD_NONE,
        .timing = timing,
        .count = count,
        .cores = count,
        .iterations = iterations,
        .amounts = { 5, 8 },
    };
    lanes->loop = loop;
    const struct status status = run_memory_map(&lanes->memory, experiment_plan(&experiment), NULL);
    if (!status_is_ok(status))
        fprintf(stderr, "bench: %s\n", status.message);
    return status_is_ok(status);
}

void lanes_finish(struct lanes *lanes) { run_memory_unmap(&lanes->memory); }

static long involuntary_switches(void)
{
    struct rusage usage;
    return getrusage(RUSAGE_THREAD, &usage) == 0 ? usage.ru_nivcsw : 0;
}

static void lane_main(void *argument)
{
    struct lane *lane = argument;
    struct start *start = lane->start;
    if (atomic_fetch_add_explicit(&start->arrived, 1, memory_order_acq_rel) + 1 == start->count)
        atomic_store_explicit(&start->go_ticks, os_ticks() + (uint64_t)(START_DELAY_NS * lane->work->ticks_per_ns),
                              memory_order_release);
    const long preempted_before = involuntary_switches();
    for (uint64_t go = 0; !go || os_ticks() < go;)
        go = atomic_load_explicit(&start->go_ticks, memory_order_acquire);
    const uint64_t began = os_ticks();
    lane->loop(lane->work);
    lane->ns = (double)(os_ticks() - began) / lane->work->ticks_per_ns;
    lane->preempted = involuntary_switches() - preempted_before;
}

// One round: nanoseconds an update of one lane, on average over the lanes. disturbed: how often the kernel interfered.
static double measure_once(struct lanes *lanes_of, long *disturbed)
{
    struct start start = { .count = lanes_of->memory.plan->tasks };
    struct lane lanes[LANES_MAX];
    struct os_worker workers[LANES_MAX] = { 0 };
    double ns = 0;
    *disturbed = 0;
    atomic_store_explicit(lanes_work(lanes_of, 0)->cell, 0, memory_order_relaxed);
    for (uint32_t i = 0; i < start.count; i++) {
        lanes[i] = (struct lane){ .work = lanes_work(lanes_of, i), .loop = lanes_of->loop, .start = &start };
        lanes[i].work->stamp_count = 0;
        const struct status status =
            os_worker_start(&workers[i], OS_WORKER_THREAD, &os_cpus_allowed()->ids[i], 1, lane_main, &lanes[i]);
        if (!status_is_ok(status)) {
            fprintf(stderr, "bench: %s\n", status.message);
            exit(1); // lanes that have started wait for ever
        }
    }
    for (uint32_t i = 0; i < start.count; i++) {
        os_worker_join(&workers[i]);
        ns += lanes[i].ns;
        *disturbed += lanes[i].preempted;
    }
    return ns / (double)experiment_updates(plan_experiment(lanes_of->memory.plan));
}

double lanes_measure(struct lanes *lanes_of)
{
    long disturbed = 1;
    double ns = 0;
    for (int i = 0; i < TRIES && disturbed; i++)
        ns = measure_once(lanes_of, &disturbed);
    return ns;
}
