// The report for a person: sentence, result, books, states, locks, and where the states came from. 80 columns.
#include "labs/balance/report/report.h"

#include "base/said.h"
#include "base/text.h"
#include "labs/balance/books.h"
#include "labs/balance/experiment.h"
#include "labs/balance/guard.h"
#include "labs/balance/meetings.h"
#include "labs/balance/report/broken.h"
#include "report/parts.h"

#include <inttypes.h>

// What is on the paper.
struct sheet {
    struct paper paper;
    const struct account *account;
};

// "Run 3 of at most 5: the first two lost nothing."
static void write_series(const struct sheet *sheet)
{
    static const char *const words[] = { "", SAID("first"), SAID("first two"), SAID("first three"),
                                         SAID("first four") };
    const struct series series = sheet->account->series;
    const uint32_t before = series.run - 1;
    char number[TEXT_NUMBER_BYTES], most[TEXT_NUMBER_BYTES];
    if (series.most == 0)
        return;
    fprintf(sheet->paper.out, said("Run %s of at most %s"), text_grouped_ascii(number, series.run),
            text_grouped_ascii(most, series.most));
    if (before > 0 && before < sizeof words / sizeof *words)
        fprintf(sheet->paper.out, said(": the %s lost nothing"), said(words[before]));
    else if (before > 0)
        fprintf(sheet->paper.out, said(": the first %s lost nothing"), text_grouped_ascii(number, before));
    fputs(sheet->account->figures.lost == 0 && before > 0 ? said(", nor did this one.\n") : said(".\n"),
          sheet->paper.out);
}

static void write_heading(const struct sheet *sheet)
{
    paper_ink(&sheet->paper, INK_BOLD);
    fputs("Race Ledger\n", sheet->paper.out);
    paper_ink(&sheet->paper, INK_PLAIN);
    report_sentence(sheet->paper.out, experiment_of(sheet->account->recording));
    write_series(sheet);
    if (experiment_of(sheet->account->recording)->scheduled == SCHEDULE_DRIVEN)
        fputs(said("Driven: a chosen schedule decided who did the next step, not the kernel.\n"), sheet->paper.out);
    fputc('\n', sheet->paper.out);
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
        paper_say(cell, said(" expected %s"), text_grouped_ascii(text, figures->expected));
    else if (row == RESULT_LOST && figures->lost)
        paper_say(cell, " %s", text_percent(text, (double)figures->lost / (double)figures->updates));
}

static void result_cell(const void *context, size_t row, size_t column, struct text_cell *cell)
{
    static const char *const labels[RESULT_ROWS] = { SAID("final balance"), SAID("updates made"), SAID("survived"),
                                                     SAID("lost"), SAID("collisions") };
    const struct sheet *sheet = context;
    const struct run_figures *figures = &sheet->account->figures;
    const int64_t values[RESULT_ROWS] = { figures->final, (int64_t)figures->updates, (int64_t)figures->survived,
                                          (int64_t)figures->lost, (int64_t)figures->collisions };
    const bool right = figures->final == figures->expected;
    if (column == 0) {
        paper_say(cell, "%s", said(labels[row]));
        cell->ink = paper_cell_ink(&sheet->paper, INK_SOFT);
    } else if (column == 1) {
        text_grouped_ascii(cell->text, values[row]);
        if (row == RESULT_FINAL)
            cell->ink = paper_cell_ink(&sheet->paper, right ? INK_BOLD : INK_LOST);
    } else {
        result_remark(figures, row, cell);
    }
    if (column > 0 && row == RESULT_LOST && figures->lost)
        cell->ink = paper_cell_ink(&sheet->paper, INK_LOST);
}

static void write_result(const struct sheet *sheet)
{
    paper_table(&sheet->paper, (struct text_table){ .columns = paper_labelled,
                                                    .column_count = 3,
                                                    .row_count = RESULT_ROWS,
                                                    .cell = result_cell,
                                                    .context = sheet });
}

static void write_books(const struct sheet *sheet)
{
    const struct run_figures *figures = &sheet->account->figures;
    char final[TEXT_NUMBER_BYTES], net[TEXT_NUMBER_BYTES], expected[TEXT_NUMBER_BYTES];
    fputc('\n', sheet->paper.out);
    paper_ink(&sheet->paper, figures->books_balance ? INK_GOOD : INK_LOST);
    fprintf(sheet->paper.out, said("  %s  %s + (%s lost) = %s expected\n"),
            figures->books_balance ? said("The books balance:") : said("The books do NOT balance:"),
            text_grouped(final, figures->final), text_grouped(net, figures->lost_net),
            text_grouped(expected, figures->expected));
    paper_ink(&sheet->paper, INK_PLAIN);
}

