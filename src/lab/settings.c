// The rows that every lab has, and what goes over all rows, the lab's own behind them.
#include "lab/settings.h"

#include "base/fault.h"
#include "base/text.h"
#include "lab/lab_settings.h"
#include "lab/setting_read.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum {
    CORES_MAX = 1 << 16, // in a file; of this machine there may be fewer
};

static const char *const worker_kind_names[WORKERS_COUNT] = { "threads", "processes" };
static const char *const timing_kind_names[TIMING_COUNT] = { "off", "sampled", "full" };

const char *worker_kind_name(enum worker_kind kind) { return worker_kind_names[kind]; }

const char *timing_kind_name(enum timing_kind kind) { return timing_kind_names[kind]; }

// ---- the rows ------------------------------------------------------------------------------------------------------

static const char *kind_name(uint32_t kind) { return worker_kind_names[kind]; }

static const char *timing_name(uint32_t timing) { return timing_kind_names[timing]; }

static const struct setting_choices kinds = { WORKERS_COUNT, kind_name, NULL, NULL, NULL };
static const struct setting_choices timings = { TIMING_COUNT, timing_name, NULL, NULL, NULL };

static void fill_timing(struct experiment *plan)
{
    plan->timing = lab_settings_of(plan)->updates(plan) <= TIMING_FULL_UPDATES_MAX ? TIMING_FULL : TIMING_SAMPLED;
}

static char *say_timing(char words[SETTING_WORDS_BYTES])
{
    char most[TEXT_NUMBER_BYTES];
    snprintf(words, SETTING_WORDS_BYTES, "%s up to %s updates, %s above", timing_kind_names[TIMING_FULL],
             text_grouped_ascii(most, TIMING_FULL_UPDATES_MAX), timing_kind_names[TIMING_SAMPLED]);
    return words;
}

static const uint64_t deadlines[] = {
    10 * SETTING_MS, 100 * SETTING_MS, 1 * SETTING_S,   2 * SETTING_S,   5 * SETTING_S,    10 * SETTING_S,
    30 * SETTING_S,  60 * SETTING_S,   300 * SETTING_S, 600 * SETTING_S, 3600 * SETTING_S, 0,
};

static const struct setting general_rows[] = {
    {
        .name = "workers",
        .metavar = "KIND",
        .help = "{range} ({usual})",
        .kind = SETTING_CHOICE,
        .rank = 40,
        SETTING_AT(workers),
        .usual = WORKERS_THREADS,
        .choices = &kinds,
        .json = "workers",
    },
    {
        .name = "count",
        .metavar = "N",
        .help = "workers, {range} ({usual})",
        .kind = SETTING_COUNT,
        .rank = 60,
        SETTING_AT(count),
        .low = 1,
        .high = LAB_TASKS_MAX,
        .usual = 2,
        .json = "count",
        .steps = true,
    },
    {
        .name = "cores",
        .metavar = "N",
        .help = "cpus the workers may use, {range} ({usual})",
        .kind = SETTING_COUNT,
        .rank = 90,
        SETTING_AT(cores),
        .low = 1,
        .high = CORES_MAX,
        .of_machine = true,
        .always_said = true,
        .json = "cores",
        .steps = true,
    },
    {
        .name = "timing",
        .metavar = "KIND",
        .help = "{range} ({usual})",
        .kind = SETTING_CHOICE,
        .rank = 150,
        SETTING_AT(timing),
        .choices = &timings,
        .fill = fill_timing,
        .late = true,
        .say_usual = say_timing,
        .json = "timing",
    },
    {
        .name = "deadline",
        .metavar = "TIME",
        .help = "the run is stopped after it, {range} ({usual})",
        .kind = SETTING_DURATION,
        .rank = 170,
        SETTING_AT(deadline_ns),
        .low = SETTING_MS,
        .high = SETTING_HOUR,
        .usual = 30 * SETTING_S,
        .steps = true,
        .ladder = deadlines,
    },
};

enum {
    GENERAL_ROWS = sizeof general_rows / sizeof *general_rows
};

