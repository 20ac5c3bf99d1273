// Keys: finds out which action is meant.
//
// What lies over the view (a pop-up, the help page) keeps keyboard and pointer to itself: only hits from ui->over on count.
#include "view/control/control.h"
#include "view/control/parts.h"
#include "view/model/message.h"
#include "view/sides/sides_model.h"

// A key of the desk alone, pressed in a lecture, which shows no fields and no controls: says so rather than nothing.
static bool desk_key(struct model *model, struct key_press key)
{
    char name[KEY_NAME_BYTES], leave[KEY_NAME_BYTES];
    const unsigned modes = (model_key_modes(model) & ~(unsigned)KEYS_LECTURE) | KEYS_DESK;
    const struct key_binding *binding = keymap_of_press(model->keys, key.key, key.control, key.shift, modes);
    if (!model->lecture || !binding)
        return false;
    struct arena arena = ARENA_EMPTY;
    key_binding_name(name, model->keys, binding, model->language);
    model_key_name(leave, model, ACTION_LECTURE, 0);
    message_say(model, text_fill(&arena, model->language,
                                 binding->action == ACTION_SEARCH ? TEXT_SAID_NO_SEARCH_ID : TEXT_SAID_DESK_KEY_ID,
                                 (const char *[]){ name, *leave ? leave : "–" }, 2));
    arena_finish(&arena);
    return true;
}

static bool bound_key(const struct input *input, struct key_press key)
{
    const struct model *model = input->model;
    const struct key_binding *binding =
        keymap_of_press(model->keys, key.key, key.control, key.shift, model_key_modes(model));
    if (!binding)
        return desk_key(input->model, key);
    if (binding->action == ACTION_VIEW && model->open_setting != OPEN_NOTHING)
        return false;
    if (binding->action == ACTION_FOCUS)
        return focus_move(input->ui, (int)binding->argument, 0);
    const bool below = binding->action == ACTION_PRESS_BELOW;
    if (binding->action == ACTION_PRESS || (binding->key == KEY_ENTER && focus_press(input, below)))
        return binding->action != ACTION_PRESS || focus_press(input, false);
    if (binding->action == ACTION_HOME_MOVE) // the card that is chosen has the ring
        input->ui->focus_visible = false;
    // In a talk its own beats come first.
    const bool talks = binding->action == ACTION_COLLISION && model->talk.scenes;
    input_perform(input, talks ? ACTION_TALK_STEP : binding->action, binding->argument, binding->key);
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
    if (ui->editing && key.key == KEY_TAB && (key.shift || !field_takes_tab(ui))) {
        field_leave(&input);
        return focus_move(ui, key.shift ? -1 : 1, 0);
    }
    if (ui->editing && field_key(&input, key))
        return true;
    if (focus_arrow(&input, key))
        return true;
    if (key.key == ' ' && !key.control && focus_press(&input, false))
        return true;
    return bound_key(&input, key);
}

// In which of two recordings the keyboard is, or, where that was not used last, the pointer.
static int side_at(const struct ui *ui)
{
    const struct hit *hit = ui->focus_visible ? ui_hit_of(ui, ui->focus) : NULL;
    if (!hit || (!hit->lower && !hit->upper))
        hit = ui_hit_at(ui, ui->pointer);
    return !hit ? SIDES : hit->lower ? SIDE_LOWER : hit->upper ? SIDE_UPPER : SIDES;
}

bool control_key(struct model *model, struct ui *ui, const struct document *document, struct key_press key,
                 struct wishes *wishes)
{
    const struct input input = { model, ui, document, wishes };
    model->sides->at = side_at(ui);
    const bool dismissed = ui_dismiss_tip(ui);
    model->drawn_zoom = ui->zoom;
    return take_key(&input, key) || dismissed;
}
