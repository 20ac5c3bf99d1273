// What is said of a recorded command. What is waited for is told by how much it cost all tasks together.
#include "report/command_report.h"

#include "analysis/lock_totals.h"
#include "analysis/slices.h"
#include "analysis/spread.h"
#include "analysis/wait_graph.h"
#include "base/said.h"
#include "base/text.h"
#include "recording/resource_said.h"
#include "report/variables.h"

#include <inttypes.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

enum {
    TASKS_SHOWN = 40,
    COSTLY_SHOWN = 8,
    ENDS_SHOWN = 8,
};

// ---- figures --------------------------------------------------------------------------------------------------------

// The median slice of a GIL; < 0: it never changed hands.
static double median_slice_ns(const struct recording *recording, const struct found_gil *gil)
{
    double *lengths = NULL, median = -1;
    size_t count = 0;
    if (!status_is_ok(slices_of_gil(recording, gil->resource, NULL, &lengths, &count)))
        return median;
    if (count > 0)
        median = spread_of(lengths, count).median;
    free(lengths);
    return median;
}

// Of the time that its process's threads were there, what they spent waiting for a GIL; < 0: not known.
static double share_waiting(const struct run_report *report, const struct found_gil *gil)
{
    const struct recording *recording = report->recording;
    const struct lock_totals totals = lock_totals_of(recording, gil->resource);
    uint64_t lived_ns = 0;
    for (uint32_t t = 0; t < recording->task_count; t++) {
        const struct task *task = &recording->tasks[t];
        const struct use use = recording_use(recording, t, gil->resource);
        if (use.acquisitions && task->released_ns)
            lived_ns += (task->finished_ns ? task->finished_ns : recording->facts->ended_ns) - task->released_ns;
    }
    return lived_ns ? (double)recording_span_ns(recording, totals.wait_ticks) / (double)lived_ns : -1;
}

static double switches_a_second(const struct run_report *report, const struct found_gil *gil)
{
    return report->usage->wall_ns ? (double)gil->switches * 1e9 / (double)report->usage->wall_ns : 0;
}

// ---- text -----------------------------------------------------------------------------------------------------------

static void write_end(const struct run_report *report)
{
    const struct recording *recording = report->recording;
    const struct recorded_command *command = recording->command;
    char time[TEXT_NUMBER_BYTES];
    FILE *out = report->paper.out;
    char ran[TEXT_NUMBER_BYTES];
    text_duration(ran, recording->facts->ended_ns - recording->facts->released_ns);
    if (recording->facts->ended == RUN_DEADLINE) { // which began before the program did
        fprintf(out, said("ended by its deadline of %s, having run for %s\n"),
                text_duration_exact(time, recording->plan->deadline_ns), ran);
        return;
    }
    if (command->end == COMMAND_SIGNALED)
        fprintf(out, said("ended by signal %" PRId32), command->code);
    else if (command->end == COMMAND_EXITED)
        fprintf(out, said("exit status %" PRId32), command->code);
    else
        fputs(said("still running"), out);
    fprintf(out, said(" after %s"), ran);
    fputc('\n', out);
}

static void write_heading(const struct run_report *report)
{
    const struct recording *recording = report->recording;
    char tasks[TEXT_NUMBER_BYTES];
    const uint64_t all = recording->task_count + recording->command->folded_tasks;
    uint32_t processes = 0;
    for (uint32_t t = 0; t < recording->task_count; t++)
        processes += recording->tasks[t].kind == TASK_PROCESS;
    paper_ink(&report->paper, INK_BOLD);
    fputs("Race Ledger\n", report->paper.out);
    paper_ink(&report->paper, INK_PLAIN);
    fprintf(report->paper.out, "%s\n", recording->command->text);
    if (recording->command->folded_tasks)
        fprintf(report->paper.out, said("%s threads and processes, "), text_grouped_ascii(tasks, (int64_t)all));
    else if (processes > 1 && processes < all)
        fprintf(report->paper.out, said("%s in "), text_counted(tasks, all, "thread"));
    if (!recording->command->folded_tasks)
        fprintf(report->paper.out, "%s%s",
                processes > 1 ? text_counted(tasks, processes, "process") : text_counted(tasks, all, "thread"),
                said(", "));
    write_end(report);
}

