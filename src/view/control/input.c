// Keys, typed text and the pointer: finds out which action is meant.
//
// What lies over the view (a pop-up, the help page) keeps keyboard and pointer to itself: only hits from ui->over on count.
#include "view/control/control.h"

#include "view/model/setting_rows.h"
#include "view/ui/edit.h"

#include "base/utf8.h"

#include <string.h>

struct input {
    struct model *model;
    struct ui *ui;
    const struct document *document;
    struct wishes *wishes;
};

// ---- fields --------------------------------------------------------------------------------------------------------

static bool is_search(const struct ui *ui) { return ui->editing == ui_id("search", 0); }

static void begin_search(const struct input *input, uint32_t opener)
{
    input->model->view = VIEW_TIMELINE;
    edit_begin(input->ui, ui_id("search", 0), input->model->timeline.search, opener);
}

// A setting of the next run, as it would be typed.
static const char *typed(const struct input *input, int row, char value[SETTING_TEXT_BYTES])
{
    const struct experiment *experiment = &input->model->settings.experiment;
    return setting_write(settings_row(experiment, row), experiment, value);
}

static void begin_setting(const struct input *input, int row)
{
    char value[SETTING_TEXT_BYTES];
    input->model->setting_wrong[0] = '\0';
    edit_begin(input->ui, ui_id("setting field", row), typed(input, row, value), 0);
}

// The setting whose field is being edited; −1: none.
static int edited_setting(const struct ui *ui)
{
    for (int row = 0; row < SETTINGS_MAX; row++)
        if (ui->editing == ui_id("setting field", row))
            return row;
    return -1;
}

// What was typed is taken over, if it is right.
static void commit(const struct input *input, int direction)
{
    struct ui *ui = input->ui;
    const int row = edited_setting(ui);
    if (is_search(ui)) {
        if (input->document)
            timeline_act(input->model, input->document, ACTION_SEARCH, direction);
    } else if (row < 0 || control_put_setting(input->model, row, ui->edit_text)) {
        edit_stop(ui);
    }
}

static void leave_field(const struct input *input)
{
    if (!input->ui->editing)
        return;
    if (!is_search(input->ui))
        commit(input, 0);
    edit_stop(input->ui);
}

static void edited(const struct input *input)
{
    struct timeline_model *timeline = &input->model->timeline;
    if (!is_search(input->ui))
        return;
    const size_t bytes = strlen(input->ui->edit_text), most = sizeof timeline->search - 1;
    const size_t kept = bytes > most ? utf8_cut(input->ui->edit_text, most) : bytes;
    memcpy(timeline->search, input->ui->edit_text, kept);
    timeline->search[kept] = '\0';
}

// What was typed is forgotten; where nothing was, the pop-up that opened with the field in it goes, too.
static void escape_field(const struct input *input)
{
    char value[SETTING_TEXT_BYTES];
    const int row = edited_setting(input->ui);
    const bool untouched = row >= 0 && strcmp(input->ui->edit_text, typed(input, row, value)) == 0;
    input->model->setting_wrong[0] = '\0';
    edit_stop(input->ui);
    if (untouched)
        control_act(input->model, input->document, ACTION_CANCEL, 0, input->wishes);
}

