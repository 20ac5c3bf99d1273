// raceledger run LAB and compare LAB, of labs with a program: a run with its report, or many with how often each outcome came.
#include "commands/labs.h"

#include "commands/command.h"
#include "commands/keeping.h"
#include "commands/options.h"
#include "commands/progress.h"
#include "commands/rounds.h"

#include "base/text.h"
#include "lab/settings.h"
#include "os/cpus.h"
#include "os/memory.h"
#include "os/signals.h"
#include "report/lab_report.h"
#include "report/outcomes.h"
#include "report/report.h"
#include "run/run.h"
#include "view/compare/variants_feed.h"
#include "view/texts/texts.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    REPEAT_MOST = 10000,
    COMPARE_USUAL = 20,
    VARIANTS_MOST = 64,
};

#define COMPARE_ENOUGH_NS (UINT64_C(8) * 1000000000) // where nobody says how many runs

struct request {
    const struct lab *lab;
    struct settings settings;
    const char *save, *json, *lines, *no_kernel; // save: a file; where it compares, a folder
    uint32_t repeat;                             // 0: not asked for
};

// ---- what is asked for ----------------------------------------------------------------------------------------------

static struct status read_repeat(struct request *request, const char *repeat)
{
    uint64_t number;
    if (!repeat)
        return status_ok();
    if (!text_read_count(repeat, &number) || number < 1 || number > REPEAT_MOST)
        return status_make(STATUS_USAGE, "--repeat %s: must be a whole number from 1 to %d", repeat, REPEAT_MOST);
    request->repeat = (uint32_t)number;
    return status_ok();
}

static struct status read_request(struct request *request, const struct lab *lab, bool compare, int count, char **words,
                                  bool *helped)
{
    const char *repeat = NULL;
    char command[64];
    *request = (struct request){ .lab = lab };
    const struct option table[] = {
        { "repeat", "N",
          compare ? "runs of each variant, 1 to 10000 (20, or as many as 8 s allow)"
                  : "run it so many times, 1 to 10000, and count what came of it",
          &repeat },
        { "json", NULL, "print one JSON document", &request->json },
        { "no-kernel-states", NULL, "do not ask the kernel who ran when", &request->no_kernel },
        { "lines", NULL,
          compare ? "print a line for each run instead of the report: ROW RUN OUTCOME BALANCE SAVED"
                  : "print lines of progress instead of the report",
          &request->lines },
        { compare ? "save-runs" : "save", compare ? "FOLDER" : "FILE",
          compare ? "keep of each variant the run that came to what was new last: variant-ROW.rl"
                  : "write the recording (of the last run) to FILE",
          &request->save },
        { 0 },
    };
    snprintf(command, sizeof command, "%s %s", compare ? "compare" : "run", lab->name);
    settings_init(&request->settings, lab->settings, os_cpus_allowed()->count);
    const char *const without[] = { compare ? settings_variants(lab->settings)->name : NULL, NULL };
    struct options options = { .command = command, .table = table, .settings = &request->settings, .without = without };
    struct status status = options_read(&options, count, words);
    *helped = options.help;
    if (!status_is_ok(status) || options.help)
        return status;
    if (compare && settings_given(&request->settings, settings_variants(lab->settings)->name))
        return status_make(STATUS_USAGE, "--variant: compare %s runs them all", lab->name);
    status = options_one_of((const char *[]){ request->json, request->lines }, 2);
    if (status_is_ok(status))
        status = read_repeat(request, repeat);
    if (status_is_ok(status))
        status = settings_finish(&request->settings, os_memory_available());
    return status_is_ok(status) && !compare ? settings_check_given(&request->settings)
                                            : status; // else each variant has its own
}

// ---- running --------------------------------------------------------------------------------------------------------

static void print_progress(void *context, uint64_t done, uint64_t in_all, uint64_t elapsed_ns)
{
    (void)context;
    printf("%" PRIu64 " %" PRIu64 " %" PRIu64 "\n", done, in_all, elapsed_ns);
    fflush(stdout);
}

