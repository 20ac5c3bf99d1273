// Who carries out which action, what time does, and what another document changes.
#include "view/control/control.h"
#include "view/control/parts.h"

#include "document/cell_playback.h"
#include "document/followed.h"
#include "lab/lab.h"
#include "labs/balance/experiment.h"
#include "labs/balance/settings.h"
#include "labs/balance/story.h"
#include "view/ledger/ledger_model.h"
#include "view/model/entry.h"
#include "view/model/message.h"
#include "view/model/setting_rows.h"
#include "view/timeline/timeline.h"

#include <string.h>

#define GAP_MOST_S 0.1 // time that went by unseen (a stopped window) is not played

void model_init(struct model *model, struct view_models *models, int machine_cores)
{
    *model = (struct model){
        .theme = THEME_DARK,
        .zoom = 1,
        .width_px = 1280,
        .height_px = 800,
        .open_setting = OPEN_NOTHING,
        .glide = 1,
    };
    *models = (struct view_models){ 0 };
    view_models_join(model, models);
    views_init(model);
    keymap_init(model->keys);
    model->settings.machine_cores = machine_cores;
    setting_enter_lab(model, &balance_settings);
    playback_reset(&model->playback);
}

// Actions of the window; those of a view are its row's (view/model/views.h), those that only the world can carry out are asked for.
static control_handler enter_file;
static control_handler *const handlers[ACTION_COUNT] = {
    [ACTION_FILE_ENTER] = enter_file,
    [ACTION_VIEW] = control_look,
    [ACTION_LANGUAGE] = control_look,
    [ACTION_THEME] = control_look,
    [ACTION_LECTURE] = control_look,
    [ACTION_HELP] = control_look,
    [ACTION_HELP_PAGE] = control_look,
    [ACTION_FULLSCREEN] = control_look,
    [ACTION_ZOOM] = control_look,
    [ACTION_BLANK] = control_look,
    [ACTION_SPOTLIGHT] = control_look,
    [ACTION_TALK_STEP] = control_talk,
    [ACTION_SCENE] = control_talk,
    [ACTION_SCENE_STEP] = control_talk,
    [ACTION_SCENE_ADD] = control_talk,
    [ACTION_SCENES] = control_talk,
    [ACTION_SCENES_PAGE] = control_talk,
    [ACTION_PRESENTER] = control_talk,
    [ACTION_PREDICT] = control_predict,
    [ACTION_VOTE] = control_predict,
    [ACTION_UNVOTE] = control_predict,
    [ACTION_MOTION] = control_look,
    [ACTION_CODE] = control_look,
    [ACTION_CARD] = control_choose_card,
    [ACTION_LAB] = control_choose_lab,
    [ACTION_HOME_ENTER] = control_enter_home,
    [ACTION_OPEN_SEEN] = control_open_seen,
    [ACTION_OPEN_RECENT] = control_open_listed,
    [ACTION_OPEN_RUN] = control_open_listed,
    [ACTION_OPEN_BELOW] = control_open_below,
    [ACTION_PRESS_BELOW] = control_open_below,
    [ACTION_RUN] = control_run,
    [ACTION_RECORD] = control_record,
    [ACTION_NEXT] = control_next,
    [ACTION_SETTING] = control_setting,
    [ACTION_SETTING_LESS] = control_setting,
    [ACTION_SETTING_MORE] = control_setting,
    [ACTION_SETTING_PICK] = control_setting,
    [ACTION_PLAY] = control_play,
    [ACTION_SEEK] = control_play,
    [ACTION_SEEK_EVENT] = control_play,
    [ACTION_SCRUB] = control_play,
    [ACTION_STEP] = control_play,
    [ACTION_MOMENT] = control_play,
    [ACTION_JUMP] = control_play,
    [ACTION_LOST] = control_play,
    [ACTION_COLLISION] = control_play,
    [ACTION_SELECT_COLLISION] = control_play,
    [ACTION_SPEED] = control_play,
    [ACTION_PACE] = control_play,
    [ACTION_LEDGER_GO] = control_play,
};

static const struct {
    bool asks, needs_document;
    enum wish_kind wish;
} asked_for[ACTION_COUNT] = {
    [ACTION_OPEN] = { true, false, WISH_OPEN },
    [ACTION_SAVE] = { true, true, WISH_SAVE },
    [ACTION_SAVE_AS] = { true, true, WISH_SAVE_AS },
    [ACTION_WINDOW] = { true, false, WISH_WINDOW },
    [ACTION_PICTURE] = { true, false, WISH_PICTURE },
    [ACTION_ANIMATE] = { true, true, WISH_ANIMATE },
    [ACTION_COPY] = { true, true, WISH_COPY },
    [ACTION_COPY_VIEW] = { true, false, WISH_COPY_VIEW },
    [ACTION_COPY_COMMAND] = { true, true, WISH_COPY_COMMAND },
    [ACTION_BESIDE] = { true, true, WISH_BESIDE },
    [ACTION_QUIT] = { true, false, WISH_QUIT },
};

static void ask_for(struct model *model, enum wish_kind wish, int64_t argument, struct wishes *wishes)
{
    model_close_all(model);
    wish_for(wishes, (struct wish){ .kind = wish, .index = argument });
}

// The pop-up stays until it is known what came of it.
static void enter_file(struct model *model, const struct document *document, enum action action, int64_t argument,
                       struct wishes *wishes)
{
    (void)model;
    (void)document;
    (void)action;
    (void)argument;
    wish_for(wishes, (struct wish){ .kind = WISH_FILE_ENTER });
}