static void write_evidence(const struct run_report *report, const struct found_gil *gil)
{
    char a[TEXT_NUMBER_BYTES], b[TEXT_NUMBER_BYTES], c[TEXT_NUMBER_BYTES];
    FILE *out = report->paper.out;
    paper_label(&report->paper, said("how found"));
    if (gil->evidence == GIL_BY_CONDITION)
        fprintf(out, said("a mutex and two conditions at 0x%" PRIx64 ", as CPython 3.2 and later have it: "),
                gil->object);
    else
        fprintf(out, said("a semaphore at 0x%" PRIx64 " given back round every wait, as CPython 2.7 has it: "),
                gil->object);
    fprintf(out, said("taken %s, left %s, %s held by two at once\n"), text_counted(a, gil->takes, "time"),
            text_counted(b, gil->leaves, "time"),
            gil->contradictions ? text_grouped_ascii(c, (int64_t)gil->contradictions) : said("never"));
    if (gil->contradictions) {
        paper_label(&report->paper, "");
        fputs(said("records were lost there; what contradicts is not shown\n"), out);
    }
}

static void write_gil(const struct run_report *report, const struct found_gil *gil)
{
    const struct recording *recording = report->recording;
    char a[TEXT_NUMBER_BYTES], b[TEXT_NUMBER_BYTES], c[TEXT_NUMBER_BYTES], d[TEXT_NUMBER_BYTES];
    char name[RESOURCE_SAID_BYTES];
    const double share = share_waiting(report, gil), slice_ns = median_slice_ns(recording, gil);
    FILE *out = report->paper.out;
    paper_label(&report->paper, resource_said(name, recording, gil->resource));
    fprintf(out, said("%s (%.0f a second), %s, %s forced"), text_counted(a, gil->switches, "switch"),
            switches_a_second(report, gil), text_counted(b, gil->requests, "request"),
            text_grouped_ascii(c, (int64_t)gil->forced));
    if (gil->interval_ns)
        fprintf(out, said(", patience %s"), text_duration(d, gil->interval_ns));
    fputc('\n', out);
    if (slice_ns >= 0 || share >= 0) {
        paper_label(&report->paper, "");
        if (slice_ns >= 0)
            fprintf(out, said("a slice of it takes %s in the middle"), text_duration(a, (uint64_t)slice_ns));
        if (slice_ns >= 0 && share >= 0)
            fputs(said("; "), out);
        if (share >= 0)
            fprintf(out, said("its threads spent %.0f %% of their time waiting for it"), share * 100);
        fputc('\n', out);
    }
    if (gil->version[0]) {
        paper_label(&report->paper, "");
        fprintf(out, "CPython %s\n", gil->version);
    }
    write_evidence(report, gil);
}

// Those that one thread alone ever had tell no more than that: one line for all of them.
static void write_gils_alone(const struct run_report *report)
{
    const struct recording *recording = report->recording;
    const char *version = NULL;
    char count[TEXT_NUMBER_BYTES];
    uint32_t alone = 0;
    bool same = true;
    for (uint32_t g = 0; g < recording->gil_count; g++) {
        if (found_gil_is_shared(&recording->gils[g]))
            continue;
        same = same && (alone == 0 || strcmp(version, recording->gils[g].version) == 0);
        version = recording->gils[g].version;
        alone++;
    }
    if (alone == 0)
        return;
    paper_label(&report->paper, recording->gil_count == 1       ? "GIL"
                                : alone == recording->gil_count ? said("GILs")
                                                                : said("other GILs"));
    if (alone > 1)
        fprintf(report->paper.out, said("%s, each had by one thread alone: nobody waited for it"),
                text_grouped_ascii(count, (int64_t)alone));
    else
        fputs(said("had by one thread alone: nobody waited for it"), report->paper.out);
    if (same && version[0])
        fprintf(report->paper.out, "%sCPython %s", said("; "), version);
    fputc('\n', report->paper.out);
}

struct cost {
    struct lock_totals totals;
    uint32_t resource;
    uint64_t waits;
};

