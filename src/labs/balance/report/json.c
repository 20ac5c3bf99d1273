// The report as one JSON document. A figure that cannot be known is null.
#include "labs/balance/report/report.h"

#include "base/json.h"
#include "labs/balance/books.h"
#include "labs/balance/experiment.h"
#include "labs/balance/guard.h"
#include "labs/balance/meetings.h"
#include "labs/balance/python/listing.h"
#include "labs/balance/report/broken.h"
#include "labs/balance/report/explain.h"
#include "labs/balance/settings.h"
#include "report/parts.h"

static void write_experiment(struct json *json, const struct experiment *experiment)
{
    json_key(json, "experiment");
    json_object_begin(json);
    settings_json(&balance_settings, experiment_plan(experiment), json);
    json_object_end(json);
}

static void write_figures(struct json *json, const struct account *account, const struct run_report *report)
{
    const struct run_figures *figures = &account->figures;
    json_key_int(json, "final", figures->final);
    json_key_int(json, "expected", figures->expected);
    json_key_uint(json, "updates", figures->updates);
    json_key_uint(json, "survived", figures->survived);
    json_key_uint(json, "lost", figures->lost);
    json_key_int(json, "lost_net", figures->lost_net);
    json_key_uint(json, "collisions", figures->collisions);
    json_key(json, "books_balance");
    json_bool(json, figures->books_balance);
    report_time_json(json, report);
}

// Of a recording that tells it.
static void write_meetings(struct json *json, const struct recording *recording)
{
    struct meetings meetings;
    meetings_of(&meetings, recording);
    if (!meetings.known)
        return;
    json_key_uint(json, "foreign_reads", meetings.foreign_reads);
    json_key(json, "runs_of_one");
    json_object_begin(json);
    json_key_uint(json, "count", meetings.runs);
    json_key_uint_if(json, "median", meetings.runs > 0, meetings.median);
    json_key_uint_if(json, "longest", meetings.runs > 0, meetings.longest);
    json_object_end(json);
    json_key_string(json, "timing_effect", timing_effect_told(timing_effect_of(recording)));
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

static void write_worker(struct json *json, const struct account *account, const struct run_report *report, uint32_t w)
{
    const struct recording *recording = account->recording;
    json_object_begin(json);
    report_task_json(json, report, w);
    json_key_int(json, "amount", balance_amount(recording, w));
    json_key_uint(json, "updates", balance_updates(recording, w));
    json_key_uint(json, "lost", account->ledger.lost_of[w]);
    if (experiment_of(recording)->memory == MEMORY_PRIVATE)
        json_key_int(json, "final", cell_balance(balance_own_cell(recording, w)));
    report_task_states_json(json, report, w);
    json_object_end(json);
}

// What the version can do to the program, or how a lock by hand came to lose updates; null where there is nothing to say.
static void write_explanation(struct json *json, const struct account *account)
{
    const struct experiment *experiment = experiment_of(account->recording);
    char text[EXPLAIN_BYTES], broken[BROKEN_BYTES];
    const bool bytecode = guard_of(experiment)->bytecode;
    json_key_string(json, "explanation",
                    bytecode ? explain(text, experiment_program(experiment), (enum python_version)experiment->python)
                             : broken_told(broken, account));
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

void balance_report_json(FILE *out, const struct account *account)
{
    const struct run_report report = {
        .recording = account->recording,
        .states = &account->states,
        .usage = &account->figures.usage,
    };
    struct json json;
    json_init(&json, out);
    json_object_begin(&json);
    json_key_uint(&json, "schema", 1);
    write_experiment(&json, experiment_of(account->recording));
    write_figures(&json, account, &report);
    write_meetings(&json, account->recording);
    write_series(&json, account->series);
    report_source_json(&json, &report);
    report_machine_json(&json, &report);
    json_key(&json, "workers");
    json_array_begin(&json);
    for (uint32_t w = 0; w < account->recording->plan->tasks; w++)
        write_worker(&json, account, &report, w);
    json_array_end(&json);
    report_locks_json(&json, &report);
    write_explanation(&json, account);
    json_object_end(&json);
    json_finish(&json);
}
