// The report for a person: sentence, result, books, states, locks, and where the states came from. 80 columns.
#include "report/report.h"

#include "analysis/lock_totals.h"
#include "base/text.h"
#include "base/text_table.h"
#include "labs/balance/books.h"
#include "labs/balance/experiment.h"
#include "labs/balance/guard.h"

#include <inttypes.h>
#include <stdarg.h>
#include <string.h>

// Terminal colours, by what they mean. The states' are the nearest of the 256 to the window's.
enum ink {
    INK_PLAIN,
    INK_BOLD,
    INK_SOFT,
    INK_LOST,
    INK_GOOD,
    INK_STATES
};

static const char *const inks[] = {
    [INK_PLAIN] = "\033[0m",
    [INK_BOLD] = "\033[1m",
    [INK_SOFT] = "\033[38;5;245m",
    [INK_LOST] = "\033[1;38;5;204m",
    [INK_GOOD] = "\033[38;5;78m",
    [INK_STATES + STATE_NEW] = "\033[38;5;247m",
    [INK_STATES + STATE_READY] = "\033[38;5;227m",
    [INK_STATES + STATE_RUNNING] = "\033[38;5;75m",
    [INK_STATES + STATE_BLOCKED] = "\033[38;5;166m",
    [INK_STATES + STATE_DEAD] = "\033[38;5;32m",
    [INK_STATES + STATE_ALIVE] = "\033[0m",
};

struct paper {
    FILE *out;
    const struct account *account;
    bool colour;
};

static void ink(const struct paper *paper, int which)
{
    if (paper->colour)
        fputs(inks[which], paper->out);
}

enum {
    LABEL_COLUMNS = 18
};

static void label(const struct paper *paper, const char *text)
{
    ink(paper, INK_SOFT);
    fprintf(paper->out, "  %s%*s", text, LABEL_COLUMNS - (int)text_columns(text), "");
    ink(paper, INK_PLAIN);
}

// The ink of a cell: nothing where the paper takes none.
static const char *cell_ink(const struct paper *paper, int which) { return paper->colour ? inks[which] : NULL; }

static void __attribute__((format(printf, 2, 3))) say(struct text_cell *cell, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(cell->text, sizeof cell->text, format, arguments);
    va_end(arguments);
}

// Columns of a label, a figure and what is to be said of it.
static const struct text_column labelled[] = { { .left = true, .least = LABEL_COLUMNS - 2 },
                                               { .least = 11 },
                                               { .left = true } };

static void print_table(const struct paper *paper, struct text_table table)
{
    table.context = paper;
    table.indent = 2;
    table.ink_end = inks[INK_PLAIN];
    text_table_print(paper->out, &table);
}

// "Run 3 of at most 5: the first two lost nothing."
static void write_series(const struct paper *paper)
{
    static const char *const words[] = { "", "first", "first two", "first three", "first four" };
    const struct series series = paper->account->series;
    const uint32_t before = series.run - 1;
    char number[TEXT_NUMBER_BYTES], most[TEXT_NUMBER_BYTES];
    if (series.most == 0)
        return;
    fprintf(paper->out, "Run %s of at most %s", text_grouped_ascii(number, series.run),
            text_grouped_ascii(most, series.most));
    if (before > 0 && before < sizeof words / sizeof *words)
        fprintf(paper->out, ": the %s lost nothing", words[before]);
    else if (before > 0)
        fprintf(paper->out, ": the first %s lost nothing", text_grouped_ascii(number, before));
    fputs(paper->account->figures.lost == 0 && before > 0 ? ", nor did this one.\n" : ".\n", paper->out);
}

static void write_heading(const struct paper *paper)
{
    ink(paper, INK_BOLD);
    fputs("Race Ledger\n", paper->out);
    ink(paper, INK_PLAIN);
    report_sentence(paper->out, experiment_of(paper->account->recording));
    write_series(paper);
    if (experiment_of(paper->account->recording)->scheduled == SCHEDULE_DRIVEN)
        fputs("Driven: a chosen schedule decided who did the next step, not the kernel.\n", paper->out);
    fputc('\n', paper->out);
}