// How often tasks waited for a resource. A use counts those that led to having it, and one; where none can, as for a clock, each
// ended with its time.
static uint64_t waits_for(const struct recording *recording, uint32_t resource)
{
    const bool is_gil = recording->resources[resource].kind == RESOURCE_GIL; // there it goes on when its time is over
    uint64_t waits = 0;
    for (uint32_t t = 0; t < recording->task_count; t++) {
        const struct use use = recording_use(recording, t, resource);
        waits += !is_gil && use.timeouts > use.contended ? use.timeouts : use.contended;
    }
    return waits;
}

static int compare_costs(const void *a, const void *b)
{
    const uint64_t left = ((const struct cost *)a)->totals.wait_ticks,
                   right = ((const struct cost *)b)->totals.wait_ticks;
    return left > right ? -1 : left < right;
}

// What was waited for longest, all tasks together.
static void write_costs(const struct run_report *report)
{
    const struct recording *recording = report->recording;
    struct cost costs[RESOURCES_MAX];
    char name[RESOURCE_SAID_BYTES], a[TEXT_NUMBER_BYTES], b[TEXT_NUMBER_BYTES], c[TEXT_NUMBER_BYTES];
    for (uint32_t r = 0; r < recording->resource_count; r++)
        costs[r] = (struct cost){ lock_totals_of(recording, r), r, waits_for(recording, r) };
    qsort(costs, recording->resource_count, sizeof *costs, compare_costs);
    for (uint32_t i = 0; i < recording->resource_count && i < COSTLY_SHOWN && costs[i].totals.wait_ticks; i++) {
        if (i == 0)
            fprintf(report->paper.out, "\n  %s\n", said("waited for, all tasks together"));
        paper_label(&report->paper, resource_said(name, recording, costs[i].resource));
        fprintf(report->paper.out, said("%s in %s"),
                text_duration(a, recording_span_ns(recording, costs[i].totals.wait_ticks)),
                text_counted(b, costs[i].waits, "wait"));
        if (costs[i].totals.acquisitions)
            fprintf(report->paper.out, said("; used %s"), text_counted(c, costs[i].totals.acquisitions, "time"));
        fputc('\n', report->paper.out);
    }
}

// Whether a process besides the program itself did not end with 0, and not because the deadline had come.
static bool ended_badly(const struct recording *recording, uint32_t t)
{
    const struct task *task = &recording->tasks[t];
    const bool by_deadline = recording->facts->ended == RUN_DEADLINE && task->end_code == SIGKILL;
    return t > 0 && task->kind == TASK_PROCESS &&
           ((task->end == TASK_SIGNALED && !by_deadline) || (task->end == TASK_EXITED && task->end_code != 0));
}

static void write_ends(const struct run_report *report)
{
    const struct recording *recording = report->recording;
    char count[TEXT_NUMBER_BYTES];
    uint64_t ends = 0;
    for (uint32_t t = 0; t < recording->task_count; t++) {
        const struct task *task = &recording->tasks[t];
        if (!ended_badly(recording, t) || ends++ >= ENDS_SHOWN)
            continue;
        if (ends == 1)
            fprintf(report->paper.out, "\n  %s\n", said("processes that did not end with 0"));
        paper_label(&report->paper, task->name);
        fprintf(report->paper.out,
                task->end == TASK_SIGNALED ? said("ended by signal %" PRId32) : said("exit status %" PRId32),
                task->end_code);
        fputc('\n', report->paper.out);
    }
    if (ends > ENDS_SHOWN)
        fprintf(report->paper.out, said("  … %s more: --json has all\n"),
                text_counted(count, ends - ENDS_SHOWN, "process"));
}

// ---- deadlocks ------------------------------------------------------------------------------------------------------

// Rings of waits that were still closed at the end, by time.
struct rings {
    struct arena memory;
    const struct wait_ring *all;
    size_t count;
};

// None where records were lost: who holds what is then not known for sure.
static void find_rings(struct rings *rings, const struct recording *recording)
{
    *rings = (struct rings){ 0 };
    if (recording->command->lost_records || !wait_rings_find(recording, &rings->memory, &rings->all, &rings->count))
        rings->count = 0;
}

