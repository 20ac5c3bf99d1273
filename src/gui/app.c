// Its life, and what goes on by itself.
#include "gui/app.h"

#include "gui/app_files.h"
#include "gui/app_runs.h"
#include "gui/app_shown.h"
#include "gui/app_talk.h"

#include "base/c_source.h"

#include <stdlib.h>

enum {
    SETTLE_MS = 200 // at the end, for what was given up
};

void app_first_run(struct app *app) { app_run_settings(app, true); }

void app_open(struct app *app, const char *path)
{
    if (app_talk_is(path))
        app_talk_open(app, path);
    else
        app_show_file(app, path, false);
}

// Where nothing is shown, nor on its way, there is nothing to stand below.
void app_open_below(struct app *app, const char *path)
{
    if (app->shown || opening_works(&app->opening) || runner_works(&app->runner))
        below_open(&app->below, path, FROM_FILE, &app->model);
    else
        app_open(app, path);
}

void app_follow(struct app *app, const char *path) { app_show_file(app, path, true); }

// A source is not run before somebody asks for it.
void app_drop(struct app *app, const char *path, bool below)
{
    if (c_source_is(path) && control_type_program(&app->model, &app->ui, path))
        return;
    if (below && !app_talk_is(path))
        app_open_below(app, path);
    else
        app_open(app, path);
}

bool app_tick(struct app *app, double seconds)
{
    const bool followed = app_tend_followed(app);
    const bool ran = app_tend_runner(app), opened = app_tend_opening(app),
               compared = comparing_tend(&app->comparing, &app->passing, &app->model),
               done = deeds_tend(&app->deeds, &app->model, app->shown), tip = ui_tick(&app->ui, seconds),
               changed = app_tend_watch(app, seconds), asked = app_tend_files(app),
               talked = app_talk_tend(app, seconds), noted = companion_tend(&app->companion, &app->model, seconds),
               noted_below = below_tend_notes(&app->below, &app->model, seconds), shot = app_talk_picture(app, seconds),
               below = below_tend(&app->below, &app->model, app_shown(app));
    return control_tick(&app->model, app_shown(app), seconds) || ran || opened || compared || done || tip || changed ||
           followed || asked || talked || noted || noted_below || shot || below;
}

bool app_is_busy(const struct app *app)
{
    return runner_works(&app->runner) || opening_works(&app->opening) || comparing_works(&app->comparing) ||
           deeds_work(&app->deeds) || app->completing.job || opening_works(&app->below.opening) ||
           scene_shots_work(&app->shots);
}

bool app_is_over(const struct app *app) { return app->over; }
struct model *app_model(struct app *app) { return &app->model; }
struct ui *app_ui(struct app *app) { return &app->ui; }
const struct document *app_document(const struct app *app) { return app_shown(app); }
uint64_t app_documents(const struct app *app) { return app->documents; }
const char *app_path(const struct app *app) { return app->watch.path; }

// ---- life ----------------------------------------------------------------------------------------------------------

struct status app_create(struct app **out, const struct app_desktop *desktop, int machine_cores)
{
    struct app *app = calloc(1, sizeof *app);
    *out = NULL;
    if (!app)
        return status_make(STATUS_FAILED, "not enough memory for the window");
    app->desktop = *desktop;
    app->to_follow = -1;
    app->runner.child = CHILD_NONE;
    app->opening = (struct opening){ .waker = desktop->waker };
    app->asking.child = CHILD_NONE;
    app->shots.child = CHILD_NONE;
    app->completing = (struct completing){ .waker = desktop->waker };
    app->deeds = (struct deeds){ .font = desktop->font,
                                 .waker = desktop->waker,
                                 .beside = app->comparing.beside.shown,
                                 .second = &app->below.shown,
                                 .set_clipboard = desktop->set_clipboard,
                                 .clipboard_context = desktop->context };
    app->ui.pointer = point_at(-1, -1);
    model_init(&app->model, &app->models, machine_cores);
    below_init(&app->below, desktop->waker);
    comparing_init(&app->comparing, &app->model, desktop->waker);
    app->model.past_run_shown = -1;
    const struct status status = passing_init(&app->passing);
    if (!status_is_ok(status)) {
        free(app);
        return status;
    }
    *out = app;
    return status_ok();
}

void app_destroy(struct app *app)
{
    if (!app)
        return;
    runner_finish(&app->runner);
    opening_give_up(&app->opening);
    deeds_finish(&app->deeds);
    app_finish_files(app);
    comparing_finish(&app->comparing);
    below_finish(&app->below);
    shown_release(app->shown);
    scene_shots_finish(&app->shots);
    free(app->talk.scenes);
    passing_finish(&app->passing);
    job_settle(SETTLE_MS);
    free(app);
}
