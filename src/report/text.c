// The report for a person: sentence, result, books, states, locks, and where the states came from. 80 columns.
#include "report/report.h"

#include "base/text.h"
#include "experiment/guard.h"

#include <inttypes.h>
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

static void line_count(const struct paper *paper, const char *name, uint64_t count)
{
    char number[TEXT_NUMBER_BYTES];
    label(paper, name);
    fprintf(paper->out, "%11s\n", text_grouped_ascii(number, (int64_t)count));
}

static void write_heading(const struct paper *paper)
{
    ink(paper, INK_BOLD);
    fputs("Race Ledger\n", paper->out);
    ink(paper, INK_PLAIN);
    report_sentence(paper->out, paper->account->recording->experiment);
    if (paper->account->recording->experiment->scheduled == SCHEDULE_DRIVEN)
        fputs("Driven: a chosen schedule decided who did the next step, not the kernel.\n", paper->out);
    fputc('\n', paper->out);
}

static void write_ended(const struct paper *paper)
{
    const struct recording *recording = paper->account->recording;
    char time[TEXT_NUMBER_BYTES], name[REPORT_NAME_BYTES];
    if (recording->facts->ended == RUN_COMPLETE)
        return;
    ink(paper, INK_LOST);
    if (recording->facts->ended == RUN_DEADLINE)
        fprintf(paper->out, "Stopped by its deadline of %s; this is what was recorded.\n",
                text_duration_exact(time, recording->experiment->deadline_ns));
    else if (recording->facts->ended == RUN_INTERRUPTED)
        fputs("Interrupted; this is what was recorded.\n", paper->out);
    for (uint32_t w = 0; w < recording->experiment->count; w++) {
        const struct worker_facts *worker = &recording->workers[w];
        if (worker->end == WORKER_SIGNALED || worker->end == WORKER_EXITED)
            fprintf(paper->out, "%s (process %" PRId64 ") died of %s %" PRId32 " before it was done.\n",
                    report_worker_name(name, recording->experiment, w), worker->pid,
                    worker->end == WORKER_SIGNALED ? "signal" : "exit status", worker->end_code);
    }
    ink(paper, INK_PLAIN);
    fputc('\n', paper->out);
}

static void write_result(const struct paper *paper)
{
    const struct run_figures *figures = &paper->account->figures;
    char number[TEXT_NUMBER_BYTES], share[TEXT_NUMBER_BYTES];
    const bool right = figures->final == figures->expected;
    label(paper, "final balance");
    ink(paper, right ? INK_BOLD : INK_LOST);
    fprintf(paper->out, "%11s", text_grouped_ascii(number, figures->final));
    ink(paper, INK_PLAIN);
    fprintf(paper->out, "   expected %s\n", text_grouped_ascii(number, figures->expected));
    line_count(paper, "updates made", figures->updates);
    line_count(paper, "survived", figures->survived);
    label(paper, "lost");
    ink(paper, figures->lost ? INK_LOST : INK_PLAIN);
    fprintf(paper->out, "%11s", text_grouped_ascii(number, (int64_t)figures->lost));
    if (figures->lost)
        fprintf(paper->out, "   %s", text_percent(share, (double)figures->lost / (double)figures->updates));
    ink(paper, INK_PLAIN);
    fputc('\n', paper->out);
    line_count(paper, "collisions", figures->collisions);
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
    char time[TEXT_NUMBER_BYTES], name[REPORT_NAME_BYTES], at[TEXT_NUMBER_BYTES];
    if (!figures->stale_known || figures->longest_stale == VERSION_START)
        return;
    const uint32_t worker = version_worker(figures->longest_stale);
    const uint64_t stored = recording_ns(recording, recording->times[worker][version_sequence(figures->longest_stale)]);
    const uint64_t from = recording->facts->released_ns;
    fprintf(paper->out, "  The longest: %s sat %s on what it had read, and wrote it at %s.\n",
            report_worker_name(name, recording->experiment, worker), text_duration(time, figures->longest_stale_ns),
            text_duration(at, stored > from ? stored - from : 0));
}

static void write_private(const struct paper *paper)
{
    const struct recording *recording = paper->account->recording;
    char name[REPORT_NAME_BYTES], number[TEXT_NUMBER_BYTES];
    if (recording->experiment->memory != MEMORY_PRIVATE)
        return;
    fputs("\n  Nothing is shared: every process has a balance of its own.\n", paper->out);
    for (uint32_t w = 0; w < recording->experiment->count; w++) {
        label(paper, report_worker_name(name, recording->experiment, w));
        fprintf(paper->out, "%11s\n", text_grouped_ascii(number, cell_balance(recording->workers[w].final_cell)));
    }
}

static void write_shares(const struct paper *paper, const struct worker_states *worker, const int *columns, int count)
{
    const uint64_t whole = paper->account->states.to_ns - worker->spans[0].from_ns;
    for (int i = 0; i < count; i++) {
        char share[TEXT_NUMBER_BYTES];
        const uint64_t ns = worker->total_ns[columns[i]];
        ink(paper, INK_STATES + columns[i]);
        text_percent(share, whole ? (double)ns / (double)whole : 0);
        fprintf(paper->out, "%*s%s", 9 - (int)text_columns(share), "", share);
        ink(paper, INK_PLAIN);
    }
}