// A key while a field has the keyboard; false: it is none of the field's.
static bool field_key(const struct input *input, struct key_press press)
{
    if (press.key == KEY_ESCAPE) {
        escape_field(input);
        return true;
    }
    if (press.key == KEY_ENTER) {
        commit(input, press.shift ? -1 : 1);
        return true;
    }
    const enum edit_result result = edit_key(input->ui, press, input->wishes);
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

// ---- carrying out --------------------------------------------------------------------------------------------------

// Every press is a step, also where several come before the next picture; larger only as far as the last picture could be,
// where that was smaller than asked, and smaller from there.
static void change_zoom(const struct input *input, int64_t by)
{
    struct model *model = input->model;
    const bool most = input->ui->zoom_held && model->zoom >= input->ui->zoom;
    if (most && by != 0)
        model->zoom = input->ui->zoom;
    if (!most || by <= 0)
        control_act(model, input->document, ACTION_ZOOM, by, input->wishes);
    else
        control_say(model, text_of(model->language, TEXT_SAID_ZOOM_MOST_ID));
}

// A number that has a control of its own is there to be typed.
static void open_setting(const struct input *input, int row)
{
    const struct setting *setting = settings_row(&input->model->settings.experiment, row);
    control_act(input->model, input->document, ACTION_SETTING, row, input->wishes);
    if (input->model->open_setting == row && setting && setting->kind != SETTING_CHOICE)
        begin_setting(input, row);
}

static void perform(const struct input *input, enum action action, int64_t argument, uint32_t opener)
{
    if (action == ACTION_SETTING_TYPE)
        begin_setting(input, (int)argument);
    else if (action == ACTION_SEARCH)
        begin_search(input, opener);
    else if (action == ACTION_ZOOM)
        change_zoom(input, argument);
    else if (action == ACTION_SETTING)
        open_setting(input, (int)argument);
    else
        control_act(input->model, input->document, action, argument, input->wishes);
}

static void press(const struct input *input, const struct hit *hit)
{
    // Copied: what it does may clear the list it lies on.
    const struct hit pressed = *hit;
    if (!pressed.disabled && (pressed.kind == HIT_PRESS || pressed.kind == HIT_FIELD))
        perform(input, pressed.action, pressed.argument, 0);
}

static void drag(const struct input *input, const struct hit *hit, struct point at)
{
    if (!hit->disabled)
        control_act(input->model, input->document, hit->action, (int64_t)(ui_drag_share(hit, at) * 1e6 + 0.5),
                    input->wishes);
}

// ---- focus ---------------------------------------------------------------------------------------------------------

static bool takes_focus(const struct hit *hit) { return hit->focusable && !hit->disabled; }

static size_t first_hit(const struct ui *ui) { return ui->over < ui->hit_count ? ui->over : 0; }

static const struct hit *focused(const struct ui *ui)
{
    const struct hit *hit = ui_hit_of(ui, ui->focus);
    return hit && hit >= ui->hits + first_hit(ui) && takes_focus(hit) ? hit : NULL;
}

// To the next (+1) or previous (−1) control, round the ends; of the group only, where there is one.
static bool move_focus(struct ui *ui, int by, uint16_t group)
{
    const struct hit *present = focused(ui);
    const size_t first = first_hit(ui), count = ui->hit_count - first;
    size_t at = present ? (size_t)(present - ui->hits) - first : by > 0 ? count - 1 : 0;
    for (size_t i = 0; i < count; i++) {
        at = (at + (by > 0 ? 1 : count - 1)) % count;
        const struct hit *hit = &ui->hits[first + at];
        if (takes_focus(hit) && (group == 0 || hit->group == group)) {
            ui->focus = hit->id;
            ui->focus_visible = true;
            return true;
        }
    }
    return false;
}

// Up (−1) or down (+1) within the column of a table, and no further.
static void move_row(struct ui *ui, const struct hit *from, int by)
{
    int left = from->columns;
    for (ptrdiff_t at = from - ui->hits + by; at >= (ptrdiff_t)first_hit(ui) && at < (ptrdiff_t)ui->hit_count;
         at += by) {
        const struct hit *hit = &ui->hits[at];
        if (hit->group != from->group || --left > 0)
            continue;
        if (takes_focus(hit))
            ui->focus = hit->id;
        return;
    }
}

// Arrows on the control that has the keyboard: a slider moves, a group is gone through.
static bool arrow(const struct input *input, struct key_press key)
{
    const struct hit *hit = input->ui->focus_visible ? focused(input->ui) : NULL;
    const bool on = key.key == KEY_RIGHT || key.key == KEY_DOWN, back = key.key == KEY_LEFT || key.key == KEY_UP;
    if (!hit || key.control || (!on && !back))
        return false;
    if (hit->kind == HIT_DRAG && hit->action == ACTION_SCRUB) {
        if (key.key == KEY_LEFT || key.key == KEY_RIGHT)
            return false; // the playhead's own keys
        perform(input, ACTION_MOMENT, on ? 1 : -1, 0);
        return true;
    }
    if (hit->columns && (key.key == KEY_UP || key.key == KEY_DOWN)) {
        move_row(input->ui, hit, on ? 1 : -1);
        return true;
    }
    return hit->group && move_focus(input->ui, on ? 1 : -1, hit->group);
}

static bool press_focused(const struct input *input)
{
    const struct hit *hit = input->ui->focus_visible ? focused(input->ui) : NULL;
    if (hit)
        press(input, hit);
    return hit != NULL;
}

// ---- keys ----------------------------------------------------------------------------------------------------------

static bool bound_key(const struct input *input, struct key_press key)
{
    const struct model *model = input->model;
    // What lies over the view has the keys to itself.
    const bool schedules = model->view == VIEW_SCHEDULES && model->open_setting == OPEN_NOTHING && !model->help;
    const unsigned modes = (model->lecture ? KEYS_LECTURE : KEYS_DESK) | (schedules ? KEYS_SCHEDULES : 0U);
    const struct key_binding *binding = key_binding_of(key.key, key.control, key.shift, modes);
    if (!binding || (binding->action == ACTION_VIEW && model->open_setting != OPEN_NOTHING))
        return false;
    if (binding->action == ACTION_FOCUS)
        return move_focus(input->ui, (int)binding->argument, 0);
    if (binding->action == ACTION_PRESS || (binding->key == KEY_ENTER && press_focused(input)))
        return binding->action != ACTION_PRESS || press_focused(input);
    perform(input, binding->action, binding->argument, binding->key);
    return true;
}

static bool take_key(const struct input *given, struct key_press key)
{
    const struct input input = *given;
    struct model *model = input.model;
    struct ui *ui = input.ui;
    if (model->blank) {
        model->blank = false;
        return true;
    }
    if (ui->editing && key.key == KEY_TAB) {
        leave_field(&input);
        return move_focus(ui, key.shift ? -1 : 1, 0);
    }
    if (ui->editing && field_key(&input, key))
        return true;
    if (arrow(&input, key))
        return true;
    if (key.key == ' ' && !key.control && press_focused(&input))
        return true;
    return bound_key(&input, key);
}

bool control_key(struct model *model, struct ui *ui, const struct document *document, struct key_press key,
                 struct wishes *wishes)
{
    const struct input input = { model, ui, document, wishes };
    const bool dismissed = ui_dismiss_tip(ui);
    return take_key(&input, key) || dismissed;
}

// ---- pointer -------------------------------------------------------------------------------------------------------

// Who an area belongs to.
static bool is_timeline(enum action action) { return action >= ACTION_TIMELINE_ZOOM && action <= ACTION_SEARCH; }

static bool is_ledger(enum action action)
{
    return (action >= ACTION_LEDGER_SORT && action <= ACTION_LEDGER_SCROLL) || action == ACTION_SELECT_COLLISION;
}

static bool area(const struct input *input, const struct hit *hit, struct pointer_event event, bool pressed)
{
    const struct area_input given = { hit, event, pressed, input->ui->pressed_at };
    if (!input->document)
        return false;
    if (is_timeline(hit->action))
        return timeline_pointer(input->model, input->document, given);
    return is_ledger(hit->action) && ledger_pointer(input->model, input->document, given);
}

static const struct hit *area_at(const struct ui *ui, struct point at)
{
    for (size_t i = ui->hit_count; i-- > first_hit(ui);)
        if (ui->hits[i].kind == HIT_AREA && rect_holds(ui->hits[i].rect, at))
            return &ui->hits[i];
    return NULL;
}

// Where in the text that is only the picture can tell.
static void point_caret(struct ui *ui, struct point at, bool extends)
{
    ui->edit_pointed = true;
    ui->edit_extends = extends;
    ui->edit_at_px = at.x;
}

static bool pointer_moved(const struct input *input, struct pointer_event event)
{
    struct ui *ui = input->ui;
    const struct hit *hit = ui_hit_at(ui, event.at), *held = ui_hit_of(ui, ui->pressed);
    const uint32_t before = ui->hover;
    ui->hover = hit ? hit->id : 0;
    bool changed = ui_point(ui, event.at) || before != ui->hover || input->model->spotlight;
    if (held && held->kind == HIT_DRAG) {
        drag(input, held, event.at);
        return true;
    }
    if (held && held->kind == HIT_FIELD && ui->editing == held->id && event.at.x != ui->pressed_at.x) {
        point_caret(ui, event.at, true);
        return true;
    }
    if (held && held->kind == HIT_AREA)
        return area(input, held, event, true) || changed;
    if (!ui->pressed && hit && hit->kind == HIT_AREA)
        changed = area(input, hit, event, false) || changed;
    return changed;
}

static void pointer_went_down(const struct input *input, struct pointer_event event)
{
    struct ui *ui = input->ui;
    const struct hit *hit = ui_hit_at(ui, event.at);
    const uint32_t id = hit ? hit->id : 0;
    ui_dismiss_tip(ui);
    if (ui->editing && ui->editing != id)
        leave_field(input);
    ui->focus_visible = false;
    ui->pressed = id;
    ui->pressed_at = event.at;
    if (!hit || hit->disabled)
        return;
    if (hit->focusable)
        ui->focus = id;
    if (hit->kind == HIT_DRAG)
        drag(input, hit, event.at);
    else if (hit->kind == HIT_FIELD && ui->editing == id)
        point_caret(ui, event.at, event.shift);
    else if (hit->kind == HIT_AREA)
        area(input, hit, event, true);
}

static void pointer_went_up(const struct input *input, struct pointer_event event)
{
    struct ui *ui = input->ui;
    const struct hit *hit = ui_hit_at(ui, event.at), *held = ui_hit_of(ui, ui->pressed);
    ui->pressed = 0;
    if (held && held->kind == HIT_AREA)
        area(input, held, event, false);
    else if (held && hit && hit->id == held->id && ui->editing != hit->id)
        press(input, hit);
}

bool control_pointer(struct model *model, struct ui *ui, const struct document *document, struct pointer_event event,
                     struct wishes *wishes)
{
    const struct input input = { model, ui, document, wishes };
    const struct hit *hit = area_at(ui, event.at);
    switch (event.kind) {
    case POINTER_MOVE:
        return pointer_moved(&input, event);
    case POINTER_DOWN:
        pointer_moved(&input, event);
        pointer_went_down(&input, event);
        return true;
    case POINTER_UP:
        pointer_moved(&input, event);
        pointer_went_up(&input, event);
        return true;
    case POINTER_WHEEL: {
        const bool dismissed = ui_dismiss_tip(ui);
        return (hit && area(&input, hit, event, false)) || dismissed;
    }
    case POINTER_DOUBLE: {
        const struct hit *top = ui_hit_at(ui, event.at);
        if (top && top->kind == HIT_AREA)
            return area(&input, top, event, false);
        pointer_went_down(&input, event);
        if (top && ui->editing == top->id) {
            edit_select_all(ui);
            ui->edit_pointed = false;
            ui->pressed = 0; // it stays selected while the pointer still moves
        }
        return true;
    }
    case POINTER_LEAVE:
        ui->pointer = point_at(-1, -1);
        ui->hover = ui->tip = 0;
        return true;
    }
    return false;
}