const struct setting *settings_row(const struct experiment *plan, int row)
{
    if (row < 0)
        return NULL;
    if (row < GENERAL_ROWS)
        return &general_rows[row];
    const struct setting *own = lab_settings_of(plan)->rows;
    for (row -= GENERAL_ROWS; row > 0 && own->name; row--)
        own++;
    return own->name ? own : NULL;
}

int settings_named(const struct experiment *plan, const char *name)
{
    const struct setting *setting;
    for (int row = 0; (setting = settings_row(plan, row)) != NULL; row++)
        if (strcmp(name, setting->name) == 0)
            return row;
    return -1;
}

// The row of an option; −1: there is none.
static int option_named(const struct settings *settings, const char *name)
{
    const int row = settings_named(&settings->experiment, name);
    return row >= 0 && settings_row(&settings->experiment, row)->metavar ? row : -1;
}

int settings_listed(const struct experiment *plan, const struct setting *rows[SETTINGS_MAX])
{
    const struct setting *setting;
    int count = 0;
    for (; (setting = settings_row(plan, count)) != NULL; count++) {
        int at = count;
        for (; at > 0 && rows[at - 1]->rank > setting->rank; at--)
            rows[at] = rows[at - 1];
        rows[at] = setting;
    }
    return count;
}

// ---- as a person gives them ----------------------------------------------------------------------------------------

void settings_init(struct settings *settings, int machine_cores)
{
    const struct setting *setting;
    *settings = (struct settings){ .experiment = { .lab = LAB_BALANCE }, .machine_cores = machine_cores };
    struct experiment *plan = &settings->experiment;
    for (int row = 0; (setting = settings_row(plan, row)) != NULL; row++)
        if (!setting->late)
            setting_put_usual(setting, plan);
    plan->cores = (uint32_t)machine_cores;
}

bool settings_has(const struct settings *settings, const char *name) { return option_named(settings, name) >= 0; }

bool settings_given(const struct settings *settings, const char *name)
{
    const int row = option_named(settings, name);
    return row >= 0 && settings->given[row];
}

void settings_mark(struct settings *settings, const char *name, bool given)
{
    const int row = option_named(settings, name);
    if (row >= 0)
        settings->given[row] = given;
}

static bool is_usual(const struct setting *setting, const struct experiment *plan)
{
    struct experiment usual = *plan;
    setting_put_usual(setting, &usual);
    return setting_same(setting, &usual, plan);
}

// A setting has been changed: those that go along with it stay as usual, where they were and nobody set them.
static void follow(struct settings *settings, const struct setting *changed, const struct experiment *before)
{
    const struct setting *setting;
    for (int row = 0; (setting = settings_row(before, row)) != NULL; row++)
        if (setting->follows && strcmp(setting->follows, changed->name) == 0 && !settings->given[row] &&
            is_usual(setting, before))
            setting_put_usual(setting, &settings->experiment);
}

struct status settings_set(struct settings *settings, const char *name, const char *value)
{
    struct experiment *plan = &settings->experiment;
    const int row = option_named(settings, name);
    if (row < 0)
        return status_with(STATUS_USAGE, FAULT_NO_OPTION, part_text(name));
    const struct setting *setting = settings_row(plan, row);
    const struct experiment before = *plan;
    const struct status status = setting_read(setting, plan, settings->machine_cores, value);
    if (!status_is_ok(status))
        return status;
    settings->given[row] = true;
    follow(settings, setting, &before);
    return status;
}

struct status settings_finish(struct settings *settings, uint64_t memory_available)
{
    const struct lab_settings *lab = lab_settings_of(&settings->experiment);
    const struct setting *setting;
    const struct status status = lab->bring(settings);
    if (!status_is_ok(status))
        return status;
    for (int row = 0; (setting = settings_row(&settings->experiment, row)) != NULL; row++)
        if (setting->late && !settings->given[row])
            setting_put_usual(setting, &settings->experiment);
    return lab->settle(settings, memory_available);
}

void settings_give_way(struct settings *settings, const struct setting *setting)
{
    lab_settings_of(&settings->experiment)->give_way(settings, setting);
}

