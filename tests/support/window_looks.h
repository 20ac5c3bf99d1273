// Everything that can lie over a view or stand instead of it, each opened as a person at the keyboard opens it where it has a key: for
// tests that go through the whole window.
//
// struct look_scene *stand = looks_open("labs/queue"); for (int i = 0; looks[i].name; i++) if (looks_begin(stand, &looks[i], view)) …
#ifndef SUPPORT_WINDOW_LOOKS_H
#define SUPPORT_WINDOW_LOOKS_H

#include "view_scene.h"

#include "base/fault.h"
#include "document/scenes.h"
#include "gui/lens.h"
#include "view/model/scene_pictures.h"
#include "view/model/setting_rows.h"

#include <errno.h>

enum look_where {
    LOOK_ANYWHERE, // once for each view
    LOOK_AT_DESK,  // not in a lecture
    LOOK_ONCE,     // it is the same over every view
};

struct look {
    const char *name; // NULL: the table ends
    enum look_where where;
    bool (*open)(struct scene *scene); // false: there is nothing of the kind here
};

// A stored recording, how the window is with it at rest, and a talk.
struct look_scene {
    struct scene *scene;
    struct view_models rest_models;
    struct model rest;
    struct ui rest_ui;
    struct scenes *talk;
};

static inline bool look_plain(struct scene *scene)
{
    (void)scene;
    return true;
}

static inline bool look_key(struct scene *scene, uint32_t key, bool control, bool shift, int opens)
{
    scene_draw(scene);
    scene_key(scene, key, control, shift);
    return scene->model.open_setting == opens;
}

static inline bool look_help(struct scene *scene)
{
    scene_key(scene, '?', false, false);
    return scene->model.help;
}

static inline bool look_help_keys(struct scene *scene)
{
    scene_key(scene, '?', false, false);
    scene_act(scene, ACTION_HELP_PAGE, 1);
    return scene->model.help_keys;
}

// With as many last runs and files as can be.
static inline bool look_menu(struct scene *scene)
{
    struct model *model = &scene->model;
    model->past_run_count = model->recent_count = 8;
    for (int i = 0; i < 8; i++) {
        snprintf(model->past_runs[i], sizeof model->past_runs[i], "No lock · %d", i);
        snprintf(model->recent[i], sizeof model->recent[i], "/home/somebody/a folder/recording %d of many.rl", i);
    }
    return look_key(scene, KEY_F10, false, false, OPEN_MENU);
}

static inline bool look_press(struct scene *scene, uint32_t id)
{
    scene_draw(scene);
    const struct hit *hit = ui_hit_of(&scene->ui, id);
    if (!hit || hit->disabled)
        return false;
    scene->ui.focus = id;
    scene->ui.focus_visible = true;
    scene_key(scene, KEY_ENTER, false, false);
    return true;
}

static inline bool look_settings(struct scene *scene) { return look_press(scene, ui_id("setting", OPEN_SETTINGS)); }
static inline bool look_labs(struct scene *scene) { return look_press(scene, ui_id("lab chip", 0)); }
static inline bool look_cards(struct scene *scene)
{
    return look_press(scene, ui_id("cards", 0)) || look_press(scene, ui_id("more cards", 0));
}

// The first of the settings in the sentence whose number is typed.
static inline bool look_typed_setting(struct scene *scene)
{
    for (int row = 0; settings_row(scene->model.settings.lab, row); row++)
        if (settings_row(scene->model.settings.lab, row)->kind != SETTING_CHOICE &&
            look_press(scene, ui_id("setting", row)))
            return scene->model.open_setting == row;
    return false;
}

static inline bool look_chosen_setting(struct scene *scene)
{
    for (int row = 0; settings_row(scene->model.settings.lab, row); row++)
        if (settings_row(scene->model.settings.lab, row)->kind == SETTING_CHOICE &&
            look_press(scene, ui_id("setting", row)))
            return scene->model.open_setting == row;
    return false;
}

