// How the window looks: which view, language, theme, type, lecture; and what Escape takes back.
#include "view/control/parts.h"

#include "view/model/message.h"

static void zoom(struct model *model, int64_t by)
{
    model->zoom = by == 0 ? 1 : zoom_step(model->zoom, by < 0 ? -1 : 1);
    model->zoom_chosen = true;
}

static void set_fullscreen(struct model *model, bool on, struct wishes *wishes)
{
    if (model->fullscreen != on)
        wish_for(wishes, (struct wish){ .kind = WISH_FULLSCREEN });
    model->fullscreen = on;
}

static void set_lecture(struct model *model, bool on, struct wishes *wishes)
{
    model_close_all(model);
    model->lecture = on;
    model->blank = false;
    model->spotlight = model->spotlight && on;
    set_fullscreen(model, on, wishes);
}

// The home leads back to where it was opened from.
static void show_view(struct model *model, enum view view)
{
    if (view == VIEW_HOME && model->view == VIEW_HOME)
        view = model->before_home;
    else if (view == VIEW_HOME)
        model->before_home = model->view;
    model->view = view;
}

void control_look(struct model *model, const struct document *document, enum action action, int64_t argument,
                  struct wishes *wishes)
{
    (void)document;
    switch (action) {
    case ACTION_VIEW:
        if (argument >= 0 && argument < VIEW_COUNT)
            show_view(model, (enum view)argument);
        break;
    case ACTION_LANGUAGE:
        model->language = language_after(model->language, model->languages_missing);
        model->language_chosen = true;
        break;
    case ACTION_THEME:
        model->theme = argument == THEME_CONTRAST && model->theme != THEME_CONTRAST ? THEME_CONTRAST
                       : model->theme == THEME_DARK                                 ? THEME_LIGHT
                                                                                    : THEME_DARK;
        model->theme_chosen = model->theme != model->desktop.theme;
        break;
    case ACTION_LECTURE:
        set_lecture(model, !model->lecture, wishes);
        break;
    case ACTION_HELP:
        model_close_all(model);
        model->help = !model->help;
        model->help_keys = false;
        break;
    case ACTION_HELP_PAGE:
        model->help_keys = argument == 1;
        break;
    case ACTION_FULLSCREEN:
        set_fullscreen(model, !model->fullscreen, wishes);
        break;
    case ACTION_ZOOM:
        zoom(model, argument);
        break;
    case ACTION_BLANK:
        model->blank = model->lecture && !model->blank;
        break;
    case ACTION_SPOTLIGHT:
        model->spotlight = !model->spotlight;
        break;
    case ACTION_MOTION:
        model->reduced_motion = !model->reduced_motion;
        model->motion_chosen = model->reduced_motion != model->desktop.reduced_motion;
        model->glide = 1;
        break;
    case ACTION_CODE:
        if (argument >= 0 && argument < CODE_COUNT)
            model->code = (enum code_panel)argument;
        break;
    default:
        break;
    }
}

static void leave(struct model *model, struct wishes *wishes)
{
    if (model->lecture)
        set_lecture(model, false, wishes);
    else
        set_fullscreen(model, false, wishes);
}

// What lies on top goes first; in the end a lecture, but never the program.
void control_escape(struct model *model, const struct document *document, enum action action, int64_t argument,
                    struct wishes *wishes)
{
    (void)document;
    (void)action;
    (void)argument;
    if (model->blank)
        model->blank = false;
    else if (model->open_setting != OPEN_NOTHING)
        model_close_all(model);
    else if (model->help)
        model->help = false;
    else if (model->prediction.stage != PREDICTION_NONE)
        model->prediction.stage = PREDICTION_NONE;
    else if (model->dialog)
        wish_for(wishes, (struct wish){ .kind = WISH_CANCEL }); // NOLINT(bugprone-branch-clone)
    // This comes before a message, a run after it.
    else if (model->reducing || model->running == RUN_READING)
        wish_for(wishes, (struct wish){ .kind = WISH_CANCEL }); // NOLINT(bugprone-branch-clone)
    else if (model->message[0])
        message_forget(model);
    else if (model->running == RUN_BUSY)
        wish_for(wishes, (struct wish){ .kind = WISH_CANCEL });
    else if (views_stop(model, wishes))
        return;
    else if (model->spotlight)
        model->spotlight = false;
    else if (!views_escape(model))
        leave(model, wishes);
}
