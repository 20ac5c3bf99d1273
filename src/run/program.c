// The supervisor of a program: starts its main task as the root of a tree of processes, reaps whom nobody else does, drains the
// kernel's records, and at the deadline ends what is left.
#include "run/program.h"

#include "base/said.h"
#include "os/cpus.h"
#include "os/tree.h"
#include "program/memory.h"
#include "program/tasks.h"
#include "run/facts.h"
#include "run/program_seal.h"

#include <stdio.h>

#define NS_PER_MS ((uint64_t)1000000)

static const uint64_t tick_ns = 2 * NS_PER_MS; // between looks: whoever lost its parent is a zombie for so long at most
static const uint64_t progress_ns = 100 * NS_PER_MS;
static const uint64_t notes_expected = 4096; // of switch records, a few a note

struct supervisor {
    const struct run_options *options;
    struct program_memory memory;
    struct run_watch watch;
    struct os_tree tree;
    bool stopping;
    uint64_t progress_told_ns;
};

static void reap(struct supervisor *supervisor)
{
    struct os_death death;
    while (os_tree_reap(&supervisor->tree, &death))
        program_reaped(&supervisor->memory, death.pid, death.end, death.code, os_now_ns());
}

static void stop(struct supervisor *supervisor, enum run_end why)
{
    if (!supervisor->stopping)
        supervisor->watch.ended = why;
    supervisor->stopping = true;
    os_tree_kill(&supervisor->tree); // again and again: whoever was just being forked is killed as well
}

static void watch(struct supervisor *supervisor, uint64_t now)
{
    const uint64_t ran_ns = now - supervisor->watch.began_ns;
    if (os_signals_pending())
        stop(supervisor, RUN_INTERRUPTED);
    else if (supervisor->stopping || ran_ns >= supervisor->memory.plan->deadline_ns)
        stop(supervisor, RUN_DEADLINE);
    const struct run_options *options = supervisor->options;
    if (options->progress && now >= supervisor->progress_told_ns + progress_ns) {
        supervisor->progress_told_ns = now;
        options->progress(options->context, 0, 0, ran_ns);
    }
}

static uint64_t sleep_ns(const struct supervisor *supervisor)
{
    const uint64_t ran_ns = os_now_ns() - supervisor->watch.began_ns,
                   deadline_ns = supervisor->memory.plan->deadline_ns;
    return ran_ns >= deadline_ns ? tick_ns / 2 : deadline_ns - ran_ns < tick_ns ? deadline_ns - ran_ns : tick_ns;
}

static void supervise(struct supervisor *supervisor)
{
    for (reap(supervisor); os_tree_is_alive(&supervisor->tree); reap(supervisor)) {
        os_bell_wait(&supervisor->memory.bell, sleep_ns(supervisor));
        if (supervisor->watch.switches)
            os_switches_drain(supervisor->watch.switches);
        watch(supervisor, os_now_ns());
    }
}

static struct status run_tree(struct supervisor *supervisor)
{
    struct program_memory *memory = &supervisor->memory;
    const struct os_cpus *cpus = os_cpus_allowed();
    const int cores = (int)memory->plan->cores < cpus->count ? (int)memory->plan->cores : cpus->count;
    run_watch_begin(&supervisor->watch);
    struct program_slot *main = &memory->slots[0];
    main->created_ns = main->started_ns = os_now_ns();
    main->kind = TASK_PROCESS;
    main->parent = TASK_NONE;
    snprintf(main->name, sizeof main->name, "P0");
    atomic_store(memory->made, 1);
    const struct status status = os_tree_start(&supervisor->tree, cpus->ids, cores, program_main, memory);
    if (!status_is_ok(status))
        return status;
    main->pid = supervisor->tree.root;
    supervise(supervisor);
    os_tree_finish(&supervisor->tree);
    supervisor->watch.ended_ns = os_now_ns();
    run_watch_end(&supervisor->watch);
    return status;
}

// What the lab made before there were tasks is there from here to its close.
static struct status run_opened(struct supervisor *supervisor)
{
    struct program_memory *memory = &supervisor->memory;
    const struct lab_program *program = memory->lab->program;
    struct status status = program->open ? program->open(memory->shared, memory->plan) : status_ok();
    if (!status_is_ok(status))
        return status;
    status = run_tree(supervisor);
    if (program->close)
        program->close(memory->shared, memory->plan);
    return status;
}

struct status run_program(struct recording *recording, const struct plan *plan, const struct run_options *options)
{
    struct supervisor supervisor = { .options = options };
    struct program_memory *memory = &supervisor.memory;
    struct status status = program_memory_map(memory, lab_of(plan->lab), plan);
    if (!status_is_ok(status))
        return status;
    status = os_bell_open(&memory->bell);
    if (!status_is_ok(status))
        goto unmap;
    os_signals_ring(&memory->bell);
    if (options->no_kernel_records)
        supervisor.watch.switches_status = status_make(STATUS_FAILED, SAID("switch records were not asked for"));
    else
        supervisor.watch.switches_status = os_switches_open(&supervisor.watch.switches, notes_expected);
    status = run_opened(&supervisor);
    os_signals_ring(NULL);
    os_bell_close(&memory->bell);
    if (status_is_ok(status))
        status = program_seal(recording, memory, &supervisor.watch);
    os_switches_close(supervisor.watch.switches);
unmap:
    program_memory_unmap(memory);
    return status;
}
