// raceledger compare: every guard, many runs each, interleaved so that a noisy moment hits all alike. And the short
// form of it that is a test: raceledger --headless.
#include "commands/command.h"
#include "commands/labs.h"
#include "commands/options.h"
#include "commands/progress.h"
#include "commands/rounds.h"

#include "base/text.h"
#include "labs/balance/report/comparison.h"
#include "labs/balance/report/report.h"
#include "labs/balance/settings.h"
#include "os/cpus.h"
#include "os/memory.h"
#include "os/signals.h"

#include <stdio.h>

enum {
    REPEAT_DEFAULT = 20,
    REPEAT_HEADLESS = 3
};

#define ENOUGH_NS (UINT64_C(8) * 1000000000) // where nobody says how many runs

struct request {
    struct settings settings;
    int repeat;
    uint64_t enough_ns;
    const char *json, *csv, *lines, *save_runs;
};

// These differ between the rows.
static const char *const varied[] = { "guard", "python", NULL };

static struct status read_request(struct request *request, int count, char **words, bool *helped)
{
    const char *repeat = NULL;
    *request = (struct request){ .repeat = REPEAT_DEFAULT };
    const struct option table[] = {
        { "repeat", "N", "runs of each guard, 1 to 10000 (20, or as many as 8 s allow)", &repeat },
        { "json", NULL, "print one JSON document", &request->json },
        { "csv", NULL, "print comma-separated values", &request->csv },
        { "lines", NULL, "print a line of figures for every run as it ends", &request->lines },
        { "save-runs", "FOLDER", "keep of each guard the run that lost most, as row-0.rl, row-1.rl …",
          &request->save_runs },
        { 0 },
    };
    settings_init(&request->settings, &balance_settings, os_cpus_allowed()->count);
    struct options options = {
        .command = "compare", .table = table, .settings = &request->settings, .without = varied
    };
    struct status status = options_read(&options, count, words);
    *helped = options.help;
    if (!status_is_ok(status) || options.help)
        return status;
    status = options_one_of((const char *[]){ request->json, request->csv, request->lines }, 3);
    if (!status_is_ok(status))
        return status;
    for (size_t i = 0; varied[i]; i++)
        if (settings_given(&request->settings, varied[i]))
            return status_make(STATUS_USAGE, "--%s: every guard is compared, a GIL of each kind among them", varied[i]);
    uint64_t number = REPEAT_DEFAULT;
    if (repeat && (!text_read_count(repeat, &number) || number < 1 || number > COMPARISON_REPEAT_MAX))
        return status_make(STATUS_USAGE, "--repeat %s: must be a whole number from 1 to %d", repeat,
                           COMPARISON_REPEAT_MAX);
    request->repeat = (int)number;
    request->enough_ns = repeat ? 0 : ENOUGH_NS;
    return settings_finish(&request->settings, os_memory_available());
}

// A comparison going on: what is asked for, and what was kept so far.
struct going {
    const struct request *request;
    struct comparison *comparison;
    struct keeper keeper;
};

static struct status ran(void *context, int row, const struct account *account)
{
    struct going *running = context;
    comparison_add(&running->comparison->rows[row], account);
    const bool kept = keeper_see(&running->keeper, row, account);
    if (running->request->lines) {
        const struct compare_line line = rounds_line(running->comparison, row, account, kept);
        compare_line_print(stdout, &line);
        fflush(stdout);
    }
    return status_ok();
}

static int interrupted(const struct comparison *comparison)
{
    char made[TEXT_NUMBER_BYTES], all[TEXT_NUMBER_BYTES];
    int runs = 0;
    for (int i = 0; i < comparison->row_count; i++)
        runs += comparison->rows[i].runs;
    fprintf(stderr, "raceledger: interrupted after %s of %s\n", text_grouped_ascii(made, runs),
            text_counted(all, (uint64_t)comparison->repeat * (uint64_t)comparison->row_count, "run"));
    return os_signals_reraise(os_signals_pending());
}

static int judge(const struct comparison *comparison, bool strict)
{
    int code = EXIT_DONE;
    for (int i = 0; i < comparison->row_count; i++) {
        const struct comparison_row *row = &comparison->rows[i];
        if (row->stopped && code == EXIT_DONE)
            code = EXIT_DEADLINE;
        if (!row->books_balance || (strict && !comparison_as_must(row))) {
            fprintf(stderr, "raceledger: %s: %s\n", row->name,
                    row->books_balance ? "lost updates, which it must not" : "its books do not balance");
            code = EXIT_FAILED;
        }
    }
    return code;
}

static int compare(const struct request *request, bool strict)
{
    struct comparison comparison;
    struct going running = { request, &comparison, { .stem = "row" } };
    struct status status = keeping_begin(&running.keeper.keeping, request->save_runs);
    if (status_is_ok(status))
        status = os_signals_init();
    if (!status_is_ok(status))
        return command_failed(status);
    if (!comparison_init(&comparison, settings_experiment(&request->settings), request->repeat))
        return command_failed(status_make(STATUS_FAILED, "no memory for %d runs of each guard", request->repeat));
    if (settings_given(&request->settings, "bytecode-cost"))
        comparison_set_pace(&comparison, settings_experiment(&request->settings)->bytecode_cost_ns);
    const struct experiment *experiments[COMPARISON_ROWS_MAX];
    comparison_experiments(&comparison, experiments);
    status = rounds_run(&(struct rounds){ .experiments = experiments,
                                          .rows = comparison.row_count,
                                          .repeat = request->repeat,
                                          .enough_ns = request->enough_ns,
                                          .ran = ran,
                                          .context = &running });
    int code;
    if (status.kind == STATUS_INTERRUPTED) {
        code = interrupted(&comparison);
    } else if (!status_is_ok(status)) {
        code = command_failed(status);
    } else {
        comparison_ended(&comparison);
        if (request->lines)
            ; // all has been said
        else if (request->json)
            comparison_json(stdout, &comparison);
        else if (request->csv)
            comparison_csv(stdout, &comparison);
        else
            comparison_text(stdout, &comparison, command_wants_colour(stdout));
        code = keeping_end(&running.keeper.keeping, command_end(judge(&comparison, strict)));
    }
    comparison_finish(&comparison);
    return code;
}

int command_compare(int count, char **words)
{
    const struct lab *lab;
    struct status status = labs_take(&lab, &count, &words);
    if (!status_is_ok(status))
        return command_failed(status);
    if (lab && lab->program)
        return labs_compare(lab, count, words);
    struct request request;
    bool helped;
    status = read_request(&request, count, words, &helped);
    if (!status_is_ok(status))
        return command_failed(status);
    return helped ? command_end(EXIT_DONE) : compare(&request, false);
}

int command_headless(int count, char **words)
{
    struct request request;
    bool helped;
    struct status status = read_request(&request, count, words, &helped);
    if (!status_is_ok(status))
        return command_failed(status);
    if (request.repeat == REPEAT_DEFAULT)
        request.repeat = REPEAT_HEADLESS;
    request.enough_ns = 0;
    if (helped)
        return command_end(EXIT_DONE);
    const int labs = labs_check(!request.json && !request.csv && !request.lines);
    const int guards = compare(&request, true);
    return labs == EXIT_DONE ? guards : labs;
}
