// Parts of a report for a person that any recording has.
#include "report/parts.h"

#include "analysis/lock_totals.h"
#include "base/said.h"
#include "base/text.h"
#include "recording/resource_said.h"

#include <inttypes.h>

void report_ended_text(const struct run_report *report)
{
    const struct recording *recording = report->recording;
    char time[TEXT_NUMBER_BYTES];
    if (recording->facts->ended == RUN_COMPLETE)
        return;
    paper_ink(&report->paper, INK_LOST);
    if (recording->facts->ended == RUN_DEADLINE)
        fprintf(report->paper.out, said("Stopped by its deadline of %s; this is what was recorded.\n"),
                text_duration_exact(time, recording->plan->deadline_ns));
    else if (recording->facts->ended == RUN_INTERRUPTED)
        fputs(said("Interrupted; this is what was recorded.\n"), report->paper.out);
    for (uint32_t w = 0; w < recording->task_count; w++) {
        const struct task *worker = &recording->tasks[w];
        if (worker->end == TASK_SIGNALED || worker->end == TASK_EXITED)
            fprintf(report->paper.out,
                    worker->end == TASK_SIGNALED
                        ? said("%s (process %" PRId64 ") died of signal %" PRId32 " before it was done.\n")
                        : said("%s (process %" PRId64 ") died of exit status %" PRId32 " before it was done.\n"),
                    worker->name, worker->pid, worker->end_code);
    }
    paper_ink(&report->paper, INK_PLAIN);
    fputc('\n', report->paper.out);
}

// What stands in a column of the table of tasks: a state's share, or one of the counts.
enum {
    COLUMN_NAME = STATE_COUNT,
    COLUMN_PREEMPTED,
    COLUMN_WAITED,
    COLUMN_OWN
};

// Which stand there, and how wide they are at least.
struct states_table {
    const struct run_report *report;
    const int *columns;
    const struct text_column *widths;
    uint32_t count; // with the lab's own
};

// Whether of some the kernel did not tell all the time.
static bool any_unseen(const struct run_report *report)
{
    bool any = false;
    for (uint32_t w = 0; w < report->recording->task_count && !any; w++)
        any = report->states->workers[w].run.ns[STATE_ALIVE] > 0;
    return any;
}

// Nobody is new any more when all are let go.
static struct states_table states_table_of(const struct run_report *report)
{
    static const int of_kernel[] = { COLUMN_NAME, STATE_READY,      STATE_RUNNING, STATE_BLOCKED,
                                     STATE_DEAD,  COLUMN_PREEMPTED, COLUMN_WAITED, COLUMN_OWN };
    static const int of_some[] = { COLUMN_NAME, STATE_READY,      STATE_RUNNING, STATE_BLOCKED, STATE_ALIVE,
                                   STATE_DEAD,  COLUMN_PREEMPTED, COLUMN_WAITED, COLUMN_OWN };
    static const int of_program[] = { COLUMN_NAME, STATE_ALIVE, STATE_BLOCKED, STATE_DEAD, COLUMN_OWN };
    static const struct text_column widths[] = { { .left = true, .least = 6 },
                                                 { .least = 7 },
                                                 { .least = 7 },
                                                 { .least = 7 },
                                                 { .least = 7 },
                                                 { .least = 9 },
                                                 { .least = 6 },
                                                 { .least = 7 } },
                                    widths_of_some[] = { { .left = true, .least = 6 },
                                                         { .least = 7 },
                                                         { .least = 7 },
                                                         { .least = 7 },
                                                         { .least = 7 },
                                                         { .least = 7 },
                                                         { .least = 9 },
                                                         { .least = 6 },
                                                         { .least = 7 } };
    const uint32_t own = report->own.name ? 1 : 0;
    if (!report->states->from_kernel)
        return (struct states_table){ report, of_program, widths, 4 + own };
    if (any_unseen(report))
        return (struct states_table){ report, of_some, widths_of_some, 8 + own };
    return (struct states_table){ report, of_kernel, widths, 7 + own };
}