static void act(struct model *model, const struct document *document, enum action action, int64_t argument,
                struct wishes *wishes)
{
    if (!control_allows(model, action))
        return;
    if (action == ACTION_CANCEL) {
        control_escape(model, document, action, argument, wishes);
        return;
    }
    if (!model->message_bad || action == ACTION_DISMISS)
        message_forget(model);
    if (handlers[action])
        handlers[action](model, document, action, argument, wishes);
    else if (!asked_for[action].asks)
        views_act(model, document, action, argument, wishes);
    else if (document || !asked_for[action].needs_document)
        ask_for(model, asked_for[action].wish, argument, wishes);
}

bool control_desktop(struct model *model, struct desktop_looks looks)
{
    const enum theme_kind theme = model->theme;
    const bool reduced_motion = model->reduced_motion;
    model->desktop = looks;
    if (!model->theme_chosen)
        model->theme = looks.theme;
    if (!model->motion_chosen)
        model->reduced_motion = looks.reduced_motion;
    if (model->reduced_motion)
        model->glide = 1;
    return model->theme != theme || model->reduced_motion != reduced_motion;
}

void control_act(struct model *model, const struct document *document, enum action action, int64_t argument,
                 struct wishes *wishes)
{
    if (document && model->sides->lower)
        halves_act(model, document, action, argument, wishes, act);
    else
        act(model, document, action, argument, wishes);
}

bool control_tick(struct model *model, const struct document *document, double seconds)
{
    bool changed = message_tick(model, seconds > 0 ? seconds : 0);
    seconds = seconds > 0 ? (seconds < GAP_MOST_S ? seconds : GAP_MOST_S) : 0;
    changed = control_glide_on(model, seconds) || changed;
    changed = view_tick(model, seconds) || changed;
    return (sides_shown(model) ? halves_play_on : control_play_on)(model, document, seconds) || changed;
}

static void remember_unguarded(struct model *model, const struct document *document)
{
    const struct experiment *experiment = experiment_of(&document->recording);
    if (experiment && experiment->guard == GUARD_NONE && experiment->scheduled == SCHEDULE_FREE &&
        document->recording.facts->ended == RUN_COMPLETE)
        model->unguarded = (struct unguarded){ *experiment, balance_story(document)->figures.usage.wall_ns };
}

// Of another lab's run also what could not be run here as it was: then its defaults.
static void adopt(struct model *model, const struct lab_settings *lab, const struct document *document)
{
    const bool other = lab != model->settings.lab;
    if (other)
        setting_enter_lab(model, lab);
    settings_adopt(&model->settings, lab, document->recording.plan);
    if (other && !view_can_show(model->view, model, document))
        model->view = views_first_of_run();
}

void control_new_history(struct model *model, const struct document *document)
{
    const bool playing = model->playback.playing;
    const int64_t scroll = model->ledger->variables_scroll;
    view_ledger.opened(model, document);
    timeline_renew(model, true);
    model->ledger->variables_scroll = scroll;
    playback_seek_ns(&model->playback, document, model->playback.ns);
    if (model->sides->lower)
        sides_recount(model, document);
    model->playback.playing = playing;
}

// The collision that is selected, unless with what came behind it it is none any more, or another.
static int64_t collision_again(int64_t number, const struct cell_history *before, const struct cell_history *cell)
{
    if (number < 0 || !before->kind || !cell->kind || (size_t)number >= before->collisions ||
        (size_t)number >= cell->collisions)
        return -1;
    const struct cell_collision was = before->kind->collision(before->of, (size_t)number),
                                is = cell->kind->collision(cell->of, (size_t)number);
    return was.first == is.first && was.fork == is.fork ? number : -1;
}

static int source_again(int chosen, const struct recording *before, const struct recording *recording)
{
    for (uint32_t i = 0; chosen >= 0 && (uint32_t)chosen < before->source_count && i < recording->source_count; i++)
        if (strcmp(recording->sources[i].name, before->sources[chosen].name) == 0)
            return (int)i;
    return -1;
}

void control_more_of_document(struct model *model, const struct document *before, const struct document *document)
{
    struct ledger_model *ledger = model->ledger;
    const bool same = before->variable && document->variable &&
                      document_same_variable(document, &before->recording, before->variable->variable) ==
                          (int64_t)document->variable->variable;
    timeline_renew(model, !same);
    ledger->collision = same ? collision_again(ledger->collision, &before->cell, &document->cell) : -1;
    if (!same) {
        ledger->unfolded_count = 0;
        ledger->scroll_rows = ledger->list_scroll = 0;
    }
    model->source.chosen = source_again(model->source.chosen, &before->recording, &document->recording);
    model->glide = 1;
}

void control_new_document(struct model *model, const struct document *document)
{
    const struct document *lower = model->sides->lower;
    control_start(model, document);
    control_predict_again(model, document);
    remember_unguarded(model, document);
    views_opened(model, document);
    // What was opened is what the next run is set to; what came of a run leaves the settings as they are.
    const struct plan *recorded = document->recording.plan;
    if (lab_of(recorded->lab) && memcmp(recorded, &model->asked, sizeof *recorded) != 0)
        adopt(model, lab_of(recorded->lab)->settings, document);
    if (lower)
        sides_show(model, document, lower, "");
}