static void write_ended(const struct paper *paper)
{
    const struct recording *recording = paper->account->recording;
    char time[TEXT_NUMBER_BYTES], name[WORKER_NAME_BYTES];
    if (recording->facts->ended == RUN_COMPLETE)
        return;
    ink(paper, INK_LOST);
    if (recording->facts->ended == RUN_DEADLINE)
        fprintf(paper->out, "Stopped by its deadline of %s; this is what was recorded.\n",
                text_duration_exact(time, recording->plan->deadline_ns));
    else if (recording->facts->ended == RUN_INTERRUPTED)
        fputs("Interrupted; this is what was recorded.\n", paper->out);
    for (uint32_t w = 0; w < recording->plan->tasks; w++) {
        const struct task *worker = &recording->tasks[w];
        if (worker->end == TASK_SIGNALED || worker->end == TASK_EXITED)
            fprintf(paper->out, "%s (process %" PRId64 ") died of %s %" PRId32 " before it was done.\n",
                    worker_name(name, experiment_of(recording)->workers, w), worker->pid,
                    worker->end == TASK_SIGNALED ? "signal" : "exit status", worker->end_code);
    }
    ink(paper, INK_PLAIN);
    fputc('\n', paper->out);
}

enum result_row {
    RESULT_FINAL,
    RESULT_MADE,
    RESULT_SURVIVED,
    RESULT_LOST,
    RESULT_COLLISIONS,
    RESULT_ROWS
};

// What is said beside a figure.
static void result_remark(const struct run_figures *figures, size_t row, struct text_cell *cell)
{
    char text[TEXT_NUMBER_BYTES];
    if (row == RESULT_FINAL)
        say(cell, " expected %s", text_grouped_ascii(text, figures->expected));
    else if (row == RESULT_LOST && figures->lost)
        say(cell, " %s", text_percent(text, (double)figures->lost / (double)figures->updates));
}

static void result_cell(const void *context, size_t row, size_t column, struct text_cell *cell)
{
    static const char *const labels[RESULT_ROWS] = { "final balance", "updates made", "survived", "lost",
                                                     "collisions" };
    const struct paper *paper = context;
    const struct run_figures *figures = &paper->account->figures;
    const int64_t values[RESULT_ROWS] = { figures->final, (int64_t)figures->updates, (int64_t)figures->survived,
                                          (int64_t)figures->lost, (int64_t)figures->collisions };
    const bool right = figures->final == figures->expected;
    if (column == 0) {
        say(cell, "%s", labels[row]);
        cell->ink = cell_ink(paper, INK_SOFT);
    } else if (column == 1) {
        text_grouped_ascii(cell->text, values[row]);
        if (row == RESULT_FINAL)
            cell->ink = cell_ink(paper, right ? INK_BOLD : INK_LOST);
    } else {
        result_remark(figures, row, cell);
    }
    if (column > 0 && row == RESULT_LOST && figures->lost)
        cell->ink = cell_ink(paper, INK_LOST);
}

static void write_result(const struct paper *paper)
{
    print_table(paper, (struct text_table){
                           .columns = labelled, .column_count = 3, .row_count = RESULT_ROWS, .cell = result_cell });
}

static void write_books(const struct paper *paper)
{
    const struct run_figures *figures = &paper->account->figures;
    char final[TEXT_NUMBER_BYTES], net[TEXT_NUMBER_BYTES], expected[TEXT_NUMBER_BYTES];
    fputc('\n', paper->out);
    ink(paper, figures->books_balance ? INK_GOOD : INK_LOST);
    fprintf(paper->out, "  %s  %s + (%s lost) = %s expected\n",
            figures->books_balance ? "The books balance:" : "The books do NOT balance:",
            text_grouped(final, figures->final), text_grouped(net, figures->lost_net),
            text_grouped(expected, figures->expected));
    ink(paper, INK_PLAIN);
}

