// raceledger compare-real: the dial's run beside the same program in a real CPython, recorded.
//
// The program is written into a folder of our own for the time of its run, with what makes its threads, and run as any command is
// that is recorded. Only its own threads count: what the interpreter's first thread does before and after has no counterpart.
#include "commands/command.h"
#include "commands/options.h"
#include "commands/progress.h"
#include "commands/real_python.h"

#include "labs/balance/account.h"
#include "labs/balance/python/python.h"
#include "labs/balance/python/script.h"
#include "labs/balance/report/beside.h"
#include "labs/balance/settings.h"
#include "os/cpus.h"
#include "os/file.h"
#include "os/memory.h"
#include "os/passing.h"
#include "os/signals.h"
#include "record/record.h"
#include "run/run.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    PATH_BYTES = 4096,
    RESULT_BYTES = 256, // a version and a number
};

struct request {
    struct settings settings;
    const char *version, *interpreter, *json, *save_runs;
    char found[PATH_BYTES];
};

// ---- what is asked for ---------------------------------------------------------------------------------------------

// Settings that no CPython has.
static struct status refuse_others(const struct settings *settings)
{
    static const char *const others[] = { "workers", "memory", "cores", "io-every", "io-time", "io-workers", "python" };
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (settings_given(settings, others[i]))
            return status_make(STATUS_USAGE, "--%s: %s", others[i],
                               strcmp(others[i], "python") == 0 ? "the version is the word without dashes"
                                                                : "the real program has no such setting");
    const uint32_t guard = settings_experiment(settings)->guard;
    if (settings_given(settings, "guard") && guard != GUARD_GIL && guard != GUARD_GIL_MUTEX)
        return status_make(STATUS_USAGE, "--guard: must be gil or gil+mutex, as a CPython has it");
    return status_ok();
}

// The model of the version, and the program's own lock where it is asked for.
static struct status set_version(struct request *request)
{
    enum python_version python;
    const char *version = request->version;
    if (!version)
        return status_make(STATUS_USAGE, "which CPython? For example: raceledger compare-real 3.9");
    if (!python_from_name(version, &python))
        return status_make(STATUS_USAGE, "%s: there is no model of it; raceledger gil-matrix lists those there are",
                           version);
    if (pythons[python].lock == GIL_NONE)
        return status_make(STATUS_USAGE, "%s: has no GIL to compare with", version);
    experiment_set_python(experiment_to_change(&request->settings), python);
    return settings_given(&request->settings, "guard") ? status_ok() : settings_set(&request->settings, "guard", "gil");
}

static struct status find_interpreter(struct request *request)
{
    if (request->interpreter)
        return status_ok();
    if (!real_python_find(request->version, request->found, sizeof request->found))
        return status_make(STATUS_USAGE, "no python%s in PATH or pyenv; --interpreter tells where one is",
                           request->version);
    request->interpreter = request->found;
    return status_ok();
}

static struct status read_request(struct request *request, int count, char **words, bool *helped)
{
    *request = (struct request){ 0 };
    const struct option table[] = {
        { "interpreter", "PATH", "the real CPython (python3.9 and so on in PATH, or pyenv's)", &request->interpreter },
        { "json", NULL, "print one JSON document", &request->json },
        { "save-runs", "FOLDER", "keep both runs, as model.rl and real.rl", &request->save_runs },
        { 0 },
    };
    settings_init(&request->settings, &balance_settings, os_cpus_allowed()->count);
    struct options options = {
        .command = "compare-real", .table = table, .settings = &request->settings, .file = &request->version
    };
    struct status status = options_read(&options, count, words);
    *helped = options.help;
    if (!status_is_ok(status) || options.help)
        return status;
    status = refuse_others(&request->settings);
    if (status_is_ok(status))
        status = set_version(request);
    if (status_is_ok(status))
        status = settings_finish(&request->settings, os_memory_available());
    return status_is_ok(status) ? find_interpreter(request) : status;
}

// ---- the real run --------------------------------------------------------------------------------------------------

struct real {
    struct os_passing_folder folder;
    char script[PATH_BYTES], result[PATH_BYTES];
    struct recording recording;
    char version[32]; // as the interpreter tells itself
};

static struct status write_script(struct real *real, const struct experiment *experiment)
{
    struct status status = os_passing_folder_make(&real->folder);
    if (!status_is_ok(status))
        return status;
    snprintf(real->script, sizeof real->script, "%s/program.py", real->folder.path);
    snprintf(real->result, sizeof real->result, "%s/result", real->folder.path);
    FILE *out = fopen(real->script, "w");
    if (out)
        python_script_write(out, experiment);
    const bool failed = !out || ferror(out);
    return (out && fclose(out) != 0) || failed
               ? status_errno(STATUS_FAILED, errno, "%s: cannot be written", real->script)
               : status_ok();
}