static void worker_heading(const struct run_report *report, int what, struct text_cell *cell)
{
    static const char *const names[] = { SAID("new"),        SAID("ready"),     SAID("running"),
                                         SAID("blocked"),    SAID("dead"),      SAID("alive"),
                                         SAID("of the run"), SAID("preempted"), SAID("waited") };
    paper_say(cell, "%s", said(what == COLUMN_OWN ? report->own.name : names[what]));
    if (what < STATE_COUNT)
        cell->ink = paper_cell_ink(&report->paper, INK_STATES + what);
}

static void worker_cell(const void *context, size_t row, size_t column, struct text_cell *cell)
{
    const struct states_table *table = context;
    const struct run_report *report = table->report;
    const int what = table->columns[column];
    if (row == 0) {
        worker_heading(report, what, cell);
        return;
    }
    const uint32_t w = (uint32_t)row - 1;
    const struct worker_states *worker = &report->states->workers[w];
    if (what == COLUMN_NAME) {
        paper_say(cell, "%s", report->recording->tasks[w].name);
    } else if (what < STATE_COUNT) {
        text_percent(cell->text, states_share(report->states, w, (enum state)what));
        cell->ink = paper_cell_ink(&report->paper, INK_STATES + what);
    } else {
        const uint64_t count = what == COLUMN_PREEMPTED ? worker->run.preemptions
                               : what == COLUMN_WAITED  ? worker->run.waits
                                                        : report->own.count(report->own.context, w);
        text_grouped_ascii(cell->text, (int64_t)count);
    }
}

void report_states_text(const struct run_report *report)
{
    const struct states_table table = states_table_of(report);
    fputc('\n', report->paper.out);
    paper_table(&report->paper, (struct text_table){ .columns = table.widths,
                                                     .column_count = table.count,
                                                     .row_count = report->recording->task_count + 1,
                                                     .cell = worker_cell,
                                                     .context = &table });
}

// How long it took to have the GIL.
static void write_gil_waits(const struct run_report *report)
{
    const struct gil_waits *waits = &report->usage->gil_waits;
    char a[TEXT_NUMBER_BYTES], b[TEXT_NUMBER_BYTES], c[TEXT_NUMBER_BYTES], d[TEXT_NUMBER_BYTES];
    if (!report->usage->gil_waits_known || waits->count == 0)
        return;
    paper_label(&report->paper, said("to have it"));
    fprintf(report->paper.out, said("%s: %s in the middle, 99 %% within %s, at worst %s (%s)\n"),
            text_counted(a, waits->count, "wait"), text_duration(b, waits->median_ns), text_duration(c, waits->p99_ns),
            text_duration(d, waits->worst_ns), report->recording->tasks[waits->worst].name);
}

static void write_lock(const struct run_report *report, uint32_t resource)
{
    const struct recording *recording = report->recording;
    const struct lock_totals totals = lock_totals_of(recording, resource);
    char name[RESOURCE_SAID_BYTES], a[TEXT_NUMBER_BYTES], b[TEXT_NUMBER_BYTES], c[TEXT_NUMBER_BYTES],
        d[TEXT_NUMBER_BYTES];
    paper_label(&report->paper, resource_said(name, recording, resource));
    fprintf(report->paper.out, said("taken %s, waited for %s (%s), held %s\n"),
            text_counted(a, totals.acquisitions, "time"), text_counted(b, totals.contended, "time"),
            text_duration(c, recording_span_ns(recording, totals.wait_ticks)),
            report->usage->hold_known ? text_duration(d, recording_span_ns(recording, totals.hold_ticks))
                                      : said("not timed"));
}

static void write_gil(const struct run_report *report, uint32_t resource)
{
    const struct run_usage *usage = report->usage;
    char name[RESOURCE_SAID_BYTES], a[TEXT_NUMBER_BYTES], b[TEXT_NUMBER_BYTES], c[TEXT_NUMBER_BYTES];
    paper_label(&report->paper, resource_said(name, report->recording, resource));
    fprintf(report->paper.out, said("%s, %s, %s patience ran out\n"), text_counted(a, usage->gil_switches, "switch"),
            text_counted(b, usage->gil_requests, "request"), text_counted(c, usage->gil_timeouts, "time"));
    write_gil_waits(report);
}

