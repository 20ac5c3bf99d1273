// Prints and reads the lines.
#include "view/compare_feed.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

void compare_line_print(FILE *out, const struct compare_line *line)
{
    fprintf(out, "%d %d %" PRId64 " %d %" PRIu64 " %" PRIu64 " %.6g %.6g %.6g %.6g %d\n", line->row, line->run,
            line->final, line->wrong, line->updates, line->lost, line->ns_per_update, line->cores_busy,
            line->blocked_share, line->relative, line->saved);
}

static bool is_sound(const struct compare_model *model, const struct compare_line *line)
{
    return line->row >= 0 && line->row < model->row_count && line->run == model->rows[line->row].done &&
           line->run < COMPARE_RUNS_MAX && (line->wrong == 0 || line->wrong == 1) && line->lost <= line->updates &&
           isfinite(line->ns_per_update) && isfinite(line->cores_busy) && isfinite(line->blocked_share) &&
           isfinite(line->relative);
}

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
    if (!is_sound(model, line))
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
    int end = 0;
    return sscanf(text, "%d %d %" SCNd64 " %d %" SCNu64 " %" SCNu64 " %lf %lf %lf %lf %d%n", &line.row, &line.run,
                  &line.final, &line.wrong, &line.updates, &line.lost, &line.ns_per_update, &line.cores_busy,
                  &line.blocked_share, &line.relative, &line.saved, &end) == 11 &&
           text[end + (int)strspn(text + end, "\r\n")] == '\0' && compare_take(model, &line);
}
