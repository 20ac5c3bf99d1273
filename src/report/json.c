// The report as one JSON document. A figure that cannot be known is null.
#include "report/report.h"

#include "analysis/lock_totals.h"
#include "analysis/slices.h"
#include "base/json.h"
#include "lab/settings.h"
#include "labs/balance/books.h"
#include "labs/balance/experiment.h"
#include "labs/balance/guard.h"
#include "labs/balance/python/listing.h"
#include "report/explain.h"

#include <stdlib.h>

static void key_uint_if(struct json *json, const char *key, bool known, uint64_t value)
{
    json_key(json, key);
    if (known)
        json_uint(json, value);
    else
        json_null(json);
}

static void write_experiment(struct json *json, const struct experiment *experiment)
{
    json_key(json, "experiment");
    json_object_begin(json);
    settings_json(experiment, json);
    json_object_end(json);
}

static void write_figures(struct json *json, const struct account *account)
{
    const struct run_figures *figures = &account->figures;
    const struct states *states = &account->states;
    const bool ran = states->run_to_ns > 0;
    json_key_int(json, "final", figures->final);
    json_key_int(json, "expected", figures->expected);
    json_key_uint(json, "updates", figures->updates);
    json_key_uint(json, "survived", figures->survived);
    json_key_uint(json, "lost", figures->lost);
    json_key_int(json, "lost_net", figures->lost_net);
    json_key_uint(json, "collisions", figures->collisions);
    json_key_bool(json, "books_balance", figures->books_balance);
    json_key_uint(json, "wall_ns", figures->wall_ns);
    key_uint_if(json, "before_ns", ran, states->run_from_ns - states->from_ns);
    key_uint_if(json, "after_ns", ran, states->to_ns - states->run_to_ns);
    json_key(json, "cores_busy");
    if (figures->cores_busy < 0)
        json_null(json);
    else
        json_double(json, figures->cores_busy, 2);
    json_key_string(json, "ended", report_ended((enum run_end)account->recording->facts->ended));
}

static void write_source(struct json *json, const struct account *account)
{
    const struct run_facts *facts = account->recording->facts;
    json_key(json, "states");
    json_object_begin(json);
    json_key_string(json, "source", account->states.from_kernel ? "kernel" : "program");
    json_key_string(json, "reason", account->states.from_kernel ? NULL : facts->states_reason);
    json_key_uint(json, "lost_records", facts->lost_switch_records);
    json_object_end(json);
}

static void write_totals(struct json *json, const struct state_totals *totals, bool kernel)
{
    json_key_uint(json, "new_ns", totals->ns[STATE_NEW]);
    key_uint_if(json, "ready_ns", kernel, totals->ns[STATE_READY]);
    key_uint_if(json, "running_ns", kernel, totals->ns[STATE_RUNNING]);
    json_key_uint(json, "blocked_ns", totals->ns[STATE_BLOCKED]);
    json_key_uint(json, "dead_ns", totals->ns[STATE_DEAD]);
    key_uint_if(json, "preemptions", kernel, totals->preemptions);
    key_uint_if(json, "waits", kernel, totals->waits);
}

// Null where one run was made.
static void write_series(struct json *json, struct series series)
{
    json_key(json, "until_lost");
    if (series.most == 0) {
        json_null(json);
        return;
    }
    json_object_begin(json);
    json_key_uint(json, "run", series.run);
    json_key_uint(json, "most", series.most);
    json_object_end(json);
}

// What the machine did that is no part of the program.
static void write_machine(struct json *json, const struct run_facts *facts)
{
    json_key(json, "machine");
    json_object_begin(json);
    json_key_bool(json, "pinned", !facts->unpinned);
    key_uint_if(json, "throttled_ns", facts->taken & TAKEN_THROTTLED, facts->throttled_ns);
    key_uint_if(json, "stolen_ns", facts->taken & TAKEN_STOLEN, facts->stolen_ns);
    json_object_end(json);
}

