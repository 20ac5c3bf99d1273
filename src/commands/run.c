// raceledger run: one run, its report, and the recording if wished.
#include "commands/command.h"
#include "commands/labs.h"
#include "commands/options.h"
#include "commands/progress.h"

#include "base/said.h"
#include "base/text.h"
#include "labs/balance/books.h"
#include "labs/balance/experiment.h"
#include "labs/balance/report/report.h"
#include "labs/balance/settings.h"
#include "os/cpus.h"
#include "os/memory.h"
#include "os/signals.h"
#include "run/run.h"
#include "schedules/turns.h"
#include "view/texts/texts.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct request {
    struct settings settings;
    const char *save, *json, *lines, *expect, *no_kernel, *schedule, *until_lost;
    struct series series;   // run: of the run that was last; most 0: one run is made, whatever comes of it
    struct turn_list turns; // of the schedule
};

enum {
    SERIES_MOST = 1000
};

static struct status read_series(struct request *request)
{
    uint64_t most;
    if (!request->until_lost)
        return status_ok();
    if (!text_read_count(request->until_lost, &most) || most < 1 || most > SERIES_MOST)
        return status_make(STATUS_USAGE, "--until-lost %s: must be from 1 to 1 000 runs", request->until_lost);
    if (request->schedule)
        return status_make(STATUS_USAGE, "--until-lost: a run by --schedule comes out the same every time");
    request->series.most = (uint32_t)most;
    return status_ok();
}

static struct status read_request(struct request *request, int count, char **words, bool *helped)
{
    *request = (struct request){ 0 };
    const struct option table[] = {
        { "save", "FILE", "write the recording to FILE", &request->save },
        { "json", NULL, "print one JSON document", &request->json },
        { "lines", NULL, "print lines of progress, DONE IN-ALL NANOSECONDS, instead of the report", &request->lines },
        { "expect", "WHAT", "correct or lost: exit status 1 unless it came so", &request->expect },
        { "schedule", "DIGITS", "drive it: who makes each move, as explore lists them (1222...)", &request->schedule },
        { "until-lost", "N", "run again, 1 to 1000 times at most, until a run has lost an update",
          &request->until_lost },
        { "no-kernel-states", NULL, "do not ask the kernel who ran when", &request->no_kernel },
        { 0 },
    };
    settings_init(&request->settings, &balance_settings, os_cpus_allowed()->count);
    struct options options = { .command = "run",
                               .table = table,
                               .settings = &request->settings,
                               .note =
                                   "With --schedule there are 1 to 4 workers, and --iterations is 1 unless given." };
    struct status status = options_read(&options, count, words);
    *helped = options.help;
    if (!status_is_ok(status) || options.help)
        return status;
    status = options_one_of((const char *[]){ request->json, request->lines }, 2);
    if (!status_is_ok(status))
        return status;
    if (request->expect && strcmp(request->expect, "correct") != 0 && strcmp(request->expect, "lost") != 0)
        return status_make(STATUS_USAGE, "--expect %s: must be correct or lost", request->expect);
    status = read_series(request);
    if (!status_is_ok(status))
        return status;
    if (request->schedule)
        experiment_to_change(&request->settings)->scheduled = SCHEDULE_DRIVEN;
    if (request->schedule && !settings_given(&request->settings, "iterations"))
        experiment_to_change(&request->settings)->iterations = 1;
    status = settings_finish(&request->settings, os_memory_available());
    if (status_is_ok(status) && request->schedule)
        status = turns_of(&request->turns, settings_experiment(&request->settings), request->schedule);
    return status;
}

// Another program reads these, as they come.
static void print_progress(void *context, uint64_t done, uint64_t in_all, uint64_t elapsed_ns)
{
    (void)context;
    printf("%" PRIu64 " %" PRIu64 " %" PRIu64 "\n", done, in_all, elapsed_ns);
    fflush(stdout);
}

static int interrupted(const struct experiment *experiment, uint64_t made)
{
    char a[TEXT_NUMBER_BYTES], b[TEXT_NUMBER_BYTES];
    fprintf(stderr, "raceledger: interrupted after %s of %s\n", text_grouped_ascii(a, (int64_t)made),
            text_counted(b, experiment_updates(experiment), "update"));
    return os_signals_reraise(os_signals_pending());
}

static uint64_t updates_made(const struct recording *recording)
{
    uint64_t made = 0;
    for (uint32_t w = 0; w < recording->plan->tasks; w++)
        made += balance_updates(recording, w);
    return made;
}

static int code_of_end(const struct recording *recording)
{
    switch ((enum run_end)recording->facts->ended) {
    case RUN_DEADLINE:
        return EXIT_DEADLINE;
    case RUN_WORKER_DIED:
        return EXIT_FAILED;
    case RUN_COMPLETE:
    case RUN_INTERRUPTED:
        break;
    }
    return EXIT_DONE;
}