static void write_stale(const struct paper *paper)
{
    const struct run_figures *figures = &paper->account->figures;
    const struct recording *recording = paper->account->recording;
    char time[TEXT_NUMBER_BYTES], name[WORKER_NAME_BYTES], at[TEXT_NUMBER_BYTES];
    if (!figures->stale_known || figures->longest_stale == VERSION_START)
        return;
    const uint32_t worker = version_worker(figures->longest_stale);
    const uint64_t stored =
        recording_ns(recording, balance_times(recording, worker)[version_sequence(figures->longest_stale)]);
    const uint64_t from = recording->facts->released_ns;
    fprintf(paper->out, "  The longest: %s sat %s on what it had read, and wrote it at %s.\n",
            worker_name(name, experiment_of(recording)->workers, worker),
            text_duration(time, figures->longest_stale_ns), text_duration(at, stored > from ? stored - from : 0));
}

static void private_cell(const void *context, size_t row, size_t column, struct text_cell *cell)
{
    const struct paper *paper = context;
    const struct recording *recording = paper->account->recording;
    if (column == 0) {
        worker_name(cell->text, experiment_of(recording)->workers, (uint32_t)row);
        cell->ink = cell_ink(paper, INK_SOFT);
    } else {
        text_grouped_ascii(cell->text, cell_balance(balance_own_cell(recording, (uint32_t)row)));
    }
}

static void write_private(const struct paper *paper)
{
    const struct experiment *experiment = experiment_of(paper->account->recording);
    if (experiment->memory != MEMORY_PRIVATE)
        return;
    fputs("\n  Nothing is shared: every process has a balance of its own.\n", paper->out);
    print_table(paper,
                (struct text_table){
                    .columns = labelled, .column_count = 2, .row_count = experiment->count, .cell = private_cell });
}

// What stands in a column of the table of workers: a state's share, or one of the counts.
enum {
    COLUMN_NAME = STATE_COUNT,
    COLUMN_PREEMPTED,
    COLUMN_WAITED,
    COLUMN_LOST
};

// Nobody is new any more when all are let go.
static const int columns_kernel[] = { COLUMN_NAME, STATE_READY,      STATE_RUNNING, STATE_BLOCKED,
                                      STATE_DEAD,  COLUMN_PREEMPTED, COLUMN_WAITED, COLUMN_LOST };
static const int columns_program[] = { COLUMN_NAME, STATE_ALIVE, STATE_BLOCKED, STATE_DEAD, COLUMN_LOST };

static void worker_heading(const struct paper *paper, int what, struct text_cell *cell)
{
    static const char *const names[] = { "new",   "ready",      "running",   "blocked", "dead",
                                         "alive", "of the run", "preempted", "waited",  "lost" };
    say(cell, "%s", names[what]);
    if (what < STATE_COUNT)
        cell->ink = cell_ink(paper, INK_STATES + what);
}

static void worker_cell(const void *context, size_t row, size_t column, struct text_cell *cell)
{
    const struct paper *paper = context;
    const struct account *account = paper->account;
    const int what = (account->states.from_kernel ? columns_kernel : columns_program)[column];
    if (row == 0) {
        worker_heading(paper, what, cell);
        return;
    }
    const uint32_t w = (uint32_t)row - 1;
    const struct worker_states *worker = &account->states.workers[w];
    if (what == COLUMN_NAME) {
        worker_name(cell->text, experiment_of(account->recording)->workers, w);
    } else if (what < STATE_COUNT) {
        text_percent(cell->text, states_share(&account->states, w, (enum state)what));
        cell->ink = cell_ink(paper, INK_STATES + what);
    } else {
        const uint64_t counts[] = { worker->run.preemptions, worker->run.waits, account->ledger.lost_of[w] };
        text_grouped_ascii(cell->text, (int64_t)counts[what - COLUMN_PREEMPTED]);
    }
}