// A GIL, which is round everything, comes last.
static void write_locks(const struct run_report *report)
{
    const struct recording *recording = report->recording;
    const int gil = recording_find_resource(recording, RESOURCE_GIL);
    for (uint32_t i = 0; i < recording->resource_count; i++)
        if (resource_is_lock(&recording->resources[i]) && (int)i != gil)
            write_lock(report, i);
    if (gil >= 0)
        write_gil(report, (uint32_t)gil);
}

static uint64_t sum_dropped(const struct recording *recording)
{
    uint64_t dropped = 0;
    for (uint32_t w = 0; w < recording->task_count; w++)
        dropped += recording->tasks[w].notes_dropped;
    return dropped;
}

// What is not of the run.
static void write_before_and_after(const struct run_report *report)
{
    const struct states *states = report->states;
    char before[TEXT_NUMBER_BYTES], after[TEXT_NUMBER_BYTES];
    if (states->run_to_ns == 0)
        return;
    paper_label(&report->paper, said("before and after"));
    fprintf(report->paper.out, said("%s until all were let go · %s until all were gone\n"),
            text_duration(before, states->run_from_ns - states->from_ns),
            text_duration(after, states->to_ns - states->run_to_ns));
}

// What the machine did that is no part of the program; nothing where it did nothing.
static void write_machine(const struct run_report *report)
{
    const struct run_facts *facts = report->recording->facts;
    char time[TEXT_NUMBER_BYTES];
    if (facts->unpinned) {
        paper_label(&report->paper, said("cpus"));
        fputs(said("the system refused to keep the workers on theirs; it placed them itself\n"), report->paper.out);
    }
    if (facts->throttled_ns) {
        paper_label(&report->paper, said("cpu quota"));
        fprintf(report->paper.out, said("held the run back for %s; that shows as ready\n"),
                text_duration(time, facts->throttled_ns));
    }
    if (facts->stolen_ns) {
        paper_label(&report->paper, said("stolen time"));
        fprintf(report->paper.out, said("about %s went to other virtual machines; that shows as running\n"),
                text_duration(time, facts->stolen_ns));
    }
}

void report_run_text(const struct run_report *report, const char *each)
{
    const struct run_usage *usage = report->usage;
    char a[TEXT_NUMBER_BYTES], b[TEXT_NUMBER_BYTES];
    paper_label(&report->paper, said("wall time"));
    fprintf(report->paper.out, "%s%s%s", text_duration(a, usage->wall_ns), each ? " · " : "", each ? each : "");
    // Of what no plan limited: all that the machine had.
    const struct recording *recording = report->recording;
    const uint32_t cores = recording->plan->cores ? recording->plan->cores : recording->facts->machine_cpus;
    if (usage->cores_busy >= 0)
        fprintf(report->paper.out, said(" · %.1f of %s busy"), usage->cores_busy, text_counted(a, cores, "core"));
    fputc('\n', report->paper.out);
    if (!recording->command)
        write_before_and_after(report);
    paper_label(&report->paper, said("states"));
    if (!report->states->from_kernel) {
        fprintf(report->paper.out, said("%s:\n"), said(report->recording->facts->states_reason));
        fprintf(report->paper.out, "  %*s%s\n", PAPER_LABEL_COLUMNS, "",
                said("ready and running cannot be told apart"));
    } else {
        fprintf(report->paper.out, said("from the kernel's %s, %s lost"),
                text_counted(a, report->recording->switch_count, "switch record"),
                report->recording->facts->lost_switch_records
                    ? text_grouped_ascii(b, (int64_t)report->recording->facts->lost_switch_records)
                    : said("none"));
        fputc('\n', report->paper.out);
    }
    write_machine(report);
    const uint64_t dropped = sum_dropped(report->recording);
    const struct recorded_command *command = report->recording->command;
    if (dropped && (!command || command->lost_records < dropped)) { // a command's are among what it tells as lost
        paper_label(&report->paper, said("lock events"));
        fprintf(report->paper.out, said("%s more than there was room for; counted, not kept\n"),
                text_grouped_ascii(a, (int64_t)dropped));
    }
}

void report_time_text(const struct run_report *report, const char *each)
{
    fputc('\n', report->paper.out);
    write_locks(report);
    report_run_text(report, each);
}
