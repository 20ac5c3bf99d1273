// What is done to the file itself is in kept_text.c.
#include "gui/app_talk.h"

#include "base/fault.h"
#include "base/text.h"
#include "document/beats.h"
#include "gui/app_runs.h"
#include "gui/app_shown.h"
#include "gui/kept_text.h"
#include "gui/say.h"
#include "gui/scene_maker.h"
#include "os/clock.h"
#include "view/control/control.h"
#include "view/control/scene_shown.h"
#include "view/control/views.h"
#include "view/lecture/scenes_page.h"
#include "view/model/message.h"
#include "view/timeline/timeline_model.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ENDING ".rlscenes"

bool app_talk_is(const char *path)
{
    const size_t length = strlen(path), tail = strlen(ENDING);
    return length > tail && strcmp(path + length - tail, ENDING) == 0;
}

// ---- the file --------------------------------------------------------------------------------------------------------

static void say_failed(struct model *model, const char *path, struct status status)
{
    char name[KEPT_TEXT_NAME];
    say_status(model, status_named(kept_text_name(name, path), status));
}

static struct status read_scenes(struct scenes **scenes, const char *text, size_t bytes)
{
    const char *views[VIEW_COUNT + 1] = { NULL };
    for (int i = 0; i < VIEW_COUNT; i++)
        views[i] = view_rows[i]->name;
    return scenes_read(scenes, text, bytes, views);
}

static void take_over(struct app *app, const char *path, struct scenes *scenes)
{
    scene_shots_finish(&app->shots);
    app->model.talk.pictures = NULL;
    free(app->talk.scenes);
    app->talk.scenes = scenes;
    app->model.talk.scenes = scenes;
    if (path != app->talk.path)
        snprintf(app->talk.path, sizeof app->talk.path, "%s", path);
    watch_start(&app->talk.watch, app->talk.path);
}

static struct status read_file(struct scenes **scenes, const char *path)
{
    char *text = NULL;
    size_t bytes = 0;
    struct status status = kept_text_read(path, false, &text, &bytes);
    *scenes = NULL;
    if (status_is_ok(status))
        status = read_scenes(scenes, text, bytes);
    free(text);
    return status;
}

void app_talk_open(struct app *app, const char *path)
{
    char absolute[PATH_MAX];
    struct scenes *scenes;
    struct status status = read_file(&scenes, path);
    if (status_is_ok(status) && !realpath(path, absolute))
        status = status_with(STATUS_FAILED, FAULT_NOT_READ, part_error(errno));
    if (!status_is_ok(status)) {
        free(scenes);
        say_failed(&app->model, path, status);
        return;
    }
    take_over(app, absolute, scenes);
    app->model.talk.began_ns = os_now_ns();
    app_talk_enter(app, 0);
}

// ---- what a scene shows ----------------------------------------------------------------------------------------------

static const struct talk_scene *present(const struct app *app)
{
    return &app->talk.scenes->list[app->model.talk.scene];
}

// Of a scene whose run is there.
static void show_scene(struct app *app)
{
    app->talk.waits = app->talk.waits_below = false;
    say_status(&app->model, scene_shown(&app->model, app_shown(app), app->talk.scenes, app->model.talk.scene));
}

// Somebody has written to its file. What is wrong with it then is said, and the talk stays as it was.
static void read_again(struct app *app)
{
    char name[KEPT_TEXT_NAME];
    struct talk_shown *talk = &app->model.talk;
    struct scenes *scenes;
    const struct status status = read_file(&scenes, app->talk.path);
    if (!status_is_ok(status)) {
        say_failed(&app->model, app->talk.path, status);
        watch_start(&app->talk.watch, app->talk.path);
        return;
    }
    take_over(app, app->talk.path, scenes);
    if (talk->scene >= scenes->count)
        talk->scene = scenes->count - 1;
    if (talk->step > scene_steps(present(app)))
        talk->step = 0;
    say_words(&app->model, false, TEXT_SAID_SCENES_AGAIN_ID, &(const char *){ kept_text_name(name, app->talk.path) },
              1);
}

// What the present scene waits for comes, or cannot. Without its own run nothing is shown; without what is to stand below that alone.
static bool tend_coming(struct app *app)
{
    struct talk *talk = &app->talk;
    const bool waited = talk->waits || talk->waits_below;
    if (talk->waits && app->documents != talk->documents)
        talk->waits = false;
    else if (talk->waits && !opening_works(&app->opening) && !runner_works(&app->runner))
        return talk->waits = talk->waits_below = false;
    if (talk->waits_below && (app->below.documents != talk->documents_below || !below_comes(&app->below)))
        talk->waits_below = false;
    if (!waited || talk->waits || talk->waits_below)
        return false;
    show_scene(app);
    return true;
}

