// Prints and reads the lines.
#include "view/compare/feed.h"

#include "labs/balance/settings.h"
#include "view/compare/real_feed.h"
#include "view/compare/variants_feed.h"
#include "view/model/model.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

#define MATRIX_ITERATIONS 120000 // of all workers together
#define MATRIX_INTERVAL_NS 50000 // a hundredth of CPython's

void compare_line_print(FILE *out, const struct compare_line *line)
{
    fprintf(out, "%d %d %" PRId64 " %d %" PRIu64 " %" PRIu64 " %.6g %.6g %.6g %.6g %d\n", line->row, line->run,
            line->final, line->wrong, line->updates, line->lost, line->ns_per_update, line->cores_busy,
            line->blocked_share, line->relative, line->saved);
}

// Whether it is the next line of its row, of which `done` have come.
static bool follows(const struct compare_line *line, int done)
{
    return line->run == done && line->run < COMPARE_RUNS_MAX && (line->wrong == 0 || line->wrong == 1) &&
           line->lost <= line->updates && isfinite(line->ns_per_update) && isfinite(line->cores_busy) &&
           isfinite(line->blocked_share) && isfinite(line->relative);
}

static bool line_read(struct compare_line *line, const char *text)
{
    int end = 0;
    return sscanf(text, "%d %d %" SCNd64 " %d %" SCNu64 " %" SCNu64 " %lf %lf %lf %lf %d%n", &line->row, &line->run,
                  &line->final, &line->wrong, &line->updates, &line->lost, &line->ns_per_update, &line->cores_busy,
                  &line->blocked_share, &line->relative, &line->saved, &end) == 11 &&
           text[end + (int)strspn(text + end, "\r\n")] == '\0';
}

// ---- the guards ----------------------------------------------------------------------------------------------------

void compare_empty(struct compare_model *model, const struct experiment *const *experiments, int count)
{
    memset(model->rows, 0, sizeof model->rows);
    model->row_count = count;
    model->rounds_done = 0;
    for (int i = 0; i < count; i++) {
        model->rows[i].experiment = *experiments[i];
        model->rows[i].cores_busy = model->rows[i].blocked_share = model->relative[i] = -1;
    }
}

bool compare_take(struct compare_model *model, const struct compare_line *line)
{
    if (line->row < 0 || line->row >= model->row_count || !follows(line, model->rows[line->row].done))
        return false;
    struct compare_row *row = &model->rows[line->row];
    row->finals[row->done] = line->final;
    row->ns_per_update[row->done] = line->ns_per_update;
    row->done++;
    row->wrong += line->wrong;
    row->updates = line->updates;
    row->lost = line->lost;
    row->cores_busy = line->cores_busy;
    row->blocked_share = line->blocked_share;
    model->relative[line->row] = line->relative;
    if (line->saved)
        snprintf(row->saved, sizeof row->saved, "row-%d", line->row);
    model->rounds_done = row->done;
    for (int i = 0; i < model->row_count; i++)
        model->rounds_done = model->rows[i].done < model->rounds_done ? model->rows[i].done : model->rounds_done;
    return true;
}

bool compare_feed(struct compare_model *model, const char *text)
{
    struct compare_line line = { 0 };
    return line_read(&line, text) && compare_take(model, &line);
}

// ---- the matrix ----------------------------------------------------------------------------------------------------

struct experiment matrix_experiment(const struct experiment *settings)
{
    struct settings defaults;
    settings_init(&defaults, &balance_settings, (int)settings->cores);
    struct experiment experiment = *settings_experiment(&defaults);
    experiment.count = settings->count;
    experiment.cores = settings->cores;
    memcpy(experiment.amounts, settings->amounts, sizeof experiment.amounts);
    experiment.iterations = MATRIX_ITERATIONS / settings->count;
    experiment.switch_interval_ns = MATRIX_INTERVAL_NS;
    experiment.timing = TIMING_FULL;
    return experiment;
}

void matrix_empty(struct compare_model *model, const struct experiment *experiment)
{
    model->matrix = (struct matrix_model){ .repeat = model->matrix.repeat, .experiment = *experiment };
}

bool matrix_take(struct compare_model *model, const struct compare_line *line)
{
    if (line->row < 0 || line->row >= MATRIX_CELLS || !follows(line, model->matrix.cells[line->row].done))
        return false;
    struct matrix_cell *cell = &model->matrix.cells[line->row];
    cell->done++;
    cell->wrong += line->wrong;
    cell->updates = line->updates;
    cell->lost = line->lost;
    cell->kept |= line->saved != 0;
    model->matrix.runs_done++;
    return true;
}

bool matrix_feed(struct compare_model *model, const char *text)
{
    struct compare_line line = { 0 };
    return line_read(&line, text) && matrix_take(model, &line);
}

const struct compare_page_kind compare_pages[PAGE_COUNT] = {
    [PAGE_GUARDS] = { "guards", "row", COMPARE_ROWS, compare_feed },
    [PAGE_MATRIX] = { "matrix", "cell", MATRIX_CELLS, matrix_feed },
    [PAGE_REAL] = { "real", NULL, BESIDE_PARTS, real_feed },
    [PAGE_VARIANTS] = { "variants", "variant", VARIANT_ROWS, variants_feed },
};