static struct status run_once(const struct request *request, const struct plan *plan, struct progress *progress,
                              struct recording *recording)
{
    const struct run_options options = {
        .no_kernel_records = request->no_kernel != NULL,
        .progress = request->lines ? print_progress : progress_show,
        .context = progress,
    };
    struct status status = run_plan(recording, plan, &options);
    progress_clear(progress);
    return status;
}

// What hangs, and what is killed, is what a lab shows: only books that do not balance are a failure.
static int judge(uint32_t unbalanced)
{
    if (unbalanced == 0)
        return EXIT_DONE;
    fprintf(stderr, "raceledger: the books do not balance\n");
    return EXIT_FAILED;
}

static int interrupted(uint32_t runs, uint32_t of)
{
    char all[TEXT_NUMBER_BYTES];
    fprintf(stderr, "raceledger: interrupted after %" PRIu32 " of %s\n", runs, text_counted(all, of, "run"));
    return os_signals_reraise(os_signals_pending());
}

// So many runs of a plan. The last is left open. STATUS_INTERRUPTED where a signal came.
static struct status run_many(const struct request *request, const struct plan *plan, uint32_t runs,
                              struct outcomes *outcomes, struct recording *last)
{
    struct progress progress = { 0 };
    outcomes_init(outcomes, plan);
    for (uint32_t i = 0; i < runs; i++) {
        struct status status = run_once(request, plan, &progress, last);
        if (!status_is_ok(status))
            return status;
        if (last->facts->ended == RUN_INTERRUPTED)
            return status_make(STATUS_INTERRUPTED, "interrupted");
        outcomes_add(outcomes, last);
        if (i + 1 < runs) {
            recording_close(last);
            *last = (struct recording){ 0 };
        }
    }
    return status_ok();
}

static void report_many(const struct request *request, const struct outcomes *outcomes)
{
    if (!request->json) {
        char runs[TEXT_NUMBER_BYTES];
        printf("%s, %s\n", request->lab->title, text_counted(runs, outcomes->runs, "run"));
        outcomes_text(outcomes, stdout);
        return;
    }
    struct json json;
    json_init(&json, stdout);
    json_object_begin(&json);
    json_key_uint(&json, "schema", 1);
    lab_plan_json(&json, &outcomes->plan);
    outcomes_json(outcomes, &json);
    json_object_end(&json);
    json_finish(&json);
}

static int no_memory(void) { return command_failed(status_make(STATUS_FAILED, "no memory for the runs' outcomes")); }

static int run(const struct request *request)
{
    struct recording recording = { 0 };
    struct outcomes *outcomes = calloc(1, sizeof *outcomes);
    if (!outcomes)
        return no_memory();
    struct status status = os_signals_init(), saved = status_ok();
    const uint32_t runs = request->repeat ? request->repeat : 1;
    if (status_is_ok(status))
        status = run_many(request, &request->settings.plan, runs, outcomes, &recording);
    int code = EXIT_DONE;
    if (status.kind == STATUS_INTERRUPTED)
        code = interrupted(outcomes->runs, runs);
    if (status_is_ok(status) && request->save)
        saved = recording_save(&recording, request->save); // what was run is reported in any case
    if (status_is_ok(status) && request->repeat)
        report_many(request, outcomes);
    else if (status_is_ok(status) && !request->lines)
        status = report_recording(stdout, &recording, request->json != NULL, command_wants_colour(stdout),
                                  request->json ? LANGUAGE_EN : language_of_environment());
    if (status_is_ok(status))
        code = command_end(judge(outcomes->unbalanced));
    else if (status.kind != STATUS_INTERRUPTED)
        code = command_failed(status);
    if (!status_is_ok(saved))
        code = command_failed(saved);
    recording_close(&recording);
    free(outcomes);
    return code;
}

int labs_run(const struct lab *lab, int count, char **words)
{
    struct request request;
    bool helped;
    const struct status status = read_request(&request, lab, false, count, words, &helped);
    if (!status_is_ok(status))
        return command_failed(status);
    return helped ? command_end(EXIT_DONE) : run(&request);
}