bool app_talk_tend(struct app *app, double seconds)
{
    const bool changed = app->talk.scenes && watch_tend(&app->talk.watch, seconds);
    if (changed)
        read_again(app);
    return tend_coming(app) || changed;
}

bool app_talk_picture(struct app *app, double seconds)
{
    char file[PATH_MAX];
    struct model *model = &app->model;
    const bool open = model->open_setting == OPEN_SCENES && model->talk.scenes;
    if (!open || snprintf(file, sizeof file, "%s/scenes", app->passing.folder.path) >= PATH_MAX) {
        scene_shots_finish(&app->shots);
        model->talk.pictures = NULL;
        return false;
    }
    const struct scale scale = scale_for(model->width_px, model->height_px, app->ui.zoom, model->lecture);
    const struct scenes_layout layout = scenes_page_layout(model, &scale);
    const struct scene_look look = { .width_px = model->width_px,
                                     .height_px = model->height_px,
                                     .small_width = layout.picture_width,
                                     .small_height = layout.picture_height,
                                     .theme = model->theme,
                                     .language = model->language,
                                     .zoom = model->zoom,
                                     .lecture = model->lecture,
                                     .machine_cores = model->settings.machine_cores };
    const struct scene_shots_wish wish = { .talk = app->talk.path,
                                           .font = app->desktop.font,
                                           .file = file,
                                           .scenes = app->talk.scenes,
                                           .look = &look,
                                           .first = layout.first,
                                           .waker = app->desktop.waker };
    const bool changed = scene_shots_tend(&app->shots, &wish, seconds);
    model->talk.pictures = app->shots.pictures;
    return changed;
}

// ---- from scene to scene -----------------------------------------------------------------------------------------------

// The folder of the talk, with a slash behind it.
static size_t folder_of(const struct app *app)
{
    const char *slash = strrchr(app->talk.path, '/');
    return slash ? (size_t)(slash - app->talk.path) + 1 : 0;
}

// Whether a file that was opened by that name is the one of that path.
static bool is_file(const char *name, const char *path)
{
    char absolute[PATH_MAX];
    return name[0] && realpath(name, absolute) && strcmp(absolute, path) == 0;
}

// Its own run is shown already: at once, unless what is to stand below is on its way.
static void show_what_is_there(struct app *app)
{
    if (!app->talk.waits_below)
        show_scene(app);
}

// A scene whose run is that of the one before leaves what stands below it, too.
static void open_below(struct app *app, const struct talk_scene *scene)
{
    char path[PATH_MAX];
    struct below *below = &app->below;
    const struct status status = *scene->below ? scene_recording(app->talk.path, scene->below, path) : status_ok();
    app->talk.waits_below = false;
    if (!status_is_ok(status))
        say_failed(&app->model, scene->below, status);
    if (!status_is_ok(status) || (!*scene->below && (*scene->recording || *scene->run)))
        below_close(below, &app->model);
    else if (*scene->below && !(below->shown && below->from == FROM_FILE && is_file(below->path, path))) {
        app->talk.waits_below = true;
        app->talk.documents_below = below->documents;
        below_open(below, path, FROM_FILE, &app->model);
    }
}

static void open_recording(struct app *app, const struct talk_scene *scene)
{
    char path[PATH_MAX];
    const struct status status = scene_recording(app->talk.path, scene->recording, path);
    if (!status_is_ok(status)) {
        say_failed(&app->model, scene->recording, status);
        app->talk.waits_below = false;
        return;
    }
    if (app->shown && is_file(app->watch.path, path)) {
        show_what_is_there(app);
        return;
    }
    app->talk.waits = true;
    app->talk.documents = app->documents;
    app_show_file(app, path, false);
}

static void start_run(struct app *app, const struct talk_scene *scene)
{
    struct model *model = &app->model;
    struct settings settings;
    const struct status status = scene_settings(scene, model->settings.machine_cores, &settings);
    if (!status_is_ok(status)) {
        say_status(model, status);
        app->talk.waits_below = false;
        return;
    }
    model->settings = settings;
    app->talk.waits = true;
    app->talk.documents = app->documents;
    app_run_what(app, AFTER_SETTINGS);
}

