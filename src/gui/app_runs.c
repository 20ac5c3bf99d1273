// One run at a time: what is to come next waits until what runs has been stopped.
#include "gui/app_runs.h"

#include "gui/app_shown.h"
#include "gui/config.h"
#include "gui/say.h"
#include "view/control/views.h"
#include "view/schedules/locks_desk.h"
#include "view/schedules/schedules_model.h"

#include "labs/balance/experiment.h"
#include "labs/balance/settings.h"

void app_run_settings(struct app *app, bool in_series)
{
    app->after = AFTER_NOTHING;
    runner_start(&app->runner, &app->passing, &app->model, &app->model.settings.plan, NULL, in_series,
                 app->desktop.waker);
}

// Where a command is recorded, once it is: until its source is compiled it may have to be mended.
static void leave_home(struct app *app)
{
    if (app->model.view != VIEW_HOME || !runner_works(&app->runner) || app->runner.compiles)
        return;
    app->model.view = views_first_of_run();
    app->left_home = true;
}

// What left nothing to be seen is mended where it was typed.
static void come_home(struct app *app, enum runner_end end)
{
    if (end == RUNNER_GOES_ON)
        return;
    if (end == RUNNER_FAILED && app->left_home && app->model.view == views_first_of_run())
        app->model.view = VIEW_HOME;
    app->left_home = false;
}

// What was typed. It is remembered also where it was wrong: it is there to be mended.
static void run_command(struct app *app)
{
    struct model *model = &app->model;
    app->after = AFTER_NOTHING;
    app->left_home = false;
    config_add_command(model, model->to_record);
    if (runner_record(&app->runner, &app->passing, model, model->to_record, app->desktop.waker))
        leave_home(app);
}

// At once, or when what runs now has been stopped.
void app_run_what(struct app *app, enum after what)
{
    app_give_up_reading(app);
    app->after = runner_works(&app->runner) ? what : AFTER_NOTHING;
    if (app->after)
        return;
    if (what == AFTER_SETTINGS)
        app_run_settings(app, false);
    else
        run_command(app);
}

// Locks alone: a run of the lab that has them, which its settings then are those of.
static void run_locks(struct app *app)
{
    struct settings settings;
    if (!locks_desk_settings(&app->model, &settings)) {
        say_words(&app->model, true, TEXT_SETTINGS_TOO_LARGE_ID, NULL, 0);
        return;
    }
    app_give_up_reading(app);
    runner_start(&app->runner, &app->passing, &app->model, &settings.plan, NULL, false, app->desktop.waker);
    app->model.asked = (struct plan){ 0 };
    if (app->model.running == RUN_BUSY)
        app->model.view = views_first_of_run();
}

// Along the desk's moves.
void app_run_schedule(struct app *app)
{
    if (app->model.schedules->listing != LISTING_BALANCE) {
        run_locks(app);
        return;
    }
    const struct desk *desk = &app->model.schedules->desk;
    struct experiment driven = desk->experiment;
    driven.scheduled = SCHEDULE_DRIVEN; // as the recording will say
    app_give_up_reading(app);
    runner_start(&app->runner, &app->passing, &app->model, experiment_plan(&driven), desk->moves, false,
                 app->desktop.waker);
    if (app->model.running == RUN_BUSY)
        app->model.view = views_first_of_run(); // where it is about to be seen
}

bool app_tend_runner(struct app *app)
{
    const bool worked = runner_works(&app->runner), compiled = app->runner.compiles;
    const enum runner_end end = runner_tend(&app->runner, &app->passing, &app->model, &app->deadline);
    if (compiled)
        leave_home(app);
    come_home(app, end);
    if (end == RUNNER_RECORDED) {
        passing_remember(&app->passing, &app->model, app->runner.number, &app->runner.plan, app->runner.command);
        if (!app->after) {
            app->follows = true;
            app_open_run(app, app->runner.number);
        }
    }
    if (end != RUNNER_GOES_ON && app->after) {
        say(&app->model, false, ""); // it was stopped for this one
        app_run_what(app, app->after);
    }
    return worked;
}
