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