static void write_states(const struct paper *paper)
{
    static const struct text_column kernel[] = { { .left = true, .least = 6 },
                                                 { .least = 7 },
                                                 { .least = 7 },
                                                 { .least = 7 },
                                                 { .least = 7 },
                                                 { .least = 9 },
                                                 { .least = 6 },
                                                 { .least = 7 } };
    static const struct text_column program[] = {
        { .left = true, .least = 6 }, { .least = 7 }, { .least = 7 }, { .least = 7 }, { .least = 7 }
    };
    const struct account *account = paper->account;
    const bool known = account->states.from_kernel;
    fputc('\n', paper->out);
    print_table(paper, (struct text_table){ .columns = known ? kernel : program,
                                            .column_count = known ? 8 : 5,
                                            .row_count = account->recording->plan->tasks + 1,
                                            .cell = worker_cell });
}

// How long it took to have the GIL.
static void write_gil_waits(const struct paper *paper)
{
    const struct account *account = paper->account;
    const struct gil_waits *waits = &account->figures.gil_waits;
    char a[TEXT_NUMBER_BYTES], b[TEXT_NUMBER_BYTES], c[TEXT_NUMBER_BYTES], d[TEXT_NUMBER_BYTES];
    char name[WORKER_NAME_BYTES];
    if (!account->figures.gil_waits_known || waits->count == 0)
        return;
    label(paper, "to have it");
    fprintf(paper->out, "%s: %s in the middle, 99 %% within %s, at worst %s (%s)\n",
            text_counted(a, waits->count, "wait"), text_duration(b, waits->median_ns), text_duration(c, waits->p99_ns),
            text_duration(d, waits->worst_ns),
            worker_name(name, experiment_of(account->recording)->workers, waits->worst));
}

static void write_lock(const struct paper *paper, uint32_t resource)
{
    const struct recording *recording = paper->account->recording;
    const struct lock_totals totals = lock_totals_of(recording, resource);
    char a[TEXT_NUMBER_BYTES], b[TEXT_NUMBER_BYTES], c[TEXT_NUMBER_BYTES], d[TEXT_NUMBER_BYTES];
    label(paper, recording->resources[resource].name);
    fprintf(paper->out, "taken %s, waited for %s (%s), held %s\n", text_counted(a, totals.acquisitions, "time"),
            text_counted(b, totals.contended, "time"),
            text_duration(c, recording_span_ns(recording, totals.wait_ticks)),
            paper->account->figures.hold_known ? text_duration(d, recording_span_ns(recording, totals.hold_ticks))
                                               : "not timed");
}

static void write_gil(const struct paper *paper, uint32_t resource)
{
    const struct run_figures *figures = &paper->account->figures;
    char a[TEXT_NUMBER_BYTES], b[TEXT_NUMBER_BYTES], c[TEXT_NUMBER_BYTES];
    label(paper, paper->account->recording->resources[resource].name);
    fprintf(paper->out, "%s, %s, %s patience ran out\n", text_counted(a, figures->gil_switches, "switch"),
            text_counted(b, figures->gil_requests, "request"), text_counted(c, figures->gil_timeouts, "time"));
    write_gil_waits(paper);
}

// A GIL, which is round everything, comes last.
static void write_locks(const struct paper *paper)
{
    const struct recording *recording = paper->account->recording;
    const int gil = recording_find_resource(recording, RESOURCE_GIL);
    for (uint32_t i = 0; i < recording->resource_count; i++)
        if (resource_is_lock(&recording->resources[i]) && (int)i != gil)
            write_lock(paper, i);
    if (gil >= 0)
        write_gil(paper, (uint32_t)gil);
}

static uint64_t sum_dropped(const struct recording *recording)
{
    uint64_t dropped = 0;
    for (uint32_t w = 0; w < recording->plan->tasks; w++)
        dropped += recording->tasks[w].notes_dropped;
    return dropped;
}

