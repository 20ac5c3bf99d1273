// Words for the child, and its lines for the model.
#include "gui/comparing.h"

#include "base/text.h"
#include "gui/say.h"
#include "lab/lab.h"
#include "labs/balance/python/installed.h"
#include "labs/balance/python/python.h"
#include "labs/balance/report/comparison.h"
#include "labs/balance/settings.h"
#include "view/compare/real_feed.h"
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

static bool real_words(struct model *model, const char **words, char *text, size_t bytes)
{
    struct real_model *real = &model->compare->real;
    const struct experiment experiment = real_experiment(settings_experiment(&model->settings));
    words[0] = "compare-real";
    words[1] = python_name((enum python_version)experiment.python);
    words[5] = "--interpreter";
    words[6] = real->interpreters[experiment.python];
    real->phase = REAL_MODEL_RUNS;
    real->made = real->in_all = 0;
    if (!experiment_words(&experiment, text, bytes))
        return false;
    leave_out(text, " --python ");
    leave_out(text, " --cores "); // its own: no CPython can be told
    return *words[6] != '\0';
}

void comparing_init(struct comparing *comparing, struct model *model, struct waker waker)
{
    *comparing = (struct comparing){ .child = CHILD_NONE };
    beside_init(&comparing->beside, waker);
    for (int i = 0; i < PYTHON_COUNT; i++) {
        char *path = model->compare->real.interpreters[i];
        if (pythons[i].lock == GIL_NONE ||
            !python_find_installed(pythons[i].name, path, sizeof model->compare->real.interpreters[i]))
            *path = '\0';
    }
}

void comparing_start(struct comparing *comparing, const struct passing *passing, struct model *model,
                     struct waker waker)
{
    struct compare_model *compare = model->compare;
    static bool (*const ways[PAGE_COUNT])(struct model * model, const char **words, char *text, size_t bytes) = {
        [PAGE_GUARDS] = guards_words,
        [PAGE_MATRIX] = matrix_words,
        [PAGE_REAL] = real_words,
        [PAGE_VARIANTS] = variants_words,
    };
    const int repeats[PAGE_COUNT] = { [PAGE_GUARDS] = compare->repeat,
                                      [PAGE_MATRIX] = compare->matrix.repeat,
                                      [PAGE_VARIANTS] = compare->variants.repeat };
    const bool records = compare->page == PAGE_REAL;
    char text[CHILD_WORDS_BYTES], repeat[16];
    // The command, the lab where it is not the balance (or the version), the way of telling, how often (or by what).
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
    if (records)
        beside_clear(&comparing->beside, model);
    passing_drop_compared(passing, compare->page);
    const struct status status = (records ? child_start_recorder : child_start)(
        &comparing->child, named ? words : words + 1, named ? 7 : 6, text, waker);
    compare->running = status_is_ok(status);
    compare->running_page = compare->page;
    say_status(model, status);
}

void comparing_stop(struct comparing *comparing)
{
    comparing->stopped = true;
    child_stop(&comparing->child);
    beside_give_up(&comparing->beside);
}

void comparing_finish(struct comparing *comparing)
{
    if (comparing->child.os.apart)
        child_ask_twice(&comparing->child);
    child_finish(&comparing->child);
    beside_finish(&comparing->beside);
}

bool comparing_works(const struct comparing *comparing)
{
    return child_works(&comparing->child) || comparing->beside.reads;
}

// Whether it did what it was to do; else the model's message says why not, unless it was stopped.
static bool tell_end(struct comparing *comparing, struct model *model)
{
    const bool well = !comparing->child.os.signal && comparing->child.os.code == 0;
    if (!well && !comparing->stopped) {
        const struct status error = child_error(&comparing->child);
        if (status_is_ok(error))
            say_words(model, true, TEXT_SAID_COMPARE_FAILED_ID, NULL, 0);
        say_status(model, error);
    }
    return well && !comparing->stopped;
}

static bool tend_child(struct comparing *comparing, const struct passing *passing, struct model *model)
{
    struct compare_model *compare = model->compare;
    char buffer[CHILD_OUTPUT_BYTES];
    bool changed = false;
    const bool ended = child_ended(&comparing->child);
    for (char *line; (line = child_line(&comparing->child, buffer)) != NULL; changed = true)
        if (!compare_pages[compare->running_page].feed(compare, line))
            say_words(model, true, TEXT_SAID_BAD_LINE_ID, NULL, 0);
    if (!ended)
        return changed;
    if (tell_end(comparing, model) && compare->running_page == PAGE_REAL) {
        compare->real.phase = REAL_READS;
        beside_read(&comparing->beside, passing, model);
    }
    child_finish(&comparing->child);
    return true;
}

bool comparing_tend(struct comparing *comparing, const struct passing *passing, struct model *model)
{
    if (!model->compare->running)
        return false;
    bool changed = false;
    if (child_works(&comparing->child))
        changed = tend_child(comparing, passing, model);
    else if (comparing->beside.reads)
        changed = !beside_tend(&comparing->beside, model);
    model->compare->running = comparing_works(comparing);
    return changed || !model->compare->running;
}

bool comparing_file(const struct passing *passing, const struct model *model, struct compared_run run,
                    char path[PATH_MAX])
{
    const struct compare_model *compare = model->compare;
    const int rows[PAGE_COUNT] = { [PAGE_GUARDS] = compare->row_count,
                                   [PAGE_MATRIX] = MATRIX_CELLS,
                                   [PAGE_REAL] = BESIDE_PARTS,
                                   [PAGE_VARIANTS] = compare->variants.row_count };
    if (run.page < 0 || run.page >= PAGE_COUNT || run.row < 0 || run.row >= rows[run.page])
        return false;
    const bool kept = run.page == PAGE_VARIANTS ? compare->variants.rows[run.row].kept
                      : run.page == PAGE_MATRIX ? compare->matrix.cells[run.row].kept
                      : run.page == PAGE_REAL   ? compare->real.runs[run.row] != NULL
                                                : compare->rows[run.row].saved[0];
    if (!kept)
        return false;
    passing_compared_file(passing, (enum compare_page)run.page, run.row, path);
    return true;
}
