// The field that is being edited: the search, a setting, a command to be recorded or a program to be checked. What is typed there,
// and what Enter, Escape and leaving do.
#include "view/control/control.h"
#include "view/control/parts.h"

#include "view/home/home_model.h"
#include "view/home/items.h"
#include "view/model/entry.h"
#include "view/model/message.h"
#include "view/model/setting_rows.h"
#include "view/sides/sides_model.h"
#include "view/ui/edit.h"

#include "base/c_source.h"
#include "base/utf8.h"

#include <stdio.h>
#include <string.h>

static bool is_file(const struct ui *ui) { return ui->editing == ui_id("file field", 0); }

static bool is_search(const struct ui *ui) { return ui->editing == ui_id("search", 0); }

// Which field of the home's cards is being edited; HOME_FIELDS: none.
static enum home_field edited_home(const struct ui *ui)
{
    int field = 0;
    while (field < HOME_FIELDS && ui->editing != ui_id("command", field))
        field++;
    return (enum home_field)field;
}

// The view's field that is being edited; NULL: none is.
static const struct view_field *edited_field(const struct ui *ui)
{
    for (int number = 0; number < VIEW_FIELDS; number++)
        if (ui->editing == ui_id("view field", number))
            return views_field((enum view_field_number)number);
    return NULL;
}

void field_begin_view(const struct input *input, int64_t number, uint32_t opener)
{
    const struct view_field *field =
        number >= 0 && number < VIEW_FIELDS ? views_field((enum view_field_number)number) : NULL;
    if (field)
        edit_begin(input->ui, ui_id("view field", number), field->begin(input->model), opener);
}

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

void field_begin_home(const struct input *input, int64_t field, uint32_t opener)
{
    if (field < 0 || field >= HOME_FIELDS)
        return;
    struct home_typed *typed = &input->model->home->typed[field];
    typed->recalled = -1;
    edit_begin(input->ui, ui_id("command", field), typed->text, opener);
}

// The next of the commands typed last, of the programs' field of those that begin with a source; −1 past the newest, what had been
// typed; −2: none.
static int next_of_kind(const struct model *model, enum home_field field, int at, int by)
{
    do
        at += by;
    while (at >= 0 && at < model->command_count && field == HOME_PROGRAM && !c_source_begins(model->commands[at]));
    return at >= model->command_count ? -2 : at;
}

// Puts one of them into the field: up an older one, down a newer one, in the end what had been typed.
static void recall(const struct input *input, enum home_field field, int by)
{
    const struct model *model = input->model;
    struct home_typed *typed = &model->home->typed[field];
    const int at = next_of_kind(model, field, typed->recalled, by);
    if (at < -1)
        return;
    typed->recalled = at;
    edit_begin(input->ui, ui_id("command", field), at < 0 ? typed->draft : model->commands[at], 0);
    input->ui->edit_anchor = input->ui->edit_cursor;
    snprintf(typed->text, sizeof typed->text, "%s", input->ui->edit_text);
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
    if (home_chosen(input->model, &item) && item.has_field)
        field_begin_home(input, item.field, 0);
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
    const struct view_field *field = edited_field(ui);
    if (is_search(ui))
        enter_search(input, direction);
    else if (is_file(ui))
        control_act(input->model, input->document, ACTION_FILE_ENTER, 0, input->wishes);
    else if (field) {
        edit_stop(ui);
        control_act(input->model, input->document, field->entered, 0, input->wishes);
    } else if (edited_home(ui) < HOME_FIELDS)
        control_act(input->model, input->document, ACTION_RECORD, edited_home(ui), input->wishes);
    else if (row < 0 || setting_enter(input->model, row, ui->edit_text))
        edit_stop(ui);
}

bool field_takes_tab(const struct ui *ui) { return is_file(ui); }

void field_leave(const struct input *input)
{
    if (!input->ui->editing)
        return;
    if (edited_setting(input->ui) >= 0)
        commit(input, 0);
    edit_stop(input->ui);
}

// Whoever has the files looks for names that begin so.
static void file_typed(const struct input *input)
{
    struct file_field *file = &input->model->file;
    snprintf(file->typed, sizeof file->typed, "%s", input->ui->edit_text);
    file->chosen = -1;
    file->wrong = FILE_RIGHT;
}

static void edited(const struct input *input)
{
    const struct view_field *own = edited_field(input->ui);
    if (is_file(input->ui))
        file_typed(input);
    if (is_search(input->ui))
        views_search(input->model)->typed(input->model, input->ui->edit_text);
    if (own)
        own->typed(input->model, input->ui->edit_text);
    if (own && own->number == FIELD_NOTE && input->model->sides->noting == SIDE_LOWER)
        own->typed(&input->model->sides->model, input->ui->edit_text); // which is drawn then
    const enum home_field field = edited_home(input->ui);
    if (field >= HOME_FIELDS)
        return;
    struct home_typed *typed = &input->model->home->typed[field];
    typed->recalled = -1;
    snprintf(typed->text, sizeof typed->text, "%s", input->ui->edit_text);
    snprintf(typed->draft, sizeof typed->draft, "%s", input->ui->edit_text);
}

// ---- the field for a file ------------------------------------------------------------------------------------------

