// The scenes of a talk: the app has the file and shows them.
#include "view/control/parts.h"

#include "document/scenes.h"
#include "view/model/message.h"

static void toggle(struct model *model)
{
    const bool opens = model->open_setting != OPEN_SCENES;
    model_close_all(model);
    model->open_setting = opens ? OPEN_SCENES : OPEN_NOTHING;
    model->talk.page = -1;
}

// Another page of scenes, if there is one.
static bool turn(const struct input *input, int by)
{
    const struct hit *hit = ui_hit_of(input->ui, ui_id(by > 0 ? "scenes on" : "scenes back", 0));
    if (!hit || hit->disabled)
        return false;
    input->model->talk.page = (int)hit->argument;
    return true;
}

bool talk_wheel(const struct input *input, float turned)
{
    return input->model->open_setting == OPEN_SCENES && turned != 0 && turn(input, turned < 0 ? 1 : -1);
}

bool talk_arrow(const struct input *input, const struct hit *hit, struct key_press key)
{
    const bool on = key.key == KEY_RIGHT || key.key == KEY_DOWN, along = key.key == KEY_UP || key.key == KEY_DOWN;
    const struct scenes *scenes = input->model->talk.scenes;
    if (hit->action != ACTION_SCENE || !scenes)
        return false;
    const int target = (int)hit->argument + (on ? 1 : -1) * (along ? hit->columns : 1);
    const int reached = target < 0 ? 0 : target < scenes->count ? target : scenes->count - 1;
    if (ui_hit_of(input->ui, ui_id("scene", reached)) || !turn(input, on ? 1 : -1))
        return false;
    input->ui->focus = ui_id("scene", reached);
    input->ui->focus_visible = true;
    return true;
}

void control_talk(struct model *model, const struct document *document, enum action action, int64_t argument,
                  struct wishes *wishes)
{
    static const enum wish_kind kinds[ACTION_COUNT] = { [ACTION_TALK_STEP] = WISH_TALK_STEP,
                                                        [ACTION_SCENE] = WISH_SCENE,
                                                        [ACTION_SCENE_STEP] = WISH_SCENE_STEP,
                                                        [ACTION_SCENE_ADD] = WISH_SCENE_ADD };
    (void)document;
    if (action == ACTION_SCENES_PAGE)
        model->talk.page = (int)argument;
    else if (action == ACTION_PRESENTER && model->talk.scenes)
        model->presenter = !model->presenter;
    else if (action == ACTION_SCENE_ADD || (model->talk.scenes && action != ACTION_SCENES)) {
        model_close_all(model);
        wish_for(wishes, (struct wish){ .kind = kinds[action], .index = argument });
    } else if (model->talk.scenes) {
        toggle(model);
    } else {
        message_say_text(model, TEXT_SAID_NO_TALK_ID);
    }
}