static inline bool look_notes(struct scene *scene)
{
    for (int i = 0; i < 30; i++) {
        playback_seek_share(&scene->model.playback, &scene->document, i / 30.0);
        scene_key(scene, 'm', false, false);
    }
    scene->model.message[0] = '\0';
    return look_key(scene, 'm', true, false, OPEN_NOTES);
}
static inline bool look_no_notes(struct scene *scene) { return look_key(scene, 'm', true, false, OPEN_NOTES); }
static inline bool look_note(struct scene *scene) { return look_key(scene, 'm', false, true, OPEN_NOTE); }
static inline bool look_legend(struct scene *scene) { return look_key(scene, 'k', false, false, OPEN_LEGEND); }

// With a row on top, and a filter that leaves some.
static inline bool look_rows(struct scene *scene)
{
    scene_act(scene, ACTION_TIMELINE_PIN, 0);
    return look_key(scene, 'o', false, false, OPEN_ROWS);
}

static inline bool look_search(struct scene *scene)
{
    scene_draw(scene);
    scene_key(scene, '/', false, false);
    return scene->ui.editing != 0;
}

static inline bool look_file(struct scene *scene, enum file_asked asked)
{
    struct model *model = &scene->model;
    control_ask_file(model, &scene->ui, asked, "/home/somebody/recordings/of/races/monday.rl");
    model->file.folder_bytes = (int)strlen("/home/somebody/recordings/of/races/");
    model->file.name_count = FILE_NAMES_MOST;
    model->file.more = 12;
    for (int i = 0; i < FILE_NAMES_MOST; i++)
        snprintf(model->file.names[i], sizeof model->file.names[i], "monday, the %dth.rl", i);
    return true;
}
static inline bool look_open(struct scene *scene) { return look_file(scene, FILE_OPEN); }
static inline bool look_save(struct scene *scene)
{
    look_file(scene, FILE_SAVE);
    scene->model.file.wrong = FILE_IS_THERE;
    return true;
}

static inline bool look_scenes(struct scene *scene) { return look_key(scene, 'i', false, false, OPEN_SCENES); }

// A page behind the first, where there are several.
static inline bool look_scenes_on(struct scene *scene)
{
    if (!look_scenes(scene))
        return false;
    scene_draw(scene);
    scene_act(scene, ACTION_SCENES_PAGE, 99);
    return true;
}

// Why there is no picture stands in its place.
static inline bool look_scenes_without(struct scene *scene)
{
    static struct scene_pictures pictures;
    for (int i = 0; i < 30; i++)
        pictures.list[i] = (struct scene_picture){
            .state = SCENE_PICTURE_NONE,
            .why = status_with(STATUS_BAD_FILE, FAULT_NOT_READ, part_error(i % 2 ? ENOENT : EACCES)),
        };
    scene->model.talk.pictures = &pictures;
    return look_scenes(scene);
}

static inline bool look_question(struct scene *scene)
{
    scene_key(scene, 'q', false, false);
    scene->model.message[0] = '\0';
    return scene->model.prediction.stage == PREDICTION_ASKED;
}
static inline bool look_blank(struct scene *scene)
{
    scene_key(scene, 'q', false, true);
    scene->model.message[0] = '\0';
    return scene->model.prediction.stage == PREDICTION_ASKED;
}
static inline bool look_revealed(struct scene *scene)
{
    if (look_question(scene))
        scene_key(scene, 'q', false, false);
    return scene->model.prediction.stage == PREDICTION_REVEALED;
}

// What is found first is selected.
static inline bool look_selected(struct scene *scene)
{
    if (scene->model.view != VIEW_TIMELINE && scene->model.view != VIEW_STAGE)
        return false;
    scene_draw(scene);
    for (size_t i = 0; i < scene->ui.hit_count; i++) {
        const struct hit hit = scene->ui.hits[i];
        if (hit.action != ACTION_TIMELINE_ROW)
            continue;
        scene_point(scene, POINTER_MOVE, rect_centre(hit.rect));
        scene_click(scene, rect_centre(hit.rect));
        scene->ui.pointer = point_at(-1, -1);
        scene_draw(scene);
        if (scene->model.timeline->pick.kind)
            return true;
    }
    return false;
}