void app_talk_enter(struct app *app, int64_t number)
{
    if (!app->talk.scenes || number < 0 || number >= app->talk.scenes->count)
        return;
    app->model.talk.scene = (int)number;
    app->model.talk.step = 0;
    const struct talk_scene *scene = present(app);
    app->talk.waits = false;
    open_below(app, scene);
    if (*scene->recording)
        open_recording(app, scene);
    else if (*scene->run)
        start_run(app, scene);
    else
        show_what_is_there(app);
}

void app_talk_scene(struct app *app, int64_t by)
{
    const int64_t to = app->model.talk.scene + by;
    if (!app->talk.scenes)
        return;
    if (to >= 0 && to < app->talk.scenes->count)
        app_talk_enter(app, to);
    else
        message_say_text(&app->model, to < 0 ? TEXT_SAID_SCENE_FIRST_ID : TEXT_SAID_SCENE_LAST_ID);
}

// A question comes first: it is revealed, then left.
static bool answers_question(struct app *app, int64_t by)
{
    struct wishes wishes = { 0 };
    if (by < 0 || app->model.prediction.stage == PREDICTION_NONE)
        return false;
    control_act(&app->model, app_shown(app), ACTION_PREDICT, 0, &wishes);
    return true;
}

void app_talk_step(struct app *app, int64_t by)
{
    struct model *model = &app->model;
    struct wishes wishes = { 0 };
    if (!app->talk.scenes || app->talk.waits || app->talk.waits_below || answers_question(app, by))
        return;
    const struct talk_scene *scene = present(app);
    const int to = model->talk.step + (by < 0 ? -1 : 1);
    if (to < 0 || to > scene_steps(scene)) {
        app_talk_scene(app, by < 0 ? -1 : 1);
        return;
    }
    model->talk.step = to;
    if (scene->moment_count > 1 || to == 0)
        say_status(&app->model, scene_shown_moment(model, app_shown(app), scene, to));
    else if (app_shown(app))
        control_act(model, app_shown(app), ACTION_COLLISION, by < 0 ? -1 : 1, &wishes);
}

// ---- one more --------------------------------------------------------------------------------------------------------

// The recording that is shown, as a file; false: it is none yet.
static bool shown_file(const struct app *app, char path[PATH_MAX])
{
    char saved[PATH_MAX];
    snprintf(saved, sizeof saved, "%s", app->companion.saved);
    if (saved[0])
        saved[strlen(saved) - strlen(".notes")] = '\0';
    const char *file = app->watch.path[0] ? app->watch.path : saved;
    return file[0] && realpath(file, path);
}

// Beside the recording: race.rl has race.rlscenes.
static void name_talk(struct app *app, const char *recording)
{
    const size_t length = strlen(recording);
    const bool ends = length > 3 && strcmp(recording + length - 3, ".rl") == 0;
    snprintf(app->talk.path, sizeof app->talk.path, "%.*s" ENDING, (int)(ends ? length - 3 : length), recording);
}

// By its view and moment, in the window's language. collision: from 1; 0: it stands at no beat.
static void name_scene(const struct model *model, struct talk_scene *scene, int64_t collision, int beat)
{
    struct arena arena = ARENA_EMPTY;
    char number[TEXT_NUMBER_BYTES], step[16], time[sizeof scene->moments[0].at + 1];
    const int digits = (int)strlen(scene->moments[0].at) - (int)strlen("ms");
    const char *view = text_of(model->language, view_rows[model->view]->title);
    snprintf(step, sizeof step, "%d", beat);
    snprintf(time, sizeof time, "%.*s ms", digits > 0 ? digits : 0, scene->moments[0].at);
    const char *const at[] = { view, collision ? text_grouped_ascii(number, collision) : time, step };
    snprintf(scene->title, sizeof scene->title, "%s",
             text_fill(&arena, model->language, collision ? TEXT_SCENE_AT_BEAT_ID : TEXT_SCENE_AT_ID, at,
                       collision ? 3 : 2));
    arena_finish(&arena);
}

