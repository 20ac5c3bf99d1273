// The supervisor: start, watch, join, seal.
//
// It sleeps on a bell that the last worker rings when all are done, and wakes by itself every few milliseconds to drain the
// kernel's records; nothing else disturbs the workers. A run that must end early is asked to (every worker looks between
// iterations); a process that does not follow within the grace time is killed, a thread cannot be.
#include "run/run.h"

#include "base/fault.h"
#include "base/said.h"
#include "os/cpus.h"
#include "run/memory.h"
#include "run/program.h"
#include "run/seal.h"
#include "run/worker.h"

#include <inttypes.h>
#include <string.h>

#define NS_PER_MS ((uint64_t)1000000)

static const uint64_t tick_ns = 4 * NS_PER_MS;       // between drains: a full ring takes no less than 5 ms to fill
static const uint64_t grace_ns = 500 * NS_PER_MS;    // from being asked to being killed
static const uint64_t start_ns = 20000 * NS_PER_MS;  // for all workers to reach the starting line
static const uint64_t exit_ns = NS_PER_MS / 5;       // between looks, while processes that are done come to their end
static const uint64_t progress_ns = 100 * NS_PER_MS; // between two reports of progress

struct supervisor {
    const struct run_options *options;
    struct run_memory memory;
    struct run_outcome outcome;
    uint32_t started; // workers
    bool stopping;
    bool thread_left; // one that did not end: the memory must stay, for it may still write there
    uint64_t stop_asked_ns;
    uint64_t release_ns; // when the workers were let go, once that was seen
    uint64_t progress_told_ns;
};

// Of all tasks, in a complete run.
static uint64_t steps_in_all(const struct plan *plan) { return lab_of(plan->lab)->live->steps(plan) * plan->tasks; }

static bool worker_finished(const struct supervisor *supervisor, uint32_t index)
{
    return atomic_load_explicit(&supervisor->memory.slots[index].finished, memory_order_acquire) != 0;
}

// A process counts as ended when it is gone, a thread when it has said that it is done.
static bool worker_ended(struct supervisor *supervisor, uint32_t index)
{
    struct os_worker *handle = &supervisor->outcome.workers[index].handle;
    if (handle->kind == OS_WORKER_THREAD)
        return worker_finished(supervisor, index);
    return os_worker_poll(handle) != OS_WORKER_RUNNING;
}

static void ask_to_stop(struct supervisor *supervisor, enum run_end why)
{
    if (supervisor->stopping)
        return;
    supervisor->stopping = true;
    supervisor->stop_asked_ns = os_now_ns();
    supervisor->outcome.watch.ended = why;
    struct run_control *control = supervisor->memory.control;
    atomic_store_explicit(&control->stop, 1, memory_order_relaxed); // workers look now and then
    run_line_call(&control->line);
    if (control->live->call)
        control->live->call(control->lab);
}

static struct status start_workers(struct supervisor *supervisor)
{
    const struct plan *plan = supervisor->memory.plan;
    const struct os_cpus *cpus = os_cpus_allowed();
    const int cores = (int)plan->cores < cpus->count ? (int)plan->cores : cpus->count;
    const enum os_worker_kind kind = plan->kind == WORKERS_PROCESSES ? OS_WORKER_PROCESS : OS_WORKER_THREAD;
    for (uint32_t i = 0; i < plan->tasks; i++)
        supervisor->outcome.workers[i].created_ns = os_now_ns();
    for (uint32_t i = 0; i < plan->tasks; i++) {
        // One cpu each where there are enough, so that they are truly side by side; else the kernel shares out what
        // there is.
        const bool own = plan->tasks <= (uint32_t)cores;
        supervisor->outcome.workers[i].started_ns = os_now_ns();
        struct status status =
            os_worker_start(&supervisor->outcome.workers[i].handle, kind, own ? &cpus->ids[i] : cpus->ids,
                            own ? 1 : cores, run_worker_main, &supervisor->memory.slots[i]);
        if (!status_is_ok(status))
            return status;
        supervisor->started++;
    }
    return status_ok();
}

