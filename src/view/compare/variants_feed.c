// Prints and reads the lines; counts are kept in the order of the outcomes' numbers, so that a list of them is a histogram.
#include "view/compare/variants_feed.h"

#include <inttypes.h>
#include <string.h>

void variant_line_print(FILE *out, const struct variant_line *line)
{
    fprintf(out, "%d %d %" PRIu32 " %d %d\n", line->row, line->run, line->outcome, line->balance, line->saved);
}

static struct plan plan_of(const struct settings *settings, const char *variant)
{
    struct settings one = *settings;
    if (status_is_ok(settings_set(&one, "variant", variant)))
        (void)settings_finish(&one, UINT64_MAX); // what memory there is the runs tell
    return one.plan;
}

void variants_empty(struct compare_model *model, const struct settings *settings)
{
    struct variants_model *variants = &model->variants;
    const struct setting *setting = settings_variants(settings->lab);
    const char *name;
    *variants = (struct variants_model){ .lab = settings->plan.lab, .repeat = variants->repeat };
    while (variants->row_count < VARIANT_ROWS && (name = setting_choice_name(setting, variants->row_count)) != NULL)
        variants->rows[variants->row_count++].plan = plan_of(settings, name);
}

static void count(struct variant_row *row, uint32_t outcome)
{
    int at = 0;
    while (at < row->count && row->all[at].outcome < outcome)
        at++;
    if (at < row->count && row->all[at].outcome == outcome) {
        row->all[at].runs++;
        return;
    }
    if (row->count == VARIANT_OUTCOMES) {
        row->beside++;
        return;
    }
    memmove(&row->all[at + 1], &row->all[at], (size_t)(row->count - at) * sizeof row->all[0]);
    row->all[at] = (struct variant_outcome){ outcome, 1 };
    row->count++;
}

// What all rows have been run so often. One that is passed over, which this machine cannot run, does not count.
static int rounds_of(const struct variants_model *variants)
{
    int rounds = COMPARE_RUNS_MAX;
    bool behind = false; // a later one has been run
    for (int i = variants->row_count - 1; i >= 0; i--) {
        const int done = variants->rows[i].done;
        behind |= done > 0;
        if (done < rounds && (done > 0 || !behind))
            rounds = done;
    }
    return rounds;
}

bool variants_take(struct compare_model *model, const struct variant_line *line)
{
    struct variants_model *variants = &model->variants;
    if (line->row < 0 || line->row >= variants->row_count || line->run != variants->rows[line->row].done ||
        line->run >= COMPARE_RUNS_MAX || (line->balance | 1) != 1)
        return false;
    struct variant_row *row = &variants->rows[line->row];
    row->done++;
    row->unbalanced += !line->balance;
    row->kept |= line->saved != 0;
    count(row, line->outcome);
    variants->rounds_done = rounds_of(variants);
    return true;
}

bool variants_feed(struct compare_model *model, const char *text)
{
    struct variant_line line = { 0 };
    int end = 0;
    return sscanf(text, "%d %d %" SCNu32 " %d %d%n", &line.row, &line.run, &line.outcome, &line.balance, &line.saved,
                  &end) == 5 &&
           text[end + (int)strspn(text + end, "\r\n")] == '\0' && variants_take(model, &line);
}
