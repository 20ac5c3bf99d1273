// raceledger compare-real: the dial's run beside the same program in a real CPython, recorded.
#include "commands/command.h"
#include "commands/options.h"
#include "commands/progress.h"
#include "commands/real_pair.h"

#include "labs/balance/account.h"
#include "labs/balance/python/installed.h"
#include "labs/balance/python/python.h"
#include "labs/balance/report/beside.h"
#include "labs/balance/settings.h"
#include "os/cpus.h"
#include "os/memory.h"
#include "os/signals.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum {
    PATH_BYTES = 4096,
};

struct request {
    struct settings settings;
    const char *version, *interpreter, *json, *lines, *save_runs;
    char found[PATH_BYTES];
};

// ---- what is asked for ---------------------------------------------------------------------------------------------

// Settings that no CPython has.
static const char *const others[] = {
    "workers", "memory", "cores", "io-every", "io-time", "io-workers", "python", NULL
};

static struct status refuse_others(const struct settings *settings)
{
    for (size_t i = 0; others[i]; i++)
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
    if (!python_find_installed(request->version, request->found, sizeof request->found))
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
        { "lines", NULL,
          "print lines of progress instead, model MADE IN-ALL, then real: the runs that are kept tell the rest",
          &request->lines },
        { "save-runs", "FOLDER", "keep both runs, as model.rl and real.rl", &request->save_runs },
        { 0 },
    };
    settings_init(&request->settings, &balance_settings, os_cpus_allowed()->count);
    struct options options = {
        .command = "compare-real",
        .table = table,
        .settings = &request->settings,
        .without = others,
        .file = &request->version,
    };
    struct status status = options_read(&options, count, words);
    *helped = options.help;
    if (!status_is_ok(status) || options.help)
        return status;
    status = options_one_of((const char *[]){ request->json, request->lines }, 2);
    if (status_is_ok(status))
        status = refuse_others(&request->settings);
    if (status_is_ok(status))
        status = set_version(request);
    if (status_is_ok(status))
        status = settings_finish(&request->settings, os_memory_available());
    return status_is_ok(status) ? find_interpreter(request) : status;
}

// ---- both ----------------------------------------------------------------------------------------------------------

// Another program reads these, as they come: "model MADE IN-ALL", then "real".
static void print_progress(void *context, uint64_t made, uint64_t in_all, uint64_t elapsed_ns)
{
    (void)context;
    (void)elapsed_ns;
    printf("model %" PRIu64 " %" PRIu64 "\n", made, in_all);
    fflush(stdout);
}

static void print_recording(void *context)
{
    (void)context;
    puts("real");
    fflush(stdout);
}

static void clear_progress(void *context) { progress_clear(context); }

static struct status run_pair(struct real_pair *pair, const struct request *request)
{
    struct progress progress = { 0 };
    const struct real_pair_watch shown = { progress_show, clear_progress, &progress },
                                 told = { print_progress, print_recording, NULL };
    struct status status = os_signals_init();
    if (status_is_ok(status))
        status = real_pair_run(pair, settings_experiment(&request->settings), request->interpreter,
                               request->lines ? &told : &shown);
    progress_clear(&progress);
    return status;
}

// ---- figures -------------------------------------------------------------------------------------------------------

static struct status understand(struct beside *beside, const struct real_pair *pair)
{
    struct account account;
    struct status status = account_build(&account, &pair->parts[BESIDE_MODEL]);
    if (!status_is_ok(status))
        return status;
    status = beside_of_model(&beside->model, &pair->parts[BESIDE_MODEL], &account.figures);
    account_finish(&account);
    return status_is_ok(status) ? beside_of_real(&beside->real, &pair->parts[BESIDE_REAL]) : status;
}

static struct status tell(const struct request *request, const struct real_pair *pair, int *code)
{
    struct beside beside = { .experiment = settings_experiment(&request->settings),
                             .version = request->version,
                             .interpreter = request->interpreter };
    *code = EXIT_DONE;
    if (request->lines) // the runs that were kept tell the rest
        return status_ok();
    const struct status status = understand(&beside, pair);
    if (!status_is_ok(status))
        return status;
    (request->json ? beside_json : beside_text)(stdout, &beside);
    *code = command_end(beside.real.gil_known ? EXIT_DONE : EXIT_FAILED);
    return status;
}

static int compare(const struct request *request)
{
    struct real_pair pair = { 0 };
    int code = EXIT_FAILED;
    struct status status = run_pair(&pair, request), saved = status_ok();
    if (status_is_ok(status) && request->save_runs)
        saved = real_pair_save(&pair, request->save_runs);
    if (status_is_ok(status))
        status = tell(request, &pair, &code);
    if (status_is_ok(status))
        status = saved; // told after the figures
    if (status.kind == STATUS_INTERRUPTED) {
        fprintf(stderr, "raceledger: interrupted\n");
        code = os_signals_reraise(os_signals_pending());
    } else if (!status_is_ok(status)) {
        code = command_failed(status);
    }
    real_pair_close(&pair);
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
