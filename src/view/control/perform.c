// Carries an action out: what of it only the ui can, or all of it by control_act.
#include "view/control/control.h"
#include "view/control/parts.h"

#include "view/model/message.h"
#include "view/model/setting_rows.h"
#include "view/ui/edit.h"

#include "base/utf8.h"

#include <string.h>

// Every press is a step, also where several come before the next picture; larger only as far as the last picture could be,
// where that was smaller than asked, and smaller from there.
static void change_zoom(const struct input *input, int64_t by)
{
    struct model *model = input->model;
    const bool most = input->ui->zoom_held && !input->ui->lens.is_there && model->zoom >= input->ui->zoom;
    if (most && by != 0)
        model->zoom = input->ui->zoom;
    if (!most || by <= 0)
        control_act(model, input->document, ACTION_ZOOM, by, input->wishes);
    else
        message_say_text(model, TEXT_SAID_ZOOM_MOST_ID);
}

// The window's part of a larger sheet moves by a quarter of the window.
static void move_lens(const struct input *input, enum home_way way)
{
    struct ui *ui = input->ui;
    if (ui->lens.factor <= 1)
        return;
    const float across = (float)input->model->width_px / ui->lens.factor / 4,
                along = (float)input->model->height_px / ui->lens.factor / 4;
    ui->lens.at.x += way == HOME_LEFT ? -across : way == HOME_RIGHT ? across : 0;
    ui->lens.at.y += way == HOME_UP ? -along : way == HOME_DOWN ? along : 0;
}

// A number that has a control of its own is there to be typed.
static void open_setting(const struct input *input, int row)
{
    const struct setting *setting = settings_row(input->model->settings.lab, row);
    control_act(input->model, input->document, ACTION_SETTING, row, input->wishes);
    if (input->model->open_setting == row && setting && setting->kind != SETTING_CHOICE)
        field_begin_setting(input, row);
}

// Its words are there to be typed at once.
static void open_note(const struct input *input, uint32_t opener)
{
    control_act(input->model, input->document, ACTION_TIMELINE_NOTE, 1, input->wishes);
    if (input->model->open_setting == OPEN_NOTE)
        field_begin_view(input, FIELD_NOTE, opener);
}

// What is looked for is there to be typed at once.
static void open_over(const struct input *input, int64_t what, uint32_t opener)
{
    control_act(input->model, input->document, ACTION_TIMELINE_OPEN, what, input->wishes);
    if (input->model->open_setting == OPEN_ROWS)
        field_begin_view(input, FIELD_ROWS, opener);
}

// By the rows that the last picture had room for.
static void scroll_timeline(const struct input *input, int64_t by)
{
    const struct hit *names = ui_hit_of(input->ui, ui_id("timeline labels", true));
    if (names)
        control_act(input->model, input->document, ACTION_TIMELINE_SCROLL, argument_of((int)by, (int)names->argument),
                    input->wishes);
}

void input_perform(const struct input *input, enum action action, int64_t argument, uint32_t opener)
{
    if (!control_allows(input->model, action))
        return;
    if (action == ACTION_SETTING_TYPE)
        field_begin_setting(input, (int)argument);
    else if (action == ACTION_SEARCH)
        field_begin_search(input, opener);
    else if (action == ACTION_FIELD)
        field_begin_view(input, argument, opener);
    else if (action == ACTION_FILE_NAME)
        field_take_name(input, argument);
    else if (action == ACTION_FILE_TYPE)
        edit_begin(input->ui, ui_id("file field", 0), input->model->file.typed, 0);
    else if (action == ACTION_HOME_TYPE)
        field_begin_home(input, argument, opener);
    else if (action == ACTION_HOME_ENTER)
        field_enter_home(input, argument);
    else if (action == ACTION_LENS)
        move_lens(input, (enum home_way)argument);
    else if (action == ACTION_ZOOM)
        change_zoom(input, argument);
    else if (action == ACTION_TIMELINE_SCROLL)
        scroll_timeline(input, argument);
    else if (action == ACTION_TIMELINE_NOTE && argument == 1)
        open_note(input, opener);
    else if (action == ACTION_TIMELINE_OPEN)
        open_over(input, argument, opener);
    else if (action == ACTION_SETTING)
        open_setting(input, (int)argument);
    else
        control_act(input->model, input->document, action, argument, input->wishes);
}

// As much as there is room for.
static void copy_text(const struct input *input, const char *text)
{
    struct ui *ui = input->ui;
    const size_t length = strlen(text), most = sizeof ui->clip - 1,
                 bytes = length > most ? utf8_cut(text, most) : length;
    memcpy(ui->clip, text, bytes);
    ui->clip[bytes] = '\0';
    model_close_all(input->model);
    wish_for(input->wishes, (struct wish){ .kind = WISH_COPY_FIELD });
    message_say_text(input->model, TEXT_SAID_COPIED_TEXT_ID);
}

void input_press(const struct input *input, const struct hit *hit, bool below)
{
    // Copied: what it does may clear the list it lies on.
    const struct hit pressed = *hit;
    struct listed_one one;
    input->model->sides->lower_turn = pressed.lower;
    if (!pressed.disabled && pressed.action == ACTION_COPY_TEXT)
        copy_text(input, pressed.text);
    else if (!pressed.disabled && below && control_opens_below(pressed.action, pressed.argument, &one))
        input_perform(input, ACTION_OPEN_BELOW, listed_argument(one), 0);
    else if (!pressed.disabled && (pressed.kind == HIT_PRESS || pressed.kind == HIT_FIELD))
        input_perform(input, pressed.action, pressed.argument, 0);
    input->model->sides->lower_turn = false;
}