static void write_states(const struct paper *paper)
{
    static const char *const names[STATE_COUNT] = { "new", "ready", "running", "blocked", "dead", "alive" };
    static const int kernel[] = { STATE_NEW, STATE_READY, STATE_RUNNING, STATE_BLOCKED, STATE_DEAD };
    static const int program[] = { STATE_NEW, STATE_ALIVE, STATE_BLOCKED, STATE_DEAD };
    const struct account *account = paper->account;
    const bool known = account->states.from_kernel;
    const int *columns = known ? kernel : program;
    const int count = known ? 5 : 4;
    char name[REPORT_NAME_BYTES], lost[TEXT_NUMBER_BYTES];
    fprintf(paper->out, "\n  %-6s", "");
    for (int i = 0; i < count; i++) {
        ink(paper, INK_STATES + columns[i]);
        fprintf(paper->out, "%9s", names[columns[i]]);
        ink(paper, INK_PLAIN);
    }
    fprintf(paper->out, "%s%9s\n", known ? "  preempted  waited" : "", "lost");
    for (uint32_t w = 0; w < account->recording->experiment->count; w++) {
        const struct worker_states *worker = &account->states.workers[w];
        fprintf(paper->out, "  %-6s", report_worker_name(name, account->recording->experiment, w));
        write_shares(paper, worker, columns, count);
        if (known)
            fprintf(paper->out, "%11" PRIu64 "%8" PRIu64, worker->preemptions, worker->waits);
        fprintf(paper->out, "%9s\n", text_grouped_ascii(lost, (int64_t)account->ledger.lost_of[w]));
    }
}

static void write_locks(const struct paper *paper)
{
    const struct guard *guard = guard_of(paper->account->recording->experiment);
    const struct run_figures *figures = &paper->account->figures;
    char a[TEXT_NUMBER_BYTES], b[TEXT_NUMBER_BYTES], c[TEXT_NUMBER_BYTES], d[TEXT_NUMBER_BYTES];
    if (guard->lock_count > guard->bytecode) {
        label(paper, guard->locks[guard->lock_count - 1]);
        fprintf(paper->out, "taken %s times, waited for %s times (%s), held %s\n",
                text_grouped_ascii(a, (int64_t)figures->acquisitions),
                text_grouped_ascii(b, (int64_t)figures->contended), text_duration(c, figures->wait_ns),
                figures->hold_known ? text_duration(d, figures->hold_ns) : "not timed");
    }
    if (experiment_has_gil(paper->account->recording->experiment)) {
        label(paper, "GIL");
        fprintf(paper->out, "%s switches, %s requests, %s times patience ran out\n",
                text_grouped_ascii(a, (int64_t)figures->gil_switches),
                text_grouped_ascii(b, (int64_t)figures->gil_requests),
                text_grouped_ascii(c, (int64_t)figures->gil_timeouts));
    }
}

static uint64_t sum_dropped(const struct recording *recording)
{
    uint64_t dropped = 0;
    for (uint32_t w = 0; w < recording->experiment->count; w++)
        dropped += recording->workers[w].events_dropped;
    return dropped;
}

static void write_time(const struct paper *paper)
{
    const struct account *account = paper->account;
    const struct run_figures *figures = &account->figures;
    char a[TEXT_NUMBER_BYTES], b[TEXT_NUMBER_BYTES];
    fputc('\n', paper->out);
    write_locks(paper);
    label(paper, "wall time");
    fprintf(paper->out, "%s · %.1f ns an update", text_duration(a, figures->wall_ns), figures->ns_per_update);
    if (figures->cores_busy >= 0)
        fprintf(paper->out, " · %.1f of %" PRIu32 " core%s busy", figures->cores_busy,
                account->recording->experiment->cores, account->recording->experiment->cores == 1 ? "" : "s");
    fputc('\n', paper->out);
    label(paper, "states");
    if (!account->states.from_kernel) {
        fprintf(paper->out, "%s:\n", account->recording->facts->states_reason);
        fprintf(paper->out, "  %*sready and running cannot be told apart\n", LABEL_COLUMNS, "");
    } else {
        fprintf(paper->out, "from the kernel's %s switch records, %s lost\n",
                text_grouped_ascii(a, (int64_t)account->recording->switch_count),
                account->recording->facts->lost_switch_records
                    ? text_grouped_ascii(b, (int64_t)account->recording->facts->lost_switch_records)
                    : "none");
    }
    const uint64_t dropped = sum_dropped(account->recording);
    if (dropped) {
        label(paper, "lock events");
        fprintf(paper->out, "%s more than there was room for; counted, not kept\n",
                text_grouped_ascii(a, (int64_t)dropped));
    }
}

static void write_notes(const struct paper *paper)
{
    const struct experiment *experiment = paper->account->recording->experiment;
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
