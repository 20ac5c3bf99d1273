// Takes a value over, or keeps why not.
#include "view/model/entry.h"

#include "view/model/setting_rows.h"

#include <stdio.h>

bool setting_enter(struct model *model, int row, const char *value)
{
    bool whole;
    const struct status status = setting_put(&model->settings, row, value, &whole);
    model->setting_wrong[0] = '\0';
    if (status_is_ok(status))
        return true;
    snprintf(model->setting_wrong, sizeof model->setting_wrong, "%s", status.message);
    snprintf(model->setting_typed, sizeof model->setting_typed, "%.*s", (int)sizeof model->setting_typed - 1, value);
    model->setting_wrong_row = whole ? -1 : row;
    return false;
}

void setting_enter_lab(struct model *model, const struct lab_settings *lab)
{
    settings_init(&model->settings, lab, model->settings.machine_cores);
    settings_finish(&model->settings, UINT64_MAX); // defaults hold
}