static uint64_t steps_made(const struct supervisor *supervisor)
{
    uint64_t made = 0;
    for (uint32_t i = 0; i < supervisor->started; i++)
        made += atomic_load_explicit(&supervisor->memory.slots[i].progress, memory_order_relaxed);
    return made;
}

static void tell_progress(struct supervisor *supervisor, uint64_t now)
{
    const struct run_options *options = supervisor->options;
    if (!options->progress || now < supervisor->progress_told_ns + progress_ns)
        return;
    supervisor->progress_told_ns = now;
    options->progress(options->context, steps_made(supervisor), steps_in_all(supervisor->memory.plan),
                      now - supervisor->outcome.watch.began_ns);
}

static bool any_stopped(const struct supervisor *supervisor)
{
    for (uint32_t i = 0; i < supervisor->started; i++)
        if (os_worker_is_stopped(&supervisor->outcome.workers[i].handle))
            return true;
    return false;
}

// How long all may take to reach the starting line. A slow machine is given time; one that somebody has stopped will not
// come, and the deadline counts.
static uint64_t start_limit_ns(const struct supervisor *supervisor, uint64_t waited_ns)
{
    const uint64_t deadline_ns = supervisor->memory.plan->deadline_ns;
    return deadline_ns < start_ns && waited_ns >= deadline_ns && any_stopped(supervisor) ? deadline_ns : start_ns;
}

// Looks for reasons to end the run early.
static void watch(struct supervisor *supervisor, uint64_t now)
{
    uint64_t ago_ns;
    const bool released = run_line_released(&supervisor->memory.control->line, &ago_ns);
    if (released && !supervisor->release_ns)
        supervisor->release_ns = now - ago_ns;
    const uint64_t since = released ? supervisor->release_ns : supervisor->outcome.watch.began_ns;
    const uint64_t limit_ns = released ? supervisor->memory.plan->deadline_ns : start_limit_ns(supervisor, now - since);
    if (os_signals_pending())
        ask_to_stop(supervisor, RUN_INTERRUPTED);
    else if (now - since >= limit_ns)
        ask_to_stop(supervisor, RUN_DEADLINE);
}

// How long the supervisor may sleep: to the next drain, or to the deadline if that comes first. Nobody wakes it at the start:
// before a short deadline it looks more often.
static uint64_t sleep_ns(const struct supervisor *supervisor, uint64_t now)
{
    const struct run_control *control = supervisor->memory.control;
    const uint64_t deadline_ns = supervisor->memory.plan->deadline_ns;
    const uint64_t deadline = supervisor->release_ns + deadline_ns;
    if (atomic_load_explicit(&control->done, memory_order_relaxed) == control->count)
        return exit_ns;
    if (supervisor->stopping)
        return tick_ns;
    if (!supervisor->release_ns)
        return deadline_ns / 2 < tick_ns ? deadline_ns / 2 : tick_ns;
    if (deadline >= now + tick_ns)
        return tick_ns;
    return deadline > now ? deadline - now : 1;
}

// True once every started worker has ended. Notes those that died before they were done.
static bool all_ended(struct supervisor *supervisor)
{
    bool all = true;
    for (uint32_t i = 0; i < supervisor->started; i++)
        if (!worker_ended(supervisor, i))
            all = false;
        else if (!worker_finished(supervisor, i)) // a signal to the whole group ends worker processes too
            ask_to_stop(supervisor, os_signals_pending() ? RUN_INTERRUPTED : RUN_WORKER_DIED);
    return all;
}

// Past the grace time: kills processes; those that somebody has stopped cannot follow, and get none. False where a thread is
// left, which nobody can end.
static bool enforce(struct supervisor *supervisor, uint64_t now)
{
    if (!supervisor->stopping)
        return true;
    const bool late = now >= supervisor->stop_asked_ns + grace_ns;
    bool possible = true;
    for (uint32_t i = 0; i < supervisor->started; i++) {
        struct os_worker *handle = &supervisor->outcome.workers[i].handle;
        if (late || os_worker_is_stopped(handle))
            os_worker_kill(handle);
        possible &= handle->kind == OS_WORKER_PROCESS || worker_finished(supervisor, i) ||
                    now < supervisor->stop_asked_ns + 20 * grace_ns;
    }
    return possible;
}

