// What every run tells of itself.
#include "run/facts.h"

#include "base/fault.h"
#include "os/cpus.h"
#include "os/worker.h"

#include <stdio.h>
#include <stdlib.h>

_Static_assert((int)SWITCH_IN == (int)OS_SWITCH_IN && (int)SWITCH_OUT_READY == (int)OS_SWITCH_OUT_READY &&
                   (int)SWITCH_OUT_WAIT == (int)OS_SWITCH_OUT_WAIT && (int)SWITCH_START == (int)OS_SWITCH_START &&
                   (int)SWITCH_EXIT == (int)OS_SWITCH_EXIT && (int)SWITCH_LOST == (int)OS_SWITCH_LOST,
               "kinds are the same in both");

void run_watch_begin(struct run_watch *watch)
{
    watch->taken_before = os_taken_now();
    watch->before = os_instant_now();
    watch->began_unix_ns = os_unix_ns();
    watch->began_ns = os_now_ns();
}

void run_watch_end(struct run_watch *watch)
{
    if (watch->switches)
        os_switches_stop(watch->switches);
    watch->after = os_instant_now();
    watch->taken_after = os_taken_now();
}

// Stolen time is told in steps; of a short run it is no more than the run took.
static void fill_taken(struct run_facts *facts, const struct run_watch *watch)
{
    const struct os_taken taken = os_taken_between(&watch->taken_before, &watch->taken_after);
    const uint64_t most_ns = (facts->ended_ns - facts->began_ns) * facts->machine_cpus;
    facts->taken = (uint8_t)((taken.throttled_known ? TAKEN_THROTTLED : 0) | (taken.stolen_known ? TAKEN_STOLEN : 0));
    facts->throttled_ns = taken.throttled_ns;
    facts->stolen_ns = taken.stolen_ns < most_ns ? taken.stolen_ns : most_ns;
}

void run_fill_facts(struct run_facts *facts, const struct run_watch *watch)
{
    *facts = (struct run_facts){
        .ended = watch->ended,
        .states_source = watch->switches ? STATES_KERNEL : STATES_PROGRAM,
        .began_unix_ns = watch->began_unix_ns,
        .began_ns = watch->began_ns,
        .ended_ns = watch->ended_ns,
        .tick0 = watch->before.ticks,
        .tick0_ns = watch->before.ns,
        .tick1 = watch->after.ticks,
        .tick1_ns = watch->after.ns,
        .lost_switch_records = watch->switches ? os_switches_lost(watch->switches) : 0,
        .supervisor_pid = os_self_pid(),
        .machine_cpus = (uint32_t)os_cpus_allowed()->count,
    };
    fill_taken(facts, watch);
    if (!watch->switches)
        snprintf(facts->states_reason, sizeof facts->states_reason, "%s", watch->switches_status.message);
}

static int task_of(const struct task *tasks, uint32_t count, int32_t tid)
{
    for (uint32_t i = 0; i < count; i++)
        if (tasks[i].tid == tid)
            return (int)i;
    return -1;
}

struct status run_copy_switches(const struct task *tasks, uint32_t task_count, struct os_switches *switches,
                                struct switch_record **kept_records, size_t *kept)
{
    size_t count = 0;
    const struct os_switch *records = switches ? os_switches_records(switches, &count) : NULL;
    *kept = 0;
    *kept_records = NULL;
    if (count == 0)
        return status_ok();
    struct switch_record *copies = malloc(count * sizeof *copies);
    if (!copies)
        return status_with(STATUS_FAILED, FAULT_SWITCH_MEMORY, part_number(count));
    for (size_t i = 0; i < count; i++) {
        const bool lost = records[i].kind == OS_SWITCH_LOST;
        const int task = lost ? SWITCH_NOBODY : task_of(tasks, task_count, records[i].tid);
        if (task < 0)
            continue;
        copies[(*kept)++] = (struct switch_record){
            .ns = records[i].ns,
            .cpu = lost ? (uint32_t)records[i].tid : records[i].cpu,
            .task = (uint16_t)task,
            .kind = records[i].kind,
        };
    }
    *kept_records = copies;
    return status_ok();
}
