// The field that is being edited: the search, a setting, or a command to be recorded. What is typed there, and what Enter, Escape and leaving do.
#include "view/control/control.h"
#include "view/control/parts.h"

#include "view/home/home_model.h"
#include "view/home/items.h"
#include "view/model/entry.h"
#include "view/model/setting_rows.h"
#include "view/ui/edit.h"

#include "base/utf8.h"

#include <stdio.h>
#include <string.h>

static bool is_search(const struct ui *ui) { return ui->editing == ui_id("search", 0); }
static bool is_command(const struct ui *ui) { return ui->editing == ui_id("command", 0); }

void field_begin_search(const struct input *input, uint32_t opener)
{
    const struct view_search *search = views_search(input->model);
    if (search)
        edit_begin(input->ui, ui_id("search", 0), search->begin(input->model), opener);
}

// A setting of the next run, as it would be typed.
static const char *written(const struct input *input, int row, char value[SETTING_TEXT_BYTES])
{
    const struct settings *settings = &input->model->settings;
    return setting_write(settings_row(settings->lab, row), &settings->plan, value);
}

void field_begin_setting(const struct input *input, int row)
{
    char value[SETTING_TEXT_BYTES];
    input->model->setting_wrong[0] = '\0';
    edit_begin(input->ui, ui_id("setting field", row), written(input, row, value), 0);
}

void field_begin_command(const struct input *input, uint32_t opener)
{
    struct home_model *home = input->model->home;
    home->recalled = -1;
    edit_begin(input->ui, ui_id("command", 0), home->command, opener);
}

// Puts one of the commands typed last into the field: up an older one, down a newer one, in the end what had been typed.
static void recall(const struct input *input, int by)
{
    const struct model *model = input->model;
    struct home_model *home = model->home;
    const int at = home->recalled + by;
    if (at < -1 || at >= model->command_count)
        return;
    home->recalled = at;
    edit_begin(input->ui, ui_id("command", 0), at < 0 ? home->draft : model->commands[at], 0);
    input->ui->edit_anchor = input->ui->edit_cursor;
    snprintf(home->command, sizeof home->command, "%s", input->ui->edit_text);
}

// The setting whose field is being edited; −1: none.
static int edited_setting(const struct ui *ui)
{
    for (int row = 0; row < SETTINGS_MAX; row++)
        if (ui->editing == ui_id("setting field", row))
            return row;
    return -1;
}

void field_enter_home(const struct input *input, int64_t argument)
{
    struct home_item item;
    if (home_chosen(input->model, &item) && item.command)
        field_begin_command(input, 0);
    else
        control_act(input->model, input->document, ACTION_HOME_ENTER, argument, input->wishes);
}

static void enter_search(const struct input *input, int direction)
{
    const enum action entered = views_search(input->model)->entered;
    if (entered == ACTION_HOME_ENTER)
        field_enter_home(input, direction);
    else
        control_act(input->model, input->document, entered, direction, input->wishes);
}

// What was typed is taken over, if it is right.
static void commit(const struct input *input, int direction)
{
    struct ui *ui = input->ui;
    const int row = edited_setting(ui);
    if (is_search(ui))
        enter_search(input, direction);
    else if (is_command(ui))
        control_act(input->model, input->document, ACTION_RECORD, 0, input->wishes);
    else if (row < 0 || setting_enter(input->model, row, ui->edit_text))
        edit_stop(ui);
}

void field_leave(const struct input *input)
{
    if (!input->ui->editing)
        return;
    if (edited_setting(input->ui) >= 0)
        commit(input, 0);
    edit_stop(input->ui);
}

static void edited(const struct input *input)
{
    if (is_search(input->ui))
        views_search(input->model)->typed(input->model, input->ui->edit_text);
    if (!is_command(input->ui))
        return;
    struct home_model *home = input->model->home;
    home->recalled = -1;
    snprintf(home->command, sizeof home->command, "%s", input->ui->edit_text);
    snprintf(home->draft, sizeof home->draft, "%s", input->ui->edit_text);
}

// What was typed is forgotten; where nothing was, the pop-up that opened with the field in it goes, too.
static void escape_field(const struct input *input)
{
    char value[SETTING_TEXT_BYTES];
    const int row = edited_setting(input->ui);
    const bool untouched = row >= 0 && strcmp(input->ui->edit_text, written(input, row, value)) == 0;
    input->model->setting_wrong[0] = '\0';
    edit_stop(input->ui);
    if (untouched)
        control_act(input->model, input->document, ACTION_CANCEL, 0, input->wishes);
}

// A key while a field has the keyboard; false: it is none of the field's.
bool field_key(const struct input *input, struct key_press press)
{
    if (press.key == KEY_ESCAPE) {
        escape_field(input);
        return true;
    }
    if (press.key == KEY_ENTER) {
        commit(input, press.shift ? -1 : 1);
        return true;
    }
    if (is_command(input->ui) && (press.key == KEY_UP || press.key == KEY_DOWN)) {
        recall(input, press.key == KEY_UP ? 1 : -1);
        return true;
    }
    enum edit_clipboard clipboard;
    const enum edit_result result = edit_key(input->ui, press, &clipboard);
    if (clipboard != CLIPBOARD_LEFT)
        wish_for(input->wishes, (struct wish){ .kind = clipboard == CLIPBOARD_TAKES ? WISH_COPY_FIELD : WISH_PASTE });
    if (result == EDIT_CHANGED)
        edited(input);
    return result != EDIT_FOREIGN || !press.control;
}

// Is it the letter of the key that opened the field?
static bool is_opener(const struct ui *ui, const char *utf8)
{
    uint32_t character;
    const size_t length = utf8_read(utf8, &character);
    return ui->edit_opener && character == ui->edit_opener && utf8[length] == '\0';
}

void control_text(struct model *model, struct ui *ui, const char *utf8)
{
    const struct input input = { .model = model, .ui = ui };
    const bool opener = is_opener(ui, utf8);
    ui->edit_opener = 0;
    if (ui->editing && !opener && edit_insert(ui, utf8) == EDIT_CHANGED)
        edited(&input);
}