static void write_stale(const struct sheet *sheet)
{
    const struct run_figures *figures = &sheet->account->figures;
    const struct recording *recording = sheet->account->recording;
    char time[TEXT_NUMBER_BYTES], name[WORKER_NAME_BYTES], at[CLOCK_TEXT_BYTES], off[TEXT_NUMBER_BYTES];
    if ((!figures->stale_known && !figures->stale_about) || figures->longest_stale == VERSION_START)
        return;
    const uint32_t worker = version_worker(figures->longest_stale);
    recording_clock_text(at, recording, figures->longest_stored_ns);
    if (figures->stale_about && balance_sample_every(recording) != 1) {
        fprintf(sheet->paper.out, said("  The longest: %s sat about %s on what it had read, until about %s%s%s.\n"),
                worker_name(name, experiment_of(recording)->workers, worker),
                text_duration(time, figures->longest_stale_ns), at,
                figures->longest_off_ns ? said(",\n  off its cpu for ") : "",
                figures->longest_off_ns ? text_duration(off, figures->longest_off_ns) : "");
        return;
    }
    fprintf(sheet->paper.out, said("  The longest: %s sat %s%s on what it had read, and wrote it at %s.\n"),
            worker_name(name, experiment_of(recording)->workers, worker), figures->stale_about ? said("about ") : "",
            text_duration(time, figures->longest_stale_ns), at);
}

// How finely they interleaved, and what a stamp at every update does to that.
static void write_meetings(const struct sheet *sheet)
{
    const struct recording *recording = sheet->account->recording;
    const struct experiment *experiment = experiment_of(recording);
    struct meetings meetings;
    char read[TEXT_NUMBER_BYTES], median[TEXT_NUMBER_BYTES], longest[TEXT_NUMBER_BYTES];
    meetings_of(&meetings, recording);
    if (!meetings.known || meetings.runs == 0 || experiment->count == 1 || experiment->memory == MEMORY_PRIVATE)
        return;
    const double share = 1000 * (double)meetings.foreign_reads / (double)sheet->account->figures.updates;
    snprintf(read, sizeof read, "%.*f", share < 1 ? 3 : share < 100 ? 1 : 0, share);
    fprintf(sheet->paper.out,
            said("  Of 1 000 updates %s read what another worker had stored. Between that a worker\n"
                 "  made %s in a row in the middle, %s at the most.\n"),
            read, text_grouped_ascii(median, meetings.median), text_grouped_ascii(longest, meetings.longest));
}

static void private_cell(const void *context, size_t row, size_t column, struct text_cell *cell)
{
    const struct sheet *sheet = context;
    const struct recording *recording = sheet->account->recording;
    if (column == 0) {
        worker_name(cell->text, experiment_of(recording)->workers, (uint32_t)row);
        cell->ink = paper_cell_ink(&sheet->paper, INK_SOFT);
    } else {
        text_grouped_ascii(cell->text, cell_balance(balance_own_cell(recording, (uint32_t)row)));
    }
}

static void write_private(const struct sheet *sheet)
{
    const struct experiment *experiment = experiment_of(sheet->account->recording);
    if (experiment->memory != MEMORY_PRIVATE)
        return;
    fputs(said("\n  Nothing is shared: every process has a balance of its own.\n"), sheet->paper.out);
    paper_table(&sheet->paper, (struct text_table){ .columns = paper_labelled,
                                                    .column_count = 2,
                                                    .row_count = experiment->count,
                                                    .cell = private_cell,
                                                    .context = sheet });
}

static uint64_t lost_of(const void *context, uint32_t task)
{
    return ((const struct account *)context)->ledger.lost_of[task];
}

static void write_notes(const struct sheet *sheet)
{
    const struct experiment *experiment = experiment_of(sheet->account->recording);
    char text[BROKEN_BYTES];
    const char *broken = broken_told(text, sheet->account);
    if (broken || sheet->account->why.kind != WHY_NOTHING || guard_of(experiment)->bytecode)
        fputc('\n', sheet->paper.out);
    if (broken)
        paper_prose(sheet->paper.out, broken);
    report_why(sheet->paper.out, sheet->account);
    report_explanation(sheet->paper.out, experiment);
    if (experiment_has_gil(experiment) && experiment->workers == WORKERS_PROCESSES &&
        experiment->memory == MEMORY_SHARED)
        fputs(said("\nThese processes share one GIL, which no CPython does: each real process has its own.\n"),
              sheet->paper.out);
    const char *effect = timing_effect_told(timing_effect_of(sheet->account->recording));
    if (effect) {
        fputc('\n', sheet->paper.out);
        paper_prose(sheet->paper.out, effect);
    }
}

void balance_report_text(FILE *out, const struct account *account, bool colour)
{
    const struct sheet sheet = { { out, colour }, account };
    const struct run_report report = {
        .paper = sheet.paper,
        .recording = account->recording,
        .states = &account->states,
        .usage = &account->figures.usage,
        .own = { SAID("lost"), lost_of, account },
    };
    char time[TEXT_NUMBER_BYTES], each[TEXT_NUMBER_BYTES + 16];
    snprintf(each, sizeof each, said("%s an update"), text_duration_decimal(time, account->figures.ns_per_update));
    write_heading(&sheet);
    report_ended_text(&report);
    write_result(&sheet);
    write_books(&sheet);
    write_stale(&sheet);
    write_meetings(&sheet);
    write_private(&sheet);
    report_states_text(&report);
    report_time_text(&report, each);
    write_notes(&sheet);
}