// What is not of the run.
static void write_before_and_after(const struct paper *paper)
{
    const struct states *states = &paper->account->states;
    char before[TEXT_NUMBER_BYTES], after[TEXT_NUMBER_BYTES];
    if (states->run_to_ns == 0)
        return;
    label(paper, "before and after");
    fprintf(paper->out, "%s until all were let go · %s until all were gone\n",
            text_duration(before, states->run_from_ns - states->from_ns),
            text_duration(after, states->to_ns - states->run_to_ns));
}

// What the machine did that is no part of the program; nothing where it did nothing.
static void write_machine(const struct paper *paper)
{
    const struct run_facts *facts = paper->account->recording->facts;
    char time[TEXT_NUMBER_BYTES];
    if (facts->unpinned) {
        label(paper, "cpus");
        fputs("the system refused to keep the workers on theirs; it placed them itself\n", paper->out);
    }
    if (facts->throttled_ns) {
        label(paper, "cpu quota");
        fprintf(paper->out, "held the run back for %s; that shows as ready\n",
                text_duration(time, facts->throttled_ns));
    }
    if (facts->stolen_ns) {
        label(paper, "stolen time");
        fprintf(paper->out, "about %s went to other virtual machines; that shows as running\n",
                text_duration(time, facts->stolen_ns));
    }
}

static void write_time(const struct paper *paper)
{
    const struct account *account = paper->account;
    const struct run_figures *figures = &account->figures;
    char a[TEXT_NUMBER_BYTES], b[TEXT_NUMBER_BYTES];
    fputc('\n', paper->out);
    write_locks(paper);
    label(paper, "wall time");
    fprintf(paper->out, "%s · %s an update", text_duration(a, figures->wall_ns),
            text_duration_decimal(b, figures->ns_per_update));
    if (figures->cores_busy >= 0)
        fprintf(paper->out, " · %.1f of %s busy", figures->cores_busy,
                text_counted(a, account->recording->plan->cores, "core"));
    fputc('\n', paper->out);
    write_before_and_after(paper);
    label(paper, "states");
    if (!account->states.from_kernel) {
        fprintf(paper->out, "%s:\n", account->recording->facts->states_reason);
        fprintf(paper->out, "  %*sready and running cannot be told apart\n", LABEL_COLUMNS, "");
    } else {
        fprintf(paper->out, "from the kernel's %s, %s lost\n",
                text_counted(a, account->recording->switch_count, "switch record"),
                account->recording->facts->lost_switch_records
                    ? text_grouped_ascii(b, (int64_t)account->recording->facts->lost_switch_records)
                    : "none");
    }
    write_machine(paper);
    const uint64_t dropped = sum_dropped(account->recording);
    if (dropped) {
        label(paper, "lock events");
        fprintf(paper->out, "%s more than there was room for; counted, not kept\n",
                text_grouped_ascii(a, (int64_t)dropped));
    }
}

static void write_notes(const struct paper *paper)
{
    const struct experiment *experiment = experiment_of(paper->account->recording);
    if (paper->account->why.kind != WHY_NOTHING || guard_of(experiment)->bytecode)
        fputc('\n', paper->out);
    report_why(paper->out, paper->account);
    report_explanation(paper->out, experiment);
    if (experiment_has_gil(experiment) && experiment->workers == WORKERS_PROCESSES &&
        experiment->memory == MEMORY_SHARED)
        fputs("\nThese processes share one GIL, which no CPython does: each real process has its own.\n", paper->out);
}

void report_text(FILE *out, const struct account *account, bool colour)
{
    const struct paper paper = { out, account, colour };
    write_heading(&paper);
    write_ended(&paper);
    write_result(&paper);
    write_books(&paper);
    write_stale(&paper);
    write_private(&paper);
    write_states(&paper);
    write_time(&paper);
    write_notes(&paper);
}
