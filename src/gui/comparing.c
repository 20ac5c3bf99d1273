// Words for the child, and its lines for the model.
#include "gui/comparing.h"

#include "base/text.h"
#include "gui/say.h"
#include "lab/lab.h"
#include "labs/balance/report/comparison.h"
#include "labs/balance/settings.h"
#include "view/compare/variants_feed.h"
#include "view/model/setting_rows.h"

#include <stdio.h>

// Rows as the command has them, with nothing in them yet.
static bool empty_rows(struct compare_model *compare, const struct experiment *experiment)
{
    struct comparison comparison;
    if (!comparison_init(&comparison, experiment, 1))
        return false;
    const struct experiment *rows[COMPARISON_ROWS_MAX];
    comparison_experiments(&comparison, rows);
    compare_empty(compare, rows, comparison.row_count);
    comparison_finish(&comparison);
    return true;
}

// Takes an option with its value out of words as experiment_words makes them.
static void leave_out(char *words, const char *option)
{
    char *at = strstr(words, option);
    if (!at)
        return;
    const char *rest = at + strlen(option);
    rest += strcspn(rest, " ");
    memmove(at, rest, strlen(rest) + 1);
}

// The words that start the page's runs; `text` is what the settings stand in. False where they do not fit.
static bool guards_words(struct model *model, const char **words, char *text, size_t bytes)
{
    const struct experiment *experiment = settings_experiment(&model->settings);
    words[0] = "compare";
    words[5] = "--repeat";
    if (!experiment_words(experiment, text, bytes))
        return false;
    leave_out(text, " --guard "); // every guard is compared
    leave_out(text, " --python ");
    return empty_rows(model->compare, experiment);
}

static bool matrix_words(struct model *model, const char **words, char *text, size_t bytes)
{
    const struct experiment experiment = matrix_experiment(settings_experiment(&model->settings));
    char interval[TEXT_NUMBER_BYTES];
    words[0] = "gil-matrix";
    words[5] = "--runs";
    matrix_empty(model->compare, &experiment);
    const int length =
        snprintf(text, bytes, " --switch-interval %s", text_duration_exact(interval, experiment.switch_interval_ns));
    return experiment_words(&experiment, text + length, bytes - (size_t)length);
}

static bool variants_words(struct model *model, const char **words, char *text, size_t bytes)
{
    const struct setting *variants = settings_variants(model->settings.lab);
    struct settings usual = model->settings; // every variant is compared: none is named
    setting_put_usual(variants, &usual.plan);
    settings_mark(&usual, "variant", false);
    words[0] = "compare";
    words[1] = lab_of(usual.plan.lab)->name;
    words[5] = "--repeat";
    variants_empty(model->compare, &model->settings);
    if (!status_is_ok(settings_finish(&usual, UINT64_MAX)))
        return false;
    return settings_words(usual.lab, &usual.plan, text, bytes);
}

void comparing_start(struct comparing *comparing, const struct passing *passing, struct model *model,
                     struct waker waker)
{
    struct compare_model *compare = model->compare;
    static bool (*const ways[PAGE_COUNT])(struct model * model, const char **words, char *text, size_t bytes) = {
        [PAGE_GUARDS] = guards_words,
        [PAGE_MATRIX] = matrix_words,
        [PAGE_VARIANTS] = variants_words,
    };
    const int repeats[PAGE_COUNT] = { compare->repeat, compare->matrix.repeat, compare->variants.repeat };
    char text[CHILD_WORDS_BYTES], repeat[16];
    // The command, the lab where it is not the balance, the way of telling, how often.
    const char *words[] = { NULL, NULL, "--lines", "--save-runs", passing->folder.path, NULL, repeat };
    if (comparing_works(comparing))
        return;
    comparing->stopped = false;
    snprintf(repeat, sizeof repeat, "%d", repeats[compare->page]);
    if (!ways[compare->page](model, words, text, sizeof text)) {
        say_words(model, true, TEXT_SAID_NO_MEMORY_ID, NULL, 0);
        return;
    }
    const bool named = words[1];
    words[1] = named ? words[1] : words[0];
    passing_drop_compared(passing, compare->page);
    const struct status status = child_start(&comparing->child, named ? words : words + 1, named ? 7 : 6, text, waker);
    compare->running = status_is_ok(status);
    compare->running_page = compare->page;
    say_status(model, status);
}

void comparing_stop(struct comparing *comparing)
{
    comparing->stopped = true;
    child_stop(&comparing->child);
}

bool comparing_works(const struct comparing *comparing) { return child_works(&comparing->child); }

bool comparing_tend(struct comparing *comparing, struct model *model)
{
    struct compare_model *compare = model->compare;
    char buffer[CHILD_OUTPUT_BYTES];
    bool changed = false;
    if (!comparing_works(comparing))
        return false;
    const bool ended = child_ended(&comparing->child);
    for (char *line; (line = child_line(&comparing->child, buffer)) != NULL; changed = true)
        if (!compare_pages[compare->running_page].feed(compare, line))
            say_words(model, true, TEXT_SAID_BAD_LINE_ID, NULL, 0);
    if (!ended)
        return changed;
    if (compare->running && (comparing->child.os.signal || comparing->child.os.code != 0) && !comparing->stopped) {
        const struct status error = child_error(&comparing->child);
        if (status_is_ok(error))
            say_words(model, true, TEXT_SAID_COMPARE_FAILED_ID, NULL, 0);
        say_status(model, error);
    }
    child_finish(&comparing->child);
    compare->running = false;
    return true;
}

bool comparing_file(const struct passing *passing, const struct model *model, struct compared_run run,
                    char path[PATH_MAX])
{
    const struct compare_model *compare = model->compare;
    const int rows[PAGE_COUNT] = { compare->row_count, MATRIX_CELLS, compare->variants.row_count };
    if (run.page < 0 || run.page >= PAGE_COUNT || run.row < 0 || run.row >= rows[run.page])
        return false;
    const bool kept = run.page == PAGE_VARIANTS ? compare->variants.rows[run.row].kept
                      : run.page == PAGE_MATRIX ? compare->matrix.cells[run.row].kept
                                                : compare->rows[run.row].saved[0];
    if (!kept)
        return false;
    passing_compared_file(passing, (enum compare_page)run.page, run.row, path);
    return true;
}