static struct status supervise(struct supervisor *supervisor)
{
    while (!all_ended(supervisor)) {
        uint64_t now = os_now_ns();
        os_bell_wait(&supervisor->memory.control->bell, sleep_ns(supervisor, now));
        if (supervisor->outcome.watch.switches)
            os_switches_drain(supervisor->outcome.watch.switches);
        now = os_now_ns();
        watch(supervisor, now);
        tell_progress(supervisor, now);
        if (!enforce(supervisor, now))
            return status_with(STATUS_FAILED, FAULT_THREAD_STAYS,
                               part_number((now - supervisor->stop_asked_ns + 500000000) / 1000000000));
    }
    return status_ok();
}

static void join_workers(struct supervisor *supervisor)
{
    for (uint32_t i = 0; i < supervisor->started; i++) {
        os_worker_join(&supervisor->outcome.workers[i].handle);
        supervisor->outcome.workers[i].joined_ns = os_now_ns();
    }
}

// Whether the work was done before anybody heard that the deadline had come.
static bool all_done(const struct supervisor *supervisor)
{
    const struct run_memory *memory = &supervisor->memory;
    const uint64_t whole = memory->lab->live->steps(memory->plan);
    for (uint32_t i = 0; i < supervisor->started; i++)
        if (!worker_finished(supervisor, i) || memory->lab->live->steps_made(memory->own, i) != whole)
            return false;
    return true;
}

// Ends the workers of a run that could not be started whole.
static void abandon(struct supervisor *supervisor)
{
    ask_to_stop(supervisor, RUN_INTERRUPTED);
    for (uint32_t i = 0; i < supervisor->started; i++)
        os_worker_kill(&supervisor->outcome.workers[i].handle);
    join_workers(supervisor);
}

static struct status run_workers(struct supervisor *supervisor)
{
    struct run_outcome *outcome = &supervisor->outcome;
    run_watch_begin(&outcome->watch);
    struct status status = start_workers(supervisor);
    if (!status_is_ok(status)) {
        abandon(supervisor);
        return status;
    }
    status = supervise(supervisor);
    if (!status_is_ok(status)) {
        supervisor->thread_left = true;
        return status;
    }
    join_workers(supervisor);
    outcome->watch.ended_ns = os_now_ns();
    if (outcome->watch.ended == RUN_DEADLINE && all_done(supervisor))
        outcome->watch.ended = RUN_COMPLETE;
    run_watch_end(&outcome->watch);
    return status_ok();
}

// On one cpu and between two drains: a worker can be switched a few times an update, and whoever does nothing else, now and
// then.
static uint64_t records_expected(const struct plan *plan)
{
    return 8 * steps_in_all(plan) + 64 * (uint64_t)plan->tasks + 512;
}

static struct status run_all(struct recording *recording, const struct plan *plan, const struct run_options *options)
{
    struct supervisor supervisor = { .options = options };
    struct status status = run_memory_map(&supervisor.memory, plan, options->script);
    if (!status_is_ok(status))
        return status;
    status = os_bell_open(&supervisor.memory.control->bell);
    if (!status_is_ok(status))
        goto unmap;
    os_signals_ring(&supervisor.memory.control->bell);
    if (options->no_kernel_records)
        supervisor.outcome.watch.switches_status =
            status_make(STATUS_FAILED, SAID("switch records were not asked for"));
    else
        supervisor.outcome.watch.switches_status =
            os_switches_open(&supervisor.outcome.watch.switches, records_expected(plan));
    status = run_workers(&supervisor);
    if (supervisor.thread_left)
        return status;
    os_signals_ring(NULL);
    os_bell_close(&supervisor.memory.control->bell);
    if (status_is_ok(status))
        status = run_seal(recording, &supervisor.memory, &supervisor.outcome);
    os_switches_close(supervisor.outcome.watch.switches);
unmap:
    run_memory_unmap(&supervisor.memory);
    return status;
}

struct status run_plan(struct recording *recording, const struct plan *plan, const struct run_options *options)
{
    os_signals_listen(0);
    const struct status status =
        lab_of(plan->lab)->program ? run_program(recording, plan, options) : run_all(recording, plan, options);
    os_signals_leave();
    return status;
}