static inline bool look_message(struct scene *scene)
{
    strcpy(scene->model.message,
           "A long message, such as a path that somebody chose: /home/somebody/recordings/of/races/monday.rl");
    return true;
}

static const struct look looks[] = {
    { "", LOOK_ANYWHERE, look_plain },
    { "a message", LOOK_ONCE, look_message },
    { "what is selected", LOOK_ANYWHERE, look_selected },
    { "search", LOOK_AT_DESK, look_search },
    { "help, the words", LOOK_ONCE, look_help },
    { "help, the keys", LOOK_ONCE, look_help_keys },
    { "menu", LOOK_AT_DESK, look_menu },
    { "all settings", LOOK_AT_DESK, look_settings },
    { "a number's setting", LOOK_AT_DESK, look_typed_setting },
    { "a chosen setting", LOOK_AT_DESK, look_chosen_setting },
    { "labs", LOOK_AT_DESK, look_labs },
    { "cards", LOOK_AT_DESK, look_cards },
    { "notes", LOOK_ONCE, look_notes },
    { "no notes", LOOK_ONCE, look_no_notes },
    { "a note", LOOK_ONCE, look_note },
    { "rows", LOOK_ONCE, look_rows },
    { "legend", LOOK_ONCE, look_legend },
    { "a file to open", LOOK_ONCE, look_open },
    { "a file to save", LOOK_ONCE, look_save },
    { "scenes", LOOK_ONCE, look_scenes },
    { "the last scenes", LOOK_ONCE, look_scenes_on },
    { "scenes without pictures", LOOK_ONCE, look_scenes_without },
    { "a question", LOOK_ONCE, look_question },
    { "a question with a blank", LOOK_ONCE, look_blank },
    { "what is revealed", LOOK_ONCE, look_revealed },
    { NULL, LOOK_ONCE, NULL },
};

// name: of a recording below tests/golden, without its ending. Ends the test program where it cannot be opened.
static inline struct look_scene *looks_open(const char *name)
{
    char path[128], talk[4096] = "# Race Ledger scenes 1\n";
    struct look_scene *stand = calloc(1, sizeof *stand);
    struct recording recording;
    static const char *const views[] = { "stage", "timeline", "ledger", NULL };
    snprintf(path, sizeof path, "tests/golden/%s.rl", name);
    struct status status = recording_open(&recording, path);
    for (int i = 0; i < 30; i++)
        sprintf(talk + strlen(talk),
                "[Scene %d of two threads]\nrun: --count %d\nview: timeline\nat: lost:3\nnote: n\n", i, i % 5 + 2);
    if (status_is_ok(status))
        status = recording_verify(&recording);
    if (stand && status_is_ok(status))
        status = scenes_read(&stand->talk, talk, strlen(talk), views);
    if (!stand || !status_is_ok(status)) {
        fprintf(stderr, "%s: %s\n", path, status.message);
        abort();
    }
    stand->scene = scene_of_recording(recording);
    stand->scene->model.talk.scenes = stand->talk;
    stand->scene->model.playback.playing = false;
    stand->scene->model.width_px = 1920;
    stand->scene->model.height_px = 1080;
    stand->rest = view_models_copy(&stand->scene->model, &stand->rest_models);
    stand->rest_ui = stand->scene->ui;
    return stand;
}

// As it was when it was opened.
static inline void looks_rest(struct look_scene *stand)
{
    stand->scene->model = view_models_copy(&stand->rest, &stand->scene->models);
    stand->scene->ui = stand->rest_ui;
    stand->scene->wishes = (struct wishes){ 0 };
}

static inline void looks_close(struct look_scene *stand)
{
    scene_close(stand->scene);
    free(stand->talk);
    free(stand);
}

#endif
