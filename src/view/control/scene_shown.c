// Nothing of what was shown before is left in view, moment and zoom, so that a scene looks the same wherever it is come to from.
#include "view/control/scene_shown.h"

#include "document/moment_at.h"
#include "view/control/control.h"
#include "view/control/views.h"
#include "view/model/message.h"
#include "view/model/together.h"
#include "view/sides/sides.h"
#include "view/sides/sides_model.h"
#include "view/timeline/timeline_model.h"

#include <string.h>

static enum view view_of(const struct scenes *scenes, int number)
{
    while (number > 0 && !*scenes->list[number].view)
        number--;
    for (int i = 0; i < VIEW_COUNT; i++)
        if (strcmp(view_rows[i]->name, scenes->list[number].view) == 0)
            return (enum view)i;
    return views_first_of_run();
}

static void zoom_to(struct model *model, const struct document *document, const struct scene_moment *moment)
{
    const uint64_t from = document_from_ns(document), length = together_whole(model, document).to_ns - from;
    const uint64_t to = moment->to_ns < length ? moment->to_ns : length;
    if (moment->from_ns >= to)
        return;
    model->timeline->from_ns = from + moment->from_ns;
    model->timeline->to_ns = from + to;
}

// What stands below it stands at the same moment.
static void settle(struct model *model, const struct document *document)
{
    if (!sides_shown(model))
        return;
    model->together.head_ns = model->playback.ns;
    sides_settle(model, document, SIDE_UPPER, sides_before(model));
}

struct status scene_shown_moment(struct model *model, const struct document *document, const struct talk_scene *scene,
                                 int number)
{
    struct moment_at at;
    if (!document || number >= scene->moment_count)
        return status_ok();
    struct status status = moment_at_read(&at, "at:", scene->moments[number].at);
    if (status_is_ok(status))
        status = moment_at_seek(&at, &model->playback, document);
    views_follow(model, document);
    zoom_to(model, document, &scene->moments[number]);
    model->glide = 1;
    settle(model, document);
    return status;
}

struct status scene_shown(struct model *model, const struct document *document, const struct scenes *scenes, int number)
{
    const struct talk_scene *scene = &scenes->list[number];
    struct wishes wishes = { 0 };
    model_close_all(model);
    model->help = false;
    model->playback.playing = false;
    model->prediction.stage = PREDICTION_NONE;
    model->view = view_of(scenes, number);
    if (!document)
        return status_ok();
    model->timeline->from_ns = model->timeline->to_ns = 0; // all of it
    if (scene->moment_count == 0)
        playback_jump(&model->playback, document, -1);
    model->playback.playing = false;
    views_follow(model, document);
    model->glide = 1;
    settle(model, document);
    const struct status status = scene_shown_moment(model, document, scene, 0);
    if (scene->ask != SCENE_ASKS_NOTHING)
        control_act(model, document, ACTION_PREDICT, scene->ask == SCENE_ASKS_BLANK, &wishes);
    return status;
}