// ---- comparing ------------------------------------------------------------------------------------------------------

// The same settings with another variant.
static struct status settings_of_variant(const struct request *request, const char *name, struct settings *settings)
{
    *settings = request->settings;
    const struct status status = settings_set(settings, "variant", name);
    return status_is_ok(status) ? settings_finish(settings, os_memory_available()) : status;
}

// A row for each variant; one that this machine cannot run is told, and its row stays zeroed.
static int begin_rows(const struct request *request, struct outcomes *rows)
{
    const struct setting *variants = settings_variants(request->lab->settings);
    struct settings settings;
    int count = 0;
    for (const char *name; count < VARIANTS_MOST && (name = setting_choice_name(variants, count)); count++) {
        const struct status status = settings_of_variant(request, name, &settings);
        if (status_is_ok(status))
            outcomes_init(&rows[count], &settings.plan);
        else
            fprintf(stderr, "raceledger: %s\n", status.message);
    }
    return count;
}

static bool is_left_out(const struct outcomes *row) { return row->plan.lab == LAB_NONE; }

// A run of a row, the round'th: told in a line where that is asked for, and kept where it came to something new.
static void take_run(const struct request *request, struct keeping *keeping, int row, uint32_t round,
                     struct outcomes *outcomes, const struct recording *recording)
{
    const uint32_t outcomes_before = outcomes->count, unbalanced = outcomes->unbalanced;
    outcomes_add(outcomes, recording);
    const bool saved = outcomes->count > outcomes_before && keeping_save(keeping, "variant", row, recording);
    if (request->lines) {
        const struct variant_line line = { row, (int)round, outcomes->unbalanced == unbalanced, saved,
                                           request->lab->outcome ? request->lab->outcome(recording) : 0 };
        variant_line_print(stdout, &line);
        fflush(stdout);
    }
}

static struct status run_row(const struct request *request, struct keeping *keeping, int row, uint32_t round,
                             struct outcomes *outcomes, struct rounds_pace *pace)
{
    struct recording recording = { 0 };
    const struct run_options options = {
        .no_kernel_records = request->no_kernel != NULL,
        .progress = rounds_running,
        .context = pace,
    };
    struct status status = run_plan(&recording, &outcomes->plan, &options);
    if (status_is_ok(status) && recording.facts->ended == RUN_INTERRUPTED)
        status = status_make(STATUS_INTERRUPTED, "interrupted");
    else if (status_is_ok(status))
        take_run(request, keeping, row, round, outcomes, &recording);
    recording_close(&recording);
    return status;
}

// Each variant once, then each again, so that a noisy moment hits all alike: as often as is asked for, or as there is time for.
// rounds: how often it was.
static struct status run_rounds(const struct request *request, struct keeping *keeping, struct outcomes *rows,
                                int *count, uint32_t *rounds)
{
    struct rounds_pace pace;
    struct status status = status_ok();
    uint64_t runs = 0;
    *count = begin_rows(request, rows);
    for (int i = 0; i < *count; i++)
        runs += !is_left_out(&rows[i]);
    rounds_begin(&pace, runs, request->repeat ? request->repeat : COMPARE_USUAL,
                 request->repeat ? 0 : COMPARE_ENOUGH_NS);
    pace.progress.what = request->lab->name;
    for (*rounds = 0; status_is_ok(status) && rounds_next(&pace); ++*rounds)
        for (int i = 0; i < *count && status_is_ok(status); i++) {
            if (is_left_out(&rows[i]))
                continue;
            status = run_row(request, keeping, i, *rounds, &rows[i], &pace);
            rounds_made(&pace);
        }
    rounds_end(&pace);
    return status;
}