static void put_file(struct model *model, struct ui *ui, const char *text)
{
    edit_begin(ui, ui_id("file field", 0), text, 0);
    ui->edit_anchor = ui->edit_cursor;
    snprintf(model->file.typed, sizeof model->file.typed, "%s", ui->edit_text);
}

void control_ask_file(struct model *model, struct ui *ui, enum file_asked asked, const char *path)
{
    model_close_all(model);
    model->help = false;
    model->file = (struct file_field){ .asked = asked, .chosen = -1 };
    model->open_setting = OPEN_FILE;
    put_file(model, ui, path);
    // Of a name that is suggested what comes before its ending is there to be typed.
    const char *slash = strrchr(ui->edit_text, '/'), *ending = slash ? strrchr(slash, '.') : NULL;
    if (ending && ending > slash + 1) {
        ui->edit_anchor = (int)(slash + 1 - ui->edit_text);
        ui->edit_cursor = (int)(ending - ui->edit_text);
    }
}

bool control_file_is_asked(const struct model *model, const struct ui *ui)
{
    return model->open_setting == OPEN_FILE && is_file(ui);
}

void control_file_begins(struct model *model, struct ui *ui, const char *text)
{
    if (control_file_is_asked(model, ui))
        put_file(model, ui, text);
}

void field_take_name(const struct input *input, int64_t index)
{
    char text[FILE_TYPED_BYTES];
    const struct file_field *file = &input->model->file;
    if (index < 0 || index >= file->name_count)
        return;
    if (snprintf(text, sizeof text, "%.*s%s", file->folder_bytes, file->typed, file->names[index]) >= FILE_TYPED_BYTES)
        return;
    put_file(input->model, input->ui, text);
    file_typed(input);
}

// To the next name (+1) or the one before, which then stands in the field; the list stays.
static void choose_name(const struct input *input, int by)
{
    struct file_field *file = &input->model->file;
    const struct file_field before = *file;
    const int count = file->name_count,
              at = file->chosen < 0 && by < 0 ? count - 1 : (file->chosen + by + count) % count;
    field_take_name(input, at);
    *file = before;
    file->chosen = at;
    file->wrong = FILE_RIGHT;
    snprintf(file->typed, sizeof file->typed, "%s", input->ui->edit_text);
}

// Tab completes, arrows go through the names; false: the key is none of these.
static bool file_key(const struct input *input, struct key_press press)
{
    const int count = input->model->file.name_count;
    if (press.key == KEY_TAB && !press.shift && !press.control)
        wish_for(input->wishes, (struct wish){ .kind = WISH_FILE_COMPLETE });
    else if ((press.key == KEY_UP || press.key == KEY_DOWN) && count > 0)
        choose_name(input, press.key == KEY_DOWN ? 1 : -1);
    else
        return false;
    return true;
}

// As a shell would have it typed: with a backslash before what means something to it.
static bool write_word(char *out, size_t room, const char *word)
{
    size_t at = 0;
    for (; *word && at + 2 < room; word++) {
        const unsigned char letter = (unsigned char)*word;
        const bool plain = letter >= 0x80 || (letter >= '0' && letter <= '9') ||
                           ((letter | 32) >= 'a' && (letter | 32) <= 'z') || strchr("/._-+,@%:=", letter);
        if (!plain)
            out[at++] = '\\';
        out[at++] = (char)letter;
    }
    out[at] = '\0';
    return !*word;
}

bool control_type_program(struct model *model, struct ui *ui, const char *path)
{
    const struct input input = { .model = model, .ui = ui };
    char typed[COMMAND_TYPED_BYTES];
    if (!write_word(typed, sizeof typed, path) || !utf8_is_plain_text(typed))
        return false;
    model_close_all(model);
    if (model->view != VIEW_HOME)
        model->before_home = model->view;
    model->view = VIEW_HOME;
    model->home->search[0] = '\0'; // what was searched for would leave the field out
    field_begin_home(&input, HOME_PROGRAM, 0);
    edit_begin(ui, ui_id("command", HOME_PROGRAM), typed, 0);
    ui->edit_anchor = ui->edit_cursor;
    edited(&input);
    return true;
}

// What was typed is forgotten; where nothing was, the pop-up that opened with the field in it goes, too.
static void escape_field(const struct input *input)
{
    char value[SETTING_TEXT_BYTES];
    const int row = edited_setting(input->ui);
    const struct view_field *field = edited_field(input->ui);
    const bool untouched = is_file(input->ui) ? true
                           : field            ? field->alone
                                   : row >= 0 && strcmp(input->ui->edit_text, written(input, row, value)) == 0;
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
    if (press.key == KEY_ENTER && press.control && is_search(input->ui) && input->model->view == VIEW_HOME) {
        edit_stop(input->ui); // the timeline has a search of its own
        return false;
    }
    if (press.key == KEY_ENTER) {
        commit(input, press.shift ? -1 : 1);
        return true;
    }
    if (is_file(input->ui) && file_key(input, press))
        return true;
    if (edited_home(input->ui) < HOME_FIELDS && (press.key == KEY_UP || press.key == KEY_DOWN)) {
        recall(input, edited_home(input->ui), press.key == KEY_UP ? 1 : -1);
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
