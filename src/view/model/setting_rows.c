// Which controls there are, and changing settings by hand.
#include "view/model/setting_rows.h"

#include "lab/setting_words.h"

#include <string.h>

const struct setting_row *setting_row_of(const struct lab_settings *lab, int row)
{
    const struct setting *setting = settings_row(lab, row);
    const struct lab_words *words = lab_words_of(lab->lab);
    for (const struct setting_row *at = setting && words ? words->rows : NULL; at && at->name; at++)
        if (strcmp(at->name, setting->name) == 0)
            return at;
    return NULL;
}

int setting_group(const struct settings *settings, int row, int found[SETTING_GROUP_MAX])
{
    const struct lab_words *words = lab_words_of(settings->lab->lab);
    const struct setting_row *opened = row == OPEN_SETTINGS ? NULL : setting_row_of(settings->lab, row);
    int count = 0;
    for (const struct setting_row *at = words ? words->rows : NULL; at && at->name; at++) {
        const int member = settings_named(settings->lab, at->name);
        const bool together = row == OPEN_SETTINGS || (opened && opened->group == at->group);
        if (together && setting_means(settings_row(settings->lab, member), &settings->plan))
            found[count++] = member;
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