// What the exit status says of a run that was reported.
static int judge(const struct request *request, const struct account *account)
{
    const struct run_figures *figures = &account->figures;
    char lost[TEXT_NUMBER_BYTES];
    const bool correct = figures->lost == 0 && figures->final == figures->expected;
    if (code_of_end(account->recording) != EXIT_DONE)
        return code_of_end(account->recording);
    if (!figures->books_balance)
        return EXIT_FAILED;
    if (request->expect && (strcmp(request->expect, "correct") == 0 ? !correct : figures->lost == 0)) {
        fprintf(stderr, "raceledger: expected %s, but %s lost\n",
                strcmp(request->expect, "correct") == 0 ? "a correct run" : "lost updates",
                text_were(lost, figures->lost, "update"));
        return EXIT_FAILED;
    }
    return EXIT_DONE;
}

// What is made to be read is in the language of the environment.
static void tell(const struct account *account)
{
    const enum language before = said_in(language_of_environment());
    balance_report_text(stdout, account, command_wants_colour(stdout));
    said_in(before);
}

static int report(const struct request *request, const struct recording *recording)
{
    struct account account = { 0 };
    if (request->lines && !request->expect)
        return command_end(code_of_end(recording)); // its reader has the recording
    struct status status = account_build(&account, recording);
    account.series = request->series;
    if (status_is_ok(status) && !request->lines)
        status = account_find_longest(&account);
    if (!status_is_ok(status)) {
        account_finish(&account);
        return command_failed(status);
    }
    if (request->lines)
        ; // only judged
    else if (request->json)
        balance_report_json(stdout, &account);
    else
        tell(&account);
    const int code = judge(request, &account);
    account_finish(&account);
    return command_end(code);
}

// A schedule that went on where its digits ended, on stderr: the report is the same when the recording is shown again.
static void tell_completed(const struct request *request)
{
    enum {
        TOLD_MOST = 1000
    };
    char moves[TEXT_NUMBER_BYTES], all[TEXT_NUMBER_BYTES];
    const size_t given = strlen(request->schedule);
    if (request->turns.count == given)
        return;
    char *digits = request->turns.count <= TOLD_MOST ? turns_digits(&request->turns) : NULL;
    if (digits)
        fprintf(stderr, "raceledger: the whole schedule is %s\n", digits);
    else
        fprintf(stderr, "raceledger: the schedule was completed: %s given, %s in all\n",
                text_counted(moves, given, "move"), text_grouped_ascii(all, request->turns.count));
    free(digits);
}

static struct status has_lost(const struct recording *recording, bool *lost)
{
    uint64_t survived, made = 0;
    const struct status status = ledger_count_survivors(recording, &survived);
    for (uint32_t w = 0; w < recording->plan->tasks; w++)
        made += balance_updates(recording, w);
    *lost = status_is_ok(status) && survived < made;
    return status;
}

// One run, or, until one has lost an update or did not come to its end, as many as were asked for. The last is left open.
static struct status run_series(struct request *request, const struct run_options *options, struct recording *recording)
{
    struct series *series = &request->series;
    for (;;) {
        bool lost = false;
        series->run++;
        struct status status = run_plan(recording, &request->settings.plan, options);
        if (!status_is_ok(status) || series->run >= series->most || recording->facts->ended != RUN_COMPLETE)
            return status;
        status = has_lost(recording, &lost);
        if (status_is_ok(status) && lost)
            return status;
        recording_close(recording);
        *recording = (struct recording){ 0 };
        if (!status_is_ok(status))
            return status;
    }
}

static int run(struct request *request)
{
    struct status status = os_signals_init();
    if (!status_is_ok(status))
        return command_failed(status);
    struct progress progress = { 0 };
    const struct run_options options = {
        .no_kernel_records = request->no_kernel != NULL,
        .script = request->schedule ? &request->turns : NULL,
        .progress = request->lines ? print_progress : progress_show,
        .context = &progress,
    };
    struct recording recording = { 0 };
    status = run_series(request, &options, &recording);
    progress_clear(&progress);
    if (status.kind == STATUS_INTERRUPTED)
        return interrupted(settings_experiment(&request->settings), 0);
    if (!status_is_ok(status))
        return command_failed(status);
    int code;
    if (recording.facts->ended == RUN_INTERRUPTED) {
        code = interrupted(experiment_of(&recording), updates_made(&recording));
        recording_close(&recording);
        return code;
    }
    if (request->save)
        status = recording_save(&recording, request->save);
    code = report(request, &recording);
    recording_close(&recording);
    if (!status_is_ok(status))
        return command_failed(status);
    if (request->schedule && code == EXIT_DONE)
        tell_completed(request);
    return code;
}

int command_run(int count, char **words)
{
    const struct lab *lab;
    struct status status = labs_take(&lab, &count, &words);
    if (!status_is_ok(status))
        return command_failed(status);
    if (lab && lab->program)
        return labs_run(lab, count, words);
    struct request request;
    bool helped;
    status = read_request(&request, count, words, &helped);
    if (!status_is_ok(status))
        return command_failed(status);
    const int code = helped ? command_end(EXIT_DONE) : run(&request);
    turns_finish(&request.turns);
    return code;
}