// Whether nobody of it gave up or gave back: it was closed until one of its tasks was ended, or to the end of all.
static bool lasted(const struct recording *recording, const struct wait_ring *ring)
{
    bool ended = ring->opened_ns == UINT64_MAX;
    for (uint32_t i = 0; i < ring->length && !ended; i++) {
        const uint64_t finished_ns = recording->tasks[ring->links[i].task].finished_ns;
        ended = finished_ns && finished_ns <= ring->opened_ns;
    }
    return ended;
}

static void write_ring(const struct run_report *report, const struct wait_ring *ring)
{
    const struct recording *recording = report->recording;
    char clock[CLOCK_TEXT_BYTES], name[RESOURCE_SAID_BYTES];
    fputc('\n', report->paper.out);
    paper_ink(&report->paper, INK_LOST);
    fprintf(report->paper.out, said("Deadlock, closed at %s:"),
            recording_clock_text(clock, recording, ring->closed_ns));
    fputc('\n', report->paper.out);
    for (uint32_t i = 0; i < ring->length; i++) {
        const struct wait_link *link = &ring->links[i], *next = &ring->links[(i + 1) % ring->length];
        if (recording->resources[link->resource].kind == RESOURCE_TASK)
            fprintf(report->paper.out, said("  %s waits for the end of %s"), recording->tasks[link->task].name,
                    recording->tasks[next->task].name);
        else
            fprintf(report->paper.out, said("  %s waits for %s, which %s has"), recording->tasks[link->task].name,
                    resource_said(name, recording, link->resource), recording->tasks[next->task].name);
        fputc('\n', report->paper.out);
    }
    paper_ink(&report->paper, INK_PLAIN);
}

static void write_rings(const struct run_report *report)
{
    struct rings rings;
    find_rings(&rings, report->recording);
    for (size_t i = 0; i < rings.count; i++)
        if (lasted(report->recording, &rings.all[i]))
            write_ring(report, &rings.all[i]);
    arena_finish(&rings.memory);
}

static void write_rings_json(struct json *json, const struct run_report *report)
{
    const struct recording *recording = report->recording;
    struct rings rings;
    char name[RESOURCE_SAID_BYTES];
    find_rings(&rings, recording);
    json_key(json, "deadlocks");
    json_array_begin(json);
    for (size_t i = 0; i < rings.count; i++) {
        const struct wait_ring *ring = &rings.all[i];
        json_object_begin(json);
        json_key_uint(json, "closed_ns", recording_since_ns(recording, ring->closed_ns));
        json_key_bool(json, "to_the_end", lasted(recording, ring));
        json_key(json, "ring");
        json_array_begin(json);
        for (uint32_t l = 0; l < ring->length; l++) {
            json_object_begin(json);
            json_key_string(json, "task", recording->tasks[ring->links[l].task].name);
            json_key_string(json, "waits_for", resource_said(name, recording, ring->links[l].resource));
            json_object_end(json);
        }
        json_array_end(json);
        json_object_end(json);
    }
    json_array_end(json);
    arena_finish(&rings.memory);
}

// ---- what was not seen ----------------------------------------------------------------------------------------------

static void write_unseen(const struct run_report *report)
{
    const struct recorded_command *command = report->recording->command;
    char count[TEXT_NUMBER_BYTES];
    if (command->reason[0]) {
        paper_label(&report->paper, said("not seen"));
        fprintf(report->paper.out, said("its locks: %s\n"), said(command->reason));
    }
    if (command->lost_records) {
        paper_label(&report->paper, said("records lost"));
        fprintf(report->paper.out,
                command->keeps_newest ? said("%s, the oldest: there was no room (--max-memory)\n")
                                      : said("%s, the newest: there was no room (--max-memory)\n"),
                text_grouped_ascii(count, (int64_t)command->lost_records));
    }
    if (command->folded_tasks) {
        paper_label(&report->paper, said("folded"));
        fprintf(report->paper.out, said("%s %s more than are kept one by one; %s is in no figure here\n"),
                text_grouped_ascii(count, (int64_t)command->folded_tasks),
                command->folded_tasks == 1 ? said("thread or process") : said("threads and processes"),
                report->variables ? said("their loads and stores are told as their process's, what else they did")
                                  : said("what they did"));
    }
    if (command->folded_resources) {
        paper_label(&report->paper, said("folded"));
        fprintf(report->paper.out, said("%s %s: those that were waited for least\n"),
                text_grouped_ascii(count, (int64_t)command->folded_resources),
                command->folded_resources == 1 ? said("lock, pipe or the like") : said("locks, pipes and the like"));
    }
}

