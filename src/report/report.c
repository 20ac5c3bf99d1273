// Asks the lab; without one puts the general parts together.
#include "report/report.h"

#include "base/said.h"
#include "base/text.h"
#include "lab/lab.h"
#include "report/command_report.h"
#include "report/lab_report.h"
#include "report/parts.h"
#include "report/variables_account.h"

static void write_text(const struct run_report *report)
{
    char tasks[TEXT_NUMBER_BYTES];
    paper_ink(&report->paper, INK_BOLD);
    fputs("Race Ledger\n", report->paper.out);
    paper_ink(&report->paper, INK_PLAIN);
    fprintf(report->paper.out, said("%s, recorded\n"), text_counted(tasks, report->recording->task_count, "task"));
    report_ended_text(report);
    report_states_text(report);
    report_time_text(report, NULL);
}

static void write_json(FILE *out, const struct run_report *report)
{
    struct json json;
    json_init(&json, out);
    json_object_begin(&json);
    json_key_uint(&json, "schema", 1);
    json_key_string(&json, "experiment", NULL);
    report_time_json(&json, report);
    report_source_json(&json, report);
    report_machine_json(&json, report);
    json_key(&json, "workers");
    json_array_begin(&json);
    for (uint32_t t = 0; t < report->recording->task_count; t++) {
        json_object_begin(&json);
        report_task_json(&json, report, t);
        report_task_states_json(&json, report, t);
        json_object_end(&json);
    }
    json_array_end(&json);
    report_locks_json(&json, report);
    json_object_end(&json);
    json_finish(&json);
}

static struct status report_said(FILE *out, const struct recording *recording, bool json, bool colour)
{
    const struct lab *lab = lab_of(recording->plan->lab);
    struct states states;
    struct run_usage usage;
    if (lab && lab->report)
        return lab->report(out, recording, json, colour);
    struct status status = states_build_scheduling(&states, recording);
    if (!status_is_ok(status))
        return status;
    struct variables_account variables = { 0 };
    if (recording->watched)
        status = variables_account_build(&variables, recording);
    if (!status_is_ok(status)) {
        states_finish(&states);
        return status;
    }
    usage_of(&usage, recording, &states);
    const struct run_report report = { .paper = { out, colour },
                                       .recording = recording,
                                       .states = &states,
                                       .usage = &usage,
                                       .variables = recording->watched ? &variables : NULL };
    if (lab && json)
        lab_report_json(out, &report);
    else if (lab)
        lab_report_text(&report);
    else if (recording->command)
        json ? command_report_json(out, &report) : command_report_text(&report);
    else if (json)
        write_json(out, &report);
    else
        write_text(&report);
    variables_account_finish(&variables);
    states_finish(&states);
    return status;
}

struct status report_recording(FILE *out, const struct recording *recording, bool json, bool colour,
                               enum language language)
{
    const enum language before = said_in(language);
    const struct status status = report_said(out, recording, json, colour);
    said_in(before);
    return status;
}
