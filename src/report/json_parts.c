// Parts of a report as JSON that any recording has. A figure that cannot be known is null.
#include "report/parts.h"

#include "analysis/lock_totals.h"
#include "analysis/slices.h"
#include "analysis/spread.h"
#include "base/said.h"

#include <stdlib.h>

const char *report_ended(enum run_end ended)
{
    static const char *const names[] = {
        [RUN_COMPLETE] = SAID("complete"),
        [RUN_DEADLINE] = SAID("deadline"),
        [RUN_INTERRUPTED] = SAID("interrupted"),
        [RUN_WORKER_DIED] = SAID("worker died"),
    };
    return names[ended];
}

void report_time_json(struct json *json, const struct run_report *report)
{
    const struct states *states = report->states;
    const struct run_usage *usage = report->usage;
    const bool ran = states->run_to_ns > 0;
    json_key_uint(json, "wall_ns", usage->wall_ns);
    json_key_uint_if(json, "before_ns", ran, states->run_from_ns - states->from_ns);
    json_key_uint_if(json, "after_ns", ran, states->to_ns - states->run_to_ns);
    json_key(json, "cores_busy");
    if (usage->cores_busy < 0)
        json_null(json);
    else
        json_double(json, usage->cores_busy, 2);
    json_key_string(json, "ended", said(report_ended((enum run_end)report->recording->facts->ended)));
}

void report_source_json(struct json *json, const struct run_report *report)
{
    const struct run_facts *facts = report->recording->facts;
    json_key(json, "states");
    json_object_begin(json);
    json_key_string(json, "source", report->states->from_kernel ? said("kernel") : said("program"));
    json_key_string(json, "reason", report->states->from_kernel ? NULL : said(facts->states_reason));
    json_key_uint(json, "lost_records", facts->lost_switch_records);
    json_object_end(json);
}

static void write_totals(struct json *json, const struct state_totals *totals, bool kernel)
{
    json_key_uint(json, "new_ns", totals->ns[STATE_NEW]);
    json_key_uint_if(json, "ready_ns", kernel, totals->ns[STATE_READY]);
    json_key_uint_if(json, "running_ns", kernel, totals->ns[STATE_RUNNING]);
    json_key_uint(json, "blocked_ns", totals->ns[STATE_BLOCKED]);
    if (kernel && totals->ns[STATE_ALIVE] > 0)
        json_key_uint(json, "alive_ns", totals->ns[STATE_ALIVE]); // the kernel told nothing of it
    json_key_uint(json, "dead_ns", totals->ns[STATE_DEAD]);
    json_key_uint_if(json, "preemptions", kernel, totals->preemptions);
    json_key_uint_if(json, "waits", kernel, totals->waits);
}

// What the machine did that is no part of the program.
void report_machine_json(struct json *json, const struct run_report *report)
{
    const struct run_facts *facts = report->recording->facts;
    json_key(json, "machine");
    json_object_begin(json);
    json_key(json, "pinned");
    json_bool(json, !facts->unpinned);
    json_key_uint_if(json, "throttled_ns", facts->taken & TAKEN_THROTTLED, facts->throttled_ns);
    json_key_uint_if(json, "stolen_ns", facts->taken & TAKEN_STOLEN, facts->stolen_ns);
    json_object_end(json);
}

// The median slice; null where the GIL never changed hands.
static void write_slice(struct json *json, const struct recording *recording)
{
    double *lengths_ns;
    size_t count;
    json_key(json, "slice_ns");
    if (status_is_ok(slices_of(recording, &lengths_ns, &count)) && count)
        json_double(json, spread_of(lengths_ns, count).median, 0);
    else
        json_null(json);
    free(lengths_ns);
}

// How long it took to have it; null where nobody waited.
static void write_gil_waits(struct json *json, const struct run_usage *usage)
{
    const struct gil_waits *waits = &usage->gil_waits;
    json_key(json, "wait_ns");
    if (!usage->gil_waits_known || waits->count == 0) {
        json_null(json);
        return;
    }
    json_object_begin(json);
    json_key_uint(json, "count", waits->count);
    json_key_uint(json, "median", waits->median_ns);
    json_key_uint(json, "p99", waits->p99_ns);
    json_key_uint(json, "worst", waits->worst_ns);
    json_object_end(json);
}

static void write_gil(struct json *json, const struct run_report *report)
{
    const struct run_usage *usage = report->usage;
    json_key(json, "gil");
    if (recording_find_resource(report->recording, RESOURCE_GIL) < 0) {
        json_null(json);
        return;
    }
    json_object_begin(json);
    json_key_uint(json, "switches", usage->gil_switches);
    json_key_uint(json, "requests", usage->gil_requests);
    json_key_uint(json, "timeouts", usage->gil_timeouts);
    write_slice(json, report->recording);
    write_gil_waits(json, usage);
    json_object_end(json);
}

// All locks together, but for a GIL.
void report_locks_json(struct json *json, const struct run_report *report)
{
    const struct recording *recording = report->recording;
    const struct run_usage *usage = report->usage;
    json_key(json, "lock");
    if (recording_find_resource(recording, RESOURCE_LOCK) >= 0 ||
        recording_find_resource(recording, RESOURCE_SPIN_LOCK) >= 0) {
        json_object_begin(json);
        json_key_uint(json, "acquisitions", usage->acquisitions);
        json_key_uint(json, "contended", usage->contended);
        json_key_uint(json, "wait_ns", usage->wait_ns);
        json_key_uint_if(json, "hold_ns", usage->hold_known, usage->hold_ns);
        json_object_end(json);
    } else {
        json_null(json);
    }
    write_gil(json, report);
}

void report_task_json(struct json *json, const struct run_report *report, uint32_t task)
{
    const struct task *facts = &report->recording->tasks[task];
    json_key_string(json, "name", facts->name);
    json_key_int(json, "pid", facts->pid);
    json_key_int(json, "tid", facts->tid);
}

void report_task_states_json(struct json *json, const struct run_report *report, uint32_t task)
{
    const struct recording *recording = report->recording;
    const struct worker_states *states = &report->states->workers[task];
    const bool kernel = report->states->from_kernel;
    const uint64_t cpu_ns = recording->tasks[task].run_cpu_ns;
    write_totals(json, &states->run, kernel);
    json_key_uint_if(json, "cpu_ns", cpu_ns > 0, cpu_ns);
    json_key(json, "life");
    json_object_begin(json);
    write_totals(json, &states->life, kernel);
    json_object_end(json);
    const int gil = recording_find_resource(recording, RESOURCE_GIL);
    if (gil < 0)
        return;
    const struct lock_totals totals = lock_totals_of_worker(recording, (uint32_t)gil, task);
    json_key_uint(json, "gil_waits", totals.contended);
    json_key_uint(json, "gil_wait_ns", recording_span_ns(recording, totals.wait_ticks));
    json_key_uint(json, "gil_held_ns", recording_span_ns(recording, totals.hold_ticks));
}