static void describe(const struct app *app, struct talk_scene *scene)
{
    const struct model *model = &app->model;
    const struct document *document = app_shown(app);
    const uint64_t from = document_from_ns(document), ns = model->playback.ns - from;
    struct scene_moment *moment = &scene->moments[0];
    struct story_collision collision;
    const enum story_beat beat = story_beat_at(document, &model->playback, &collision);
    const bool at_beat = beat != BEAT_NONE && story_is_at(&collision, beat, &model->playback);
    scene->beats = -1;
    scene->moment_count = 1;
    snprintf(scene->view, sizeof scene->view, "%s", view_rows[model->view]->name);
    if (at_beat)
        snprintf(moment->at, sizeof moment->at, "beat:%" PRId64 ".%d", collision.number + 1, (int)beat);
    else
        snprintf(moment->at, sizeof moment->at, "%" PRIu64 ".%06" PRIu64 "ms", ns / 1000000, ns % 1000000);
    if (model->view == VIEW_TIMELINE && model->timeline->to_ns > model->timeline->from_ns &&
        model->timeline->from_ns >= from) {
        moment->from_ns = model->timeline->from_ns - from;
        moment->to_ns = model->timeline->to_ns - from;
    }
    name_scene(model, scene, at_beat ? collision.number + 1 : 0, (int)beat);
}

struct addition {
    const struct talk_scene *scene;
    struct scenes *scenes; // as they are with it
};

// Nothing is written where what stands there already cannot be read.
static char *add(void *context, const char *text, size_t bytes, size_t *edited, struct status *status)
{
    struct addition *addition = context;
    char *result = scenes_edit(text, bytes, addition->scene, edited);
    if (result)
        *status = read_scenes(&addition->scenes, result, *edited);
    return result;
}

static struct status put(struct app *app, const struct talk_scene *scene)
{
    struct addition addition = { scene, NULL };
    const struct status status = kept_text_edit(app->talk.path, add, &addition);
    if (status_is_ok(status))
        take_over(app, app->talk.path, addition.scenes);
    else
        free(addition.scenes);
    return status;
}

static void say_added(struct app *app, enum text_id id)
{
    char number[16];
    const char *parts[] = { number, app->talk.path + folder_of(app) };
    snprintf(number, sizeof number, "%d", app->talk.scenes->count);
    say_words(&app->model, false, id, parts, 2);
}

// A recording's name as the talk's file has it. False: it is out of its reach, which is said.
static bool name_in(struct app *app, const char *recording, char name[SCENE_LINE_BYTES])
{
    const size_t folder = folder_of(app);
    const char *const away[] = { recording, app->talk.path + folder };
    if (strncmp(recording, app->talk.path, folder) != 0 || strlen(recording + folder) >= SCENE_LINE_BYTES) {
        say_words(&app->model, true, TEXT_SAID_SCENE_AWAY_ID, away, 2);
        return false;
    }
    strcpy(name, recording + folder);
    return true;
}

// The same of what stands below, where something does.
static bool name_below(struct app *app, char name[SCENE_LINE_BYTES])
{
    char path[PATH_MAX];
    const struct below *below = &app->below;
    if (!below->shown)
        return true;
    if (below->from == FROM_FILE && realpath(below->path, path))
        return name_in(app, path, name);
    message_say_text(&app->model, TEXT_SAID_SCENE_UNSAVED_BELOW_ID);
    return false;
}

static bool ends_with(const struct scenes *scenes, const struct talk_scene *scene)
{
    return scenes && scene_shows_same(&scenes->list[scenes->count - 1], scene);
}

void app_talk_add(struct app *app)
{
    struct model *model = &app->model;
    char recording[PATH_MAX];
    struct talk_scene *scene = calloc(1, sizeof *scene);
    if (!scene || !app->shown || !shown_file(app, recording)) {
        message_say_text(model, app->shown ? TEXT_SAID_SCENE_UNSAVED_ID : TEXT_NO_RUN_YET_ID);
        free(scene);
        return;
    }
    const bool begins = !app->talk.scenes;
    if (begins) {
        name_talk(app, recording);
        model->talk.began_ns = os_now_ns();
    }
    if (!name_in(app, recording, scene->recording) || !name_below(app, scene->below)) {
        free(scene);
        return;
    }
    describe(app, scene);
    const bool again = ends_with(app->talk.scenes, scene);
    const struct status status = again ? status_ok() : put(app, scene);
    free(scene);
    if (!status_is_ok(status)) {
        say_failed(model, app->talk.path, status);
        return;
    }
    model->talk.scene = app->talk.scenes->count - 1;
    model->talk.step = 0;
    say_added(app, again ? TEXT_SAID_SCENE_AGAIN_ID : TEXT_SAID_SCENE_ADDED_ID);
}
