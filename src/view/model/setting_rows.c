// The words of the controls, and changing settings by hand.
#include "view/model/setting_rows.h"

#include "lab/setting_words.h"

#include <string.h>

static const struct setting_row rows[] = {
    { .name = "count", .title = TEXT_SETTING_COUNT_ID, .range = TEXT_RANGE_NUMBER_ID },
    { .name = "workers",
      .title = TEXT_SETTING_WORKERS_ID,
      .labels = { TEXT_VALUE_THREADS_ID, TEXT_VALUE_PROCESSES_ID } },
    { .name = "memory", .title = TEXT_SETTING_MEMORY_ID, .labels = { TEXT_VALUE_SHARED_ID, TEXT_VALUE_PRIVATE_ID } },
    { .name = "amounts", .title = TEXT_SETTING_AMOUNTS_ID, .range = TEXT_RANGE_AMOUNTS_ID },
    { .name = "iterations", .title = TEXT_SETTING_ITERATIONS_ID, .range = TEXT_RANGE_NUMBER_ID },
    { .name = "cores", .title = TEXT_SETTING_CORES_ID, .range = TEXT_RANGE_NUMBER_ID },
    { .name = "python", .title = TEXT_SETTING_PYTHON_ID },
    { .name = "program", .title = TEXT_SETTING_PROGRAM_ID },
    { .name = "switch-interval", .title = TEXT_SETTING_INTERVAL_ID, .range = TEXT_RANGE_TIME_ID },
    { .name = "bytecode-cost", .title = TEXT_SETTING_COST_ID, .range = TEXT_RANGE_TIME_ID },
    { .name = "io-every",
      .title = TEXT_SETTING_IO_EVERY_ID,
      .range = TEXT_RANGE_NEVER_ID,
      .never = TEXT_VALUE_NEVER_ID },
    { .name = "io-time", .title = TEXT_SETTING_IO_TIME_ID, .range = TEXT_RANGE_TIME_ID },
    { .name = "io-workers", .title = TEXT_SETTING_IO_WORKERS_ID, .range = TEXT_RANGE_WORKERS_ID },
    { .name = "timing",
      .title = TEXT_SETTING_TIMING_ID,
      .labels = { TEXT_VALUE_OFF_ID, TEXT_VALUE_SAMPLED_ID, TEXT_VALUE_FULL_ID } },
    { .name = "deadline", .title = TEXT_SETTING_DEADLINE_ID, .range = TEXT_RANGE_TIME_ID },
};

enum {
    ROW_COUNT = sizeof rows / sizeof *rows
};

// Those that open together; ended by a NULL.
static const char *const groups[][8] = {
    { "count", "workers", "memory", NULL },
    { "amounts", NULL },
    { "iterations", NULL },
    { "cores", NULL },
    { "python", "program", "switch-interval", "bytecode-cost", "io-every", "io-time", "io-workers", NULL },
    { "timing", "deadline", NULL },
};

const struct setting_row *setting_row_of(const struct lab_settings *lab, int row)
{
    const struct setting *setting = settings_row(lab, row);
    for (int i = 0; setting && i < ROW_COUNT; i++)
        if (strcmp(rows[i].name, setting->name) == 0)
            return &rows[i];
    return NULL;
}

static int add_row(const struct settings *settings, const char *name, int *found, int count)
{
    const int row = settings_named(settings->lab, name);
    if (row < 0 || !setting_means(settings_row(settings->lab, row), &settings->plan))
        return count;
    found[count] = row;
    return count + 1;
}

int setting_group(const struct settings *settings, int row, int found[SETTING_GROUP_MAX])
{
    int count = 0;
    if (row == OPEN_SETTINGS) {
        for (int i = 0; i < ROW_COUNT; i++)
            count = add_row(settings, rows[i].name, found, count);
        return count;
    }
    const struct setting *setting = settings_row(settings->lab, row);
    for (size_t g = 0; setting && g < sizeof groups / sizeof *groups; g++) {
        bool member = false;
        for (int i = 0; groups[g][i]; i++)
            member = member || strcmp(setting->name, groups[g][i]) == 0;
        for (int i = 0; member && groups[g][i]; i++)
            count = add_row(settings, groups[g][i], found, count);
    }
    return count;
}

void setting_ends(const struct settings *settings, int row, char low[SETTING_TEXT_BYTES], char high[SETTING_TEXT_BYTES])
{
    const struct setting *setting = settings_row(settings->lab, row);
    uint64_t least, most;
    setting_limits(setting, settings->machine_cores, &least, &most);
    if (setting->kind == SETTING_SET)
        most = settings->plan.tasks;
    setting_write_end(setting, least, low);
    setting_write_end(setting, most, high);
}

// ---- changing ------------------------------------------------------------------------------------------------------

struct status setting_put(struct settings *settings, int row, const char *value, bool *whole)
{
    struct settings trial = *settings;
    const struct setting *setting = settings_row(settings->lab, row);
    *whole = false;
    struct status status = settings_set(&trial, setting->name, value);
    if (!status_is_ok(status))
        return status;
    settings_give_way(&trial, setting);
    // What memory there is only the run itself can tell.
    status = settings_finish(&trial, UINT64_MAX);
    *whole = !status_is_ok(status) && setting->kind != SETTING_SET; // these are refused for their number alone
    if (status_is_ok(status))
        *settings = trial;
    return status;
}

// The next value on the ladder, or the neighbour of the number; the same where there is none.
static uint64_t stepped(const uint64_t *ladder, uint64_t value, int by)
{
    if (!ladder)
        return by > 0 ? value + 1 : value - (value > 0);
    int count = 1;
    while (ladder[count] != 0)
        count++;
    int at = 0;
    if (by > 0) {
        while (at < count && ladder[at] <= value)
            at++;
        return at < count ? ladder[at] : value;
    }
    while (at < count && ladder[at] < value)
        at++;
    return at > 0 ? ladder[at - 1] : value;
}

bool setting_step(struct settings *settings, int row, int by)
{
    const struct plan *plan = &settings->plan;
    const struct setting *setting = settings_row(settings->lab, row);
    char text[SETTING_TEXT_BYTES];
    bool whole;
    if (!setting || !setting->steps)
        return false;
    if (setting->kind == SETTING_CHOICE) {
        const char *next = setting_choice_name(setting, setting_choice_place(setting, plan) + by);
        return next && status_is_ok(setting_put(settings, row, next, &whole));
    }
    const uint64_t value = setting_number(setting, plan), next = stepped(setting->ladder, value, by);
    return next != value && status_is_ok(setting_put(settings, row, setting_write_number(setting, next, text), &whole));
}