void command_report_text(const struct run_report *report)
{
    write_heading(report);
    write_rings(report);
    if (report->variables)
        variables_text(&report->paper, report->variables);
    if (report->recording->task_count <= TASKS_SHOWN)
        report_states_text(report);
    write_ends(report);
    write_costs(report);
    if (report->recording->gil_count)
        fputc('\n', report->paper.out);
    for (uint32_t g = 0; g < report->recording->gil_count; g++)
        if (found_gil_is_shared(&report->recording->gils[g]))
            write_gil(report, &report->recording->gils[g]);
    write_gils_alone(report);
    fputc('\n', report->paper.out);
    report_run_text(report, NULL);
    write_unseen(report);
}

// ---- JSON -----------------------------------------------------------------------------------------------------------

static void write_gil_json(struct json *json, const struct run_report *report, const struct found_gil *gil)
{
    const double slice_ns = median_slice_ns(report->recording, gil);
    const double share = share_waiting(report, gil);
    json_object_begin(json);
    json_key_string(json, "name", report->recording->resources[gil->resource].name);
    json_key_string(json, "process", report->recording->tasks[gil->task].name);
    json_key_string(json, "found_by", gil->evidence == GIL_BY_CONDITION ? said("condition") : said("semaphore"));
    json_key_string(json, "version", gil->version[0] ? gil->version : NULL);
    json_key_uint_if(json, "interval_ns", gil->interval_ns > 0, gil->interval_ns);
    json_key_uint(json, "takes", gil->takes);
    json_key_uint(json, "leaves", gil->leaves);
    json_key_uint(json, "waits", gil->waits);
    json_key_uint(json, "timeouts", gil->timeouts);
    json_key_uint(json, "requests", gil->requests);
    json_key_uint(json, "switches", gil->switches);
    json_key_uint(json, "forced", gil->forced);
    json_key_uint(json, "contradictions", gil->contradictions);
    json_key_bool(json, "shared", found_gil_is_shared(gil));
    json_key_uint_if(json, "slice_ns", slice_ns >= 0, slice_ns >= 0 ? (uint64_t)slice_ns : 0);
    json_key(json, "share_waiting");
    if (share >= 0)
        json_double(json, share, 4);
    else
        json_null(json);
    json_object_end(json);
}

static void write_command_json(struct json *json, const struct recorded_command *command)
{
    json_key_string(json, "command", command->text);
    json_key_uint_if(json, "exit_status", command->end == COMMAND_EXITED, (uint64_t)command->code);
    json_key_uint_if(json, "signal", command->end == COMMAND_SIGNALED, (uint64_t)command->code);
    json_key_bool(json, "locks_seen", command->inside);
    json_key_string(json, "locks_reason", command->reason[0] ? said(command->reason) : NULL);
    json_key_uint(json, "lost_records", command->lost_records);
    json_key_uint(json, "folded_tasks", command->folded_tasks);
    json_key_uint(json, "folded_resources", command->folded_resources);
}

void command_report_json(FILE *out, const struct run_report *report)
{
    struct json json;
    json_init(&json, out);
    json_object_begin(&json);
    json_key_uint(&json, "schema", 1);
    json_key_string(&json, "lab", NULL);
    write_command_json(&json, report->recording->command);
    report_time_json(&json, report);
    report_source_json(&json, report);
    report_tasks_json(&json, report);
    report_resources_json(&json, report);
    report_console_json(&json, report);
    write_rings_json(&json, report);
    json_key(&json, "gils");
    json_array_begin(&json);
    for (uint32_t g = 0; g < report->recording->gil_count; g++)
        write_gil_json(&json, report, &report->recording->gils[g]);
    json_array_end(&json);
    if (report->variables)
        variables_json(&json, report->variables);
    json_object_end(&json);
    json_finish(&json);
}
