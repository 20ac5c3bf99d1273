// Each page has a function: it takes the lines that runs printed, or makes the runs.
#include "commands/picture_compare.h"

#include "commands/rounds.h"

#include "base/text.h"
#include "lab/lab.h"
#include "labs/balance/experiment.h"
#include "labs/balance/settings.h"
#include "os/file.h"
#include "os/signals.h"
#include "run/run.h"
#include "view/compare/variants_feed.h"
#include "view/control/control.h"
#include "view/control/views.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// The text's lines, each with its end; the text is cut into them.
static struct status feed_lines(struct compare_model *model, const char *path, char *text)
{
    char line[256];
    int number = 0;
    while (*text) {
        const size_t length = strcspn(text, "\n") + (strchr(text, '\n') != NULL);
        const bool fits = snprintf(line, sizeof line, "%.*s", (int)length, text) < (int)sizeof line;
        number++;
        text += length;
        if (!fits || !compare_pages[model->page].feed(model, line))
            return status_make(STATUS_BAD_FILE, "%s: line %d is none of %s --lines, or out of order", path, number,
                               model->page == PAGE_MATRIX ? "gil-matrix" : "compare");
    }
    return status_ok();
}

static struct status read_lines(struct compare_model *model, const char *path)
{
    enum {
        LINES_MOST_BYTES = 16 << 20
    };
    char *text;
    size_t bytes;
    struct status status = os_file_read_whole(path, LINES_MOST_BYTES, &text, &bytes);
    if (!status_is_ok(status))
        return status_make(STATUS_BAD_FILE, "%s", status.message);
    status = strlen(text) == bytes ? feed_lines(model, path, text)
                                   : status_make(STATUS_BAD_FILE, "%s: a zero byte stands in it", path);
    free(text);
    return status;
}

// A page of the comparison's view, and what fills it.
struct filling {
    struct compare_model *model;
    struct comparison *comparison;
    struct gil_matrix *matrix;
};

static struct status fill_row(void *context, int row, const struct account *account)
{
    const struct filling *filling = context;
    comparison_add(&filling->comparison->rows[row], account);
    const struct compare_line line = rounds_line(filling->comparison, row, account, false);
    compare_take(filling->model, &line);
    return status_ok();
}

static struct status fill_cell(void *context, int number, const struct account *account)
{
    const struct filling *filling = context;
    const struct status status = gil_matrix_add(gil_matrix_cell(filling->matrix, number), account);
    if (status_is_ok(status)) {
        const struct compare_line line = rounds_cell_line(filling->matrix, number, account, false);
        matrix_take(filling->model, &line);
    }
    return status;
}

static struct status make_runs(const struct rounds *rounds)
{
    const struct status status = os_signals_init();
    return status_is_ok(status) ? rounds_run(rounds) : status;
}

static struct status compare_guards(struct picture_request *request, const struct experiment *experiment)
{
    struct compare_model *model = request->model.compare;
    struct comparison comparison;
    if (!comparison_init(&comparison, experiment, model->repeat))
        return status_make(STATUS_FAILED, "not enough memory for a comparison");
    const struct experiment *rows[COMPARISON_ROWS_MAX];
    struct filling filling = { .model = model, .comparison = &comparison };
    comparison_experiments(&comparison, rows);
    compare_empty(model, rows, comparison.row_count);
    const struct rounds rounds = {
        .experiments = rows, .rows = comparison.row_count, .repeat = model->repeat, .ran = fill_row, .context = &filling
    };
    const struct status status = request->lines ? read_lines(model, request->lines) : make_runs(&rounds);
    if (request->lines)
        model->repeat = model->rounds_done;
    comparison_finish(&comparison);
    return status;
}

static struct status compare_matrix(struct picture_request *request, const struct experiment *recorded)
{
    struct compare_model *model = request->model.compare;
    struct experiment experiment = matrix_experiment(recorded);
    if (settings_given(&request->settings, "iterations")) {
        experiment.iterations = settings_experiment(&request->settings)->iterations;
        experiment.timing = settings_experiment(&request->settings)->timing;
    }
    if (settings_given(&request->settings, "switch-interval"))
        experiment.switch_interval_ns = settings_experiment(&request->settings)->switch_interval_ns;
    struct gil_matrix *matrix = gil_matrix_create(&experiment, PROGRAM_COUNT, PYTHON_COUNT, model->matrix.repeat);
    if (!matrix)
        return status_make(STATUS_FAILED, "not enough memory for the matrix");
    const struct experiment *cells[GIL_MATRIX_CELLS];
    struct filling filling = { .model = model, .matrix = matrix };
    gil_matrix_experiments(matrix, cells);
    matrix_empty(model, &experiment);
    const struct rounds rounds = { .experiments = cells,
                                   .rows = GIL_MATRIX_CELLS,
                                   .repeat = model->matrix.repeat,
                                   .no_kernel_records = true,
                                   .ran = fill_cell,
                                   .context = &filling };
    const struct status status = request->lines ? read_lines(model, request->lines) : make_runs(&rounds);
    if (request->lines)
        model->matrix.repeat = model->matrix.cells[0].done;
    free(matrix);
    return status;
}

// So many runs of each variant, in turns.
static struct status run_variants(struct compare_model *model)
{
    struct variants_model *variants = &model->variants;
    struct status status = os_signals_init();
    for (int i = 0; status_is_ok(status) && i < variants->repeat * variants->row_count; i++) {
        const int row = i % variants->row_count;
        struct recording recording = { 0 };
        status = run_plan(&recording, &variants->rows[row].plan, &(struct run_options){ .no_kernel_records = true });
        if (!status_is_ok(status))
            break;
        const struct lab *lab = lab_of(variants->lab);
        const struct variant_line line = { row, i / variants->row_count, true, false,
                                           lab->outcome ? lab->outcome(&recording) : 0 };
        if (recording.facts->ended == RUN_INTERRUPTED)
            status = status_make(STATUS_INTERRUPTED, "interrupted");
        else
            variants_take(model, &line);
        recording_close(&recording);
    }
    return status;
}

static struct status compare_variants(struct picture_request *request)
{
    struct compare_model *model = request->model.compare;
    model->variants.repeat = model->repeat;
    variants_empty(model, &request->model.settings);
    if (!request->lines)
        return run_variants(model);
    const struct status status = read_lines(model, request->lines);
    model->variants.repeat = model->variants.rounds_done > 0 ? model->variants.rounds_done : 1;
    return status;
}

struct status picture_compare_fill(struct picture_request *request, const struct experiment *experiment)
{
    struct compare_model *model = request->model.compare;
    view_prepare(&request->model, NULL);
    if (model->page == PAGE_REAL)
        return picture_real_fill(&request->real, &request->model, request->beside);
    if (*picture_request_repeat(model) == 0)
        return status_ok();
    if (model->page == PAGE_VARIANTS)
        return compare_variants(request);
    return (model->page == PAGE_MATRIX ? compare_matrix : compare_guards)(request, experiment);
}