void settings_adopt(struct settings *settings, const struct experiment *plan)
{
    struct settings adopted;
    const struct setting *setting;
    settings_init(&adopted, settings->machine_cores);
    adopted.experiment = *plan;
    for (int row = 0; (setting = settings_row(plan, row)) != NULL; row++)
        if (!setting->metavar)
            setting_put_usual(setting, &adopted.experiment); // nobody decides of the next run what that one came to
    if (adopted.experiment.cores > (uint32_t)settings->machine_cores)
        adopted.experiment.cores = (uint32_t)settings->machine_cores;
    // What the defaults would not give has been chosen.
    struct settings plain = adopted;
    if (!status_is_ok(settings_finish(&plain, UINT64_MAX)))
        return;
    for (int row = 0; (setting = settings_row(plan, row)) != NULL; row++)
        adopted.given[row] = setting->late && !setting_same(setting, &plain.experiment, plan);
    settings_mark(&adopted, "count", true);
    if (status_is_ok(settings_finish(&adopted, UINT64_MAX)))
        *settings = adopted;
}

// ---- as they are said and reported ---------------------------------------------------------------------------------

struct words {
    char *buffer;
    size_t size, length;
    bool fits;
};

static void __attribute__((format(printf, 2, 3))) add_words(struct words *words, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    const size_t room = words->size - words->length;
    const int length = vsnprintf(words->buffer + words->length, room, format, arguments);
    va_end(arguments);
    if (length < 0 || (size_t)length >= room)
        words->fits = false;
    else
        words->length += (size_t)length;
}

// Whether the setting is to be said for its value to be what it is.
static bool is_said(const struct setting *setting, const struct experiment *plan)
{
    if (!setting->metavar || !setting_means(setting, plan) || (setting->implied && setting->implied(plan)))
        return false;
    return setting->always_said || !is_usual(setting, plan);
}

bool settings_words(const struct experiment *plan, char *buffer, size_t size_bytes)
{
    struct words words = { .buffer = buffer, .size = size_bytes, .fits = size_bytes > 0 };
    const struct setting *rows[SETTINGS_MAX];
    char value[SETTING_TEXT_BYTES];
    if (!words.fits)
        return false;
    buffer[0] = '\0';
    const int count = settings_listed(plan, rows);
    for (int pass = 0; pass < 2; pass++)
        for (int i = 0; i < count; i++)
            if (rows[i]->of_variant == (pass == 0) && is_said(rows[i], plan))
                add_words(&words, " --%s %s", rows[i]->name, setting_write(rows[i], plan, value));
    return words.fits;
}

// An object of its own for the rows from the first that names it.
static void write_object(const char *name, const struct setting *const *rows, int count, const struct experiment *plan,
                         struct json *json)
{
    bool whole = true;
    for (int i = 0; i < count; i++)
        if (rows[i]->json_object && strcmp(rows[i]->json_object, name) == 0)
            whole = whole && setting_means(rows[i], plan);
    json_key(json, name);
    if (!whole) {
        json_null(json);
        return;
    }
    json_object_begin(json);
    for (int i = 0; i < count; i++)
        if (rows[i]->json_object && strcmp(rows[i]->json_object, name) == 0)
            setting_json(rows[i], plan, json);
    json_object_end(json);
}

void settings_json(const struct experiment *plan, struct json *json)
{
    const struct setting *rows[SETTINGS_MAX];
    const int count = settings_listed(plan, rows);
    const char *object = NULL;
    for (int i = 0; i < count; i++)
        if (rows[i]->json && !rows[i]->json_object)
            setting_json(rows[i], plan, json);
    for (int i = 0; i < count; i++) {
        if (!rows[i]->json_object || (object && strcmp(object, rows[i]->json_object) == 0))
            continue;
        object = rows[i]->json_object;
        write_object(object, rows + i, count - i, plan, json);
    }
}

struct status experiment_check(const struct experiment *plan)
{
    const struct setting *setting;
    struct status status = status_ok();
    if (plan->lab != LAB_BALANCE || plan->reserved_plan)
        return status_fault(STATUS_BAD_FILE, FAULT_NO_SUCH_LAB);
    for (int row = 0; status_is_ok(status) && (setting = settings_row(plan, row)) != NULL; row++)
        status = setting_check(setting, plan);
    return status_is_ok(status) ? lab_settings_of(plan)->check(plan) : status;
}