// "3.9.18", then the final balance.
static struct status read_result(struct real *real, const char *interpreter, int64_t *final)
{
    char *text = NULL;
    size_t bytes;
    struct status status = os_file_read_whole(real->result, RESULT_BYTES, &text, &bytes);
    long long number;
    if (!status_is_ok(status) || sscanf(text, "%31s\n%lld", real->version, &number) != 2)
        status = status_make(STATUS_FAILED, "%s: did not run the program to its end", interpreter);
    else
        *final = number;
    free(text);
    return status;
}

static struct status run_real(struct real *real, const struct request *request, int64_t *final)
{
    const struct experiment *experiment = settings_experiment(&request->settings);
    struct status status = write_script(real, experiment);
    if (!status_is_ok(status))
        return status;
    char *words[] = { (char *)request->interpreter, real->script, real->result, NULL };
    const struct record_options options = { .most_bytes = RECORD_BYTES_USUAL, .deadline_ns = experiment->deadline_ns };
    int code;
    status = record_run(&real->recording, words, &options, &code);
    return status_is_ok(status) ? read_result(real, request->interpreter, final) : status;
}

// ---- figures -------------------------------------------------------------------------------------------------------

static struct status set_gil(struct beside_run *run, const struct recording *recording, bool threads_alone)
{
    const int gil = recording_find_resource(recording, RESOURCE_GIL);
    run->gil_known = gil >= 0;
    if (gil < 0)
        return status_ok();
    bool *counted = calloc(recording->task_count, sizeof *counted);
    if (!counted)
        return status_make(STATUS_FAILED, "no memory for the figures");
    for (uint32_t t = 0; t < recording->task_count; t++)
        counted[t] = !threads_alone || recording->tasks[t].kind == TASK_THREAD;
    const struct status status = gil_figures_of(&run->gil, recording, (uint32_t)gil, counted);
    run->interval_ns = recording->resources[gil].patience_ns;
    free(counted);
    return status;
}

static struct status set_model(struct beside_run *run, const struct recording *recording)
{
    struct account account;
    struct status status = account_build(&account, recording);
    if (!status_is_ok(status))
        return status;
    run->final = account.figures.final;
    run->lost = account.figures.lost;
    run->lost_known = true;
    account_finish(&account);
    return set_gil(run, recording, false);
}

static struct status save(const struct request *request, const struct recording *model, const struct recording *real)
{
    char path[PATH_BYTES];
    if (!request->save_runs)
        return status_ok();
    struct status status = os_folder_make(request->save_runs);
    if (status_is_ok(status) && snprintf(path, sizeof path, "%s/model.rl", request->save_runs) < (int)sizeof path)
        status = recording_save(model, path);
    if (status_is_ok(status) && snprintf(path, sizeof path, "%s/real.rl", request->save_runs) < (int)sizeof path)
        status = recording_save(real, path);
    return status;
}

// ---- both ----------------------------------------------------------------------------------------------------------

static struct status run_model(struct recording *recording, const struct request *request)
{
    struct progress progress = { 0 };
    const struct run_options options = { .progress = progress_show, .context = &progress };
    const struct status status = run_plan(recording, &request->settings.plan, &options);
    progress_clear(&progress);
    return status_is_ok(status) && recording->facts->ended == RUN_INTERRUPTED
               ? status_make(STATUS_INTERRUPTED, "interrupted")
               : status;
}

static struct status run_both(const struct request *request, struct beside *beside, struct recording *model,
                              struct real *real)
{
    struct status status = run_model(model, request);
    if (status_is_ok(status))
        status = run_real(real, request, &beside->real.final);
    if (status_is_ok(status))
        status = set_model(&beside->model, model);
    if (status_is_ok(status))
        status = set_gil(&beside->real, &real->recording, true);
    return status_is_ok(status) ? save(request, model, &real->recording) : status;
}

static int compare(const struct request *request)
{
    struct recording model = { 0 };
    struct real *real = calloc(1, sizeof *real);
    struct beside beside = { .experiment = settings_experiment(&request->settings),
                             .version = request->version,
                             .interpreter = request->interpreter };
    struct status status = real ? os_signals_init() : status_make(STATUS_FAILED, "no memory for the runs");
    if (status_is_ok(status))
        status = run_both(request, &beside, &model, real);
    int code = EXIT_DONE;
    if (status.kind == STATUS_INTERRUPTED) {
        fprintf(stderr, "raceledger: interrupted\n");
        code = os_signals_reraise(os_signals_pending());
    } else if (!status_is_ok(status)) {
        code = command_failed(status);
    } else {
        beside.real_version = real->version;
        (request->json ? beside_json : beside_text)(stdout, &beside);
        code = command_end(beside.real.gil_known ? EXIT_DONE : EXIT_FAILED);
    }
    recording_close(&model);
    if (real) {
        recording_close(&real->recording);
        os_passing_folder_remove(&real->folder);
    }
    free(real);
    return code;
}

int command_compare_real(int count, char **words)
{
    static struct request request; // it has a path in it
    bool helped;
    struct status status = read_request(&request, count, words, &helped);
    if (!status_is_ok(status))
        return command_failed(status);
    return helped ? command_end(EXIT_DONE) : compare(&request);
}