static void report_rows(const struct request *request, const struct outcomes *rows, int count, uint32_t rounds)
{
    struct json json;
    const struct setting *variants = settings_variants(request->lab->settings);
    if (request->json) {
        json_init(&json, stdout);
        json_object_begin(&json);
        json_key_uint(&json, "schema", 1);
        json_key_string(&json, "lab", request->lab->name);
        json_key_uint(&json, "repeat", rounds);
        json_key(&json, "rows");
        json_array_begin(&json);
    }
    for (int i = 0; i < count; i++) {
        if (is_left_out(&rows[i]))
            continue;
        if (request->json) {
            json_object_begin(&json);
            json_key_string(&json, "variant", setting_choice_name(variants, i));
            outcomes_json(&rows[i], &json);
            json_object_end(&json);
        } else {
            printf("%s%s\n", i ? "\n" : "", setting_choice_name(variants, i));
            outcomes_text(&rows[i], stdout);
        }
    }
    if (request->json) {
        json_array_end(&json);
        json_object_end(&json);
        json_finish(&json);
    }
}

static int compare(const struct request *request)
{
    struct outcomes *rows = calloc(VARIANTS_MOST, sizeof *rows);
    if (!rows)
        return no_memory();
    struct keeping keeping;
    struct status status = keeping_begin(&keeping, request->save);
    int count = 0, code = EXIT_FAILED;
    uint32_t rounds = 0;
    if (status_is_ok(status))
        status = os_signals_init();
    if (status_is_ok(status))
        status = run_rounds(request, &keeping, rows, &count, &rounds);
    uint32_t runs = 0, unbalanced = 0;
    for (int i = 0; i < count; i++) {
        runs += rows[i].runs;
        unbalanced += rows[i].unbalanced;
    }
    if (status.kind == STATUS_INTERRUPTED) {
        code = interrupted(runs, (request->repeat ? request->repeat : COMPARE_USUAL) * (uint32_t)count);
    } else if (status_is_ok(status)) {
        if (!request->lines)
            report_rows(request, rows, count, rounds);
        code = keeping_end(&keeping, command_end(judge(unbalanced)));
    } else {
        code = command_failed(status);
    }
    free(rows);
    return code;
}

int labs_compare(const struct lab *lab, int count, char **words)
{
    struct request request;
    bool helped;
    const struct status status = read_request(&request, lab, true, count, words, &helped);
    if (!status_is_ok(status))
        return command_failed(status);
    return helped ? command_end(EXIT_DONE) : compare(&request);
}

// ---- all of them ----------------------------------------------------------------------------------------------------

static int check_lab(const struct lab *lab, bool tell)
{
    struct request request = { .lab = lab, .repeat = 1 };
    struct outcomes *rows = calloc(VARIANTS_MOST, sizeof *rows);
    struct keeping keeping = { 0 };
    int count = 0, code = EXIT_DONE;
    uint32_t rounds;
    if (!rows)
        return no_memory();
    settings_init(&request.settings, lab->settings, os_cpus_allowed()->count);
    struct status status = os_signals_init();
    if (status_is_ok(status))
        status = settings_finish(&request.settings, os_memory_available());
    if (status_is_ok(status))
        status = run_rounds(&request, &keeping, rows, &count, &rounds);
    for (int i = 0; i < count && status_is_ok(status); i++) {
        char name[LAB_OUTCOME_BYTES];
        const struct setting *variants = settings_variants(lab->settings);
        const bool balance = rows[i].unbalanced == 0;
        code = balance ? code : EXIT_FAILED;
        if (is_left_out(&rows[i]) || (!tell && balance))
            continue;
        fprintf(balance ? stdout : stderr, "%s %s: %s%s\n", lab->name, setting_choice_name(variants, i),
                rows[i].count ? lab->outcome_name(&rows[i].plan, rows[i].all[0].outcome, name) : "ran",
                balance ? "" : "; ITS BOOKS DO NOT BALANCE");
    }
    free(rows);
    if (status.kind == STATUS_INTERRUPTED)
        return os_signals_reraise(os_signals_pending());
    return status_is_ok(status) ? code : command_failed(status);
}

int labs_check(bool tell)
{
    int code = EXIT_DONE;
    for (uint32_t id = 0; id < LAB_COUNT && code == EXIT_DONE; id++)
        if (lab_of(id) && lab_of(id)->program)
            code = check_lab(lab_of(id), tell);
    return code;
}