static void write_worker(struct json *json, const struct account *account, uint32_t w)
{
    const struct experiment *experiment = experiment_of(account->recording);
    const struct task *worker = &account->recording->tasks[w];
    const struct worker_states *states = &account->states.workers[w];
    const bool kernel = account->states.from_kernel;
    char name[WORKER_NAME_BYTES];
    json_object_begin(json);
    json_key_string(json, "name", worker_name(name, experiment->workers, w));
    json_key_int(json, "pid", worker->pid);
    json_key_int(json, "tid", worker->tid);
    json_key_int(json, "amount", balance_amount(account->recording, w));
    json_key_uint(json, "updates", balance_updates(account->recording, w));
    json_key_uint(json, "lost", account->ledger.lost_of[w]);
    if (experiment->memory == MEMORY_PRIVATE)
        json_key_int(json, "final", cell_balance(balance_own_cell(account->recording, w)));
    write_totals(json, &states->run, kernel);
    key_uint_if(json, "cpu_ns", worker->run_cpu_ns > 0, worker->run_cpu_ns);
    json_key(json, "life");
    json_object_begin(json);
    write_totals(json, &states->life, kernel);
    json_object_end(json);
    const int gil = recording_find_resource(account->recording, RESOURCE_GIL);
    if (gil >= 0) {
        const struct lock_totals totals = lock_totals_of_worker(account->recording, (uint32_t)gil, w);
        json_key_uint(json, "gil_waits", totals.contended);
        json_key_uint(json, "gil_wait_ns", recording_span_ns(account->recording, totals.wait_ticks));
        json_key_uint(json, "gil_held_ns", recording_span_ns(account->recording, totals.hold_ticks));
    }
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
static void write_gil_waits(struct json *json, const struct run_figures *figures)
{
    const struct gil_waits *waits = &figures->gil_waits;
    json_key(json, "wait_ns");
    if (!figures->gil_waits_known || waits->count == 0) {
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

static void write_gil(struct json *json, const struct account *account)
{
    const struct run_figures *figures = &account->figures;
    json_key(json, "gil");
    if (recording_find_resource(account->recording, RESOURCE_GIL) < 0) {
        json_null(json);
        return;
    }
    json_object_begin(json);
    json_key_uint(json, "switches", figures->gil_switches);
    json_key_uint(json, "requests", figures->gil_requests);
    json_key_uint(json, "timeouts", figures->gil_timeouts);
    write_slice(json, account->recording);
    write_gil_waits(json, figures);
    json_object_end(json);
}

// What the version can do to the program: null where the guard interprets none.
static void write_explanation(struct json *json, const struct experiment *experiment)
{
    char text[EXPLAIN_BYTES];
    const bool bytecode = guard_of(experiment)->bytecode;
    json_key_string(json, "explanation",
                    bytecode ? explain(text, experiment_program(experiment), (enum python_version)experiment->python)
                             : NULL);
    json_key(json, "switch_points");
    if (!bytecode) {
        json_null(json);
        return;
    }
    const struct switch_points points = program_switch_points(guard_program(experiment));
    json_object_begin(json);
    json_key_int(json, "all", points.all);
    json_key_int(json, "inside", points.inside);
    json_key_int(json, "exposed", points.exposed);
    json_object_end(json);
}

// All locks together, but for a GIL.
static void write_locks(struct json *json, const struct account *account)
{
    const struct recording *recording = account->recording;
    const struct run_figures *figures = &account->figures;
    json_key(json, "lock");
    if (recording_find_resource(recording, RESOURCE_LOCK) >= 0 ||
        recording_find_resource(recording, RESOURCE_SPIN_LOCK) >= 0) {
        json_object_begin(json);
        json_key_uint(json, "acquisitions", figures->acquisitions);
        json_key_uint(json, "contended", figures->contended);
        json_key_uint(json, "wait_ns", figures->wait_ns);
        key_uint_if(json, "hold_ns", figures->hold_known, figures->hold_ns);
        json_object_end(json);
    } else {
        json_null(json);
    }
    write_gil(json, account);
}

void report_json(FILE *out, const struct account *account)
{
    struct json json;
    json_init(&json, out);
    json_object_begin(&json);
    json_key_uint(&json, "schema", 1);
    write_experiment(&json, experiment_of(account->recording));
    write_figures(&json, account);
    write_series(&json, account->series);
    write_source(&json, account);
    write_machine(&json, account->recording->facts);
    json_key(&json, "workers");
    json_array_begin(&json);
    for (uint32_t w = 0; w < account->recording->plan->tasks; w++)
        write_worker(&json, account, w);
    json_array_end(&json);
    write_locks(&json, account);
    write_explanation(&json, experiment_of(account->recording));
    json_object_end(&json);
    json_finish(&json);
}
