// raceledger gil-matrix: every program on every version of CPython, run some times each; or their listings alone.
#include "commands/command.h"
#include "commands/options.h"
#include "commands/progress.h"
#include "commands/rounds.h"

#include "base/text.h"
#include "labs/balance/python/python.h"
#include "labs/balance/report/gil_matrix.h"
#include "labs/balance/settings.h"
#include "os/cpus.h"
#include "os/memory.h"
#include "os/signals.h"

#include <stdio.h>
#include <stdlib.h>

enum {
    RUNS_DEFAULT = 3,
};

struct request {
    struct settings settings;
    enum program_id program;    // PROGRAM_COUNT: all
    enum python_version python; // PYTHON_COUNT: all
    int runs;
    const char *json, *lines, *save_runs, *listing;
};

static struct status read_request(struct request *request, int count, char **words, bool *helped)
{
    const char *runs = NULL;
    *request = (struct request){ .runs = RUNS_DEFAULT };
    const struct option table[] = {
        { "runs", "N", "of each program on each version, 1 to 1000 (3)", &runs },
        { "listing", NULL, "print the bytecodes with their switch points; run nothing", &request->listing },
        { "json", NULL, "print one JSON document", &request->json },
        { "lines", NULL, "print a line of figures for every run as it ends", &request->lines },
        { "save-runs", "FOLDER", "keep of each cell the run that lost most, as cell-0.rl, cell-1.rl …",
          &request->save_runs },
        { 0 },
    };
    settings_init(&request->settings, &balance_settings, os_cpus_allowed()->count);
    static const char *const without[] = { "guard", NULL };
    struct options options = {
        .command = "gil-matrix", .table = table, .settings = &request->settings, .without = without
    };
    struct status status = options_read(&options, count, words);
    *helped = options.help;
    if (!status_is_ok(status) || options.help)
        return status;
    uint64_t number = RUNS_DEFAULT;
    if (runs && (!text_read_count(runs, &number) || number < 1 || number > GIL_MATRIX_RUNS_MAX))
        return status_make(STATUS_USAGE, "--runs %s: must be a whole number from 1 to %d", runs, GIL_MATRIX_RUNS_MAX);
    struct settings *settings = &request->settings;
    status = options_one_of((const char *[]){ request->json, request->lines }, 2);
    if (status_is_ok(status))
        status = options_one_of((const char *[]){ request->lines, request->listing }, 2);
    if (!status_is_ok(status))
        return status;
    if (settings_given(settings, "guard"))
        return status_make(STATUS_USAGE, "--guard: every program of the matrix brings its own");
    request->runs = (int)number;
    request->program =
        settings_given(settings, "program") ? (enum program_id)settings_experiment(settings)->program : PROGRAM_COUNT;
    request->python =
        settings_given(settings, "python") ? (enum python_version)settings_experiment(settings)->python : PYTHON_COUNT;
    if (request->python == PYTHON_COUNT)
        experiment_set_python(experiment_to_change(settings), PYTHON_2_7); // checked as of a version that loses
    status = settings_set(settings, "guard", "gil");
    return status_is_ok(status) ? settings_finish(settings, os_memory_available()) : status;
}

// A matrix being run: what is asked for, and what was kept so far.
struct going {
    const struct request *request;
    struct gil_matrix *matrix;
    struct keeper keeper;
};

static struct status ran(void *context, int number, const struct account *account)
{
    struct going *running = context;
    const struct status status = gil_matrix_add(gil_matrix_cell(running->matrix, number), account);
    const bool kept = status_is_ok(status) && keeper_see(&running->keeper, number, account);
    if (running->request->lines && status_is_ok(status)) {
        const struct compare_line line = rounds_cell_line(running->matrix, number, account, kept);
        compare_line_print(stdout, &line);
        fflush(stdout);
    }
    return status;
}

static struct status run_all(struct going *running)
{
    const struct request *request = running->request;
    struct gil_matrix *matrix = running->matrix;
    const struct experiment *experiments[GIL_MATRIX_CELLS];
    gil_matrix_experiments(matrix, experiments);
    // The kernel's records are for whoever opens a run that was kept.
    return rounds_run(&(struct rounds){ .experiments = experiments,
                                        .rows = GIL_MATRIX_CELLS,
                                        .repeat = matrix->runs,
                                        .no_kernel_records = !request->save_runs,
                                        .ran = ran,
                                        .context = running });
}

static int judge(const struct gil_matrix *matrix)
{
    int code = EXIT_DONE;
    for (int i = 0; i < PROGRAM_COUNT; i++) {
        for (int p = 0; p < PYTHON_COUNT; p++) {
            const struct gil_cell *cell = &matrix->cells[i][p];
            if (cell->stopped && code == EXIT_DONE)
                code = EXIT_DEADLINE;
            if (gil_cell_as_must(cell))
                continue;
            fprintf(stderr, "raceledger: %s on %s: %s\n", program_kinds[i].name, pythons[p].name,
                    cell->books_balance ? "lost updates, which it must not" : "its books do not balance");
            code = EXIT_FAILED;
        }
    }
    return code;
}

static int run_matrix(const struct request *request, struct gil_matrix *matrix)
{
    struct going running = { request, matrix, { .stem = "cell" } };
    struct status status = keeping_begin(&running.keeper.keeping, request->save_runs);
    if (status_is_ok(status))
        status = os_signals_init();
    if (status_is_ok(status))
        status = run_all(&running);
    if (status.kind == STATUS_INTERRUPTED) {
        fprintf(stderr, "raceledger: interrupted\n");
        return os_signals_reraise(os_signals_pending());
    }
    if (!status_is_ok(status))
        return command_failed(status);
    if (request->lines)
        ; // all has been said
    else if (request->json)
        gil_matrix_json(stdout, matrix);
    else
        gil_matrix_text(stdout, matrix, command_wants_colour(stdout));
    return keeping_end(&running.keeper.keeping, command_end(judge(matrix)));
}

int command_gil_matrix(int count, char **words)
{
    struct request request;
    bool helped;
    struct status status = read_request(&request, count, words, &helped);
    if (!status_is_ok(status))
        return command_failed(status);
    if (helped)
        return command_end(EXIT_DONE);
    struct gil_matrix *matrix =
        gil_matrix_create(settings_experiment(&request.settings), request.program, request.python, request.runs);
    if (!matrix)
        return command_failed(status_make(STATUS_FAILED, "no memory for the matrix"));
    if (settings_given(&request.settings, "bytecode-cost"))
        gil_matrix_set_pace(matrix, settings_experiment(&request.settings)->bytecode_cost_ns);
    int code;
    if (!request.listing) {
        code = run_matrix(&request, matrix);
    } else {
        if (request.json)
            gil_listing_json(stdout, matrix);
        else
            gil_listing_text(stdout, matrix);
        code = command_end(EXIT_DONE);
    }
    free(matrix);
    return code;
}
