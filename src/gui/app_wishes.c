// One row a wish.
#include "gui/app.h"
#include "gui/app_files.h"
#include "gui/app_runs.h"
#include "gui/app_shown.h"
#include "gui/app_talk.h"

#include "gui/say.h"

#include <stdlib.h>
#include <string.h>

// What is nearest to its end goes first; a run that is being read is done, and stays in the menu.
static void give_up_nearest(struct app *app)
{
    struct model *model = &app->model;
    if (app_give_up_asking(app))
        return;
    app->after = AFTER_NOTHING;
    if (runner_works(&app->runner)) {
        runner_cancel(&app->runner);
    } else if (opening_works(&app->opening)) {
        const bool follows = app->follows;
        app_give_up_reading(app);
        say_words(model, false, follows ? TEXT_SAID_NOT_READ_ID : TEXT_SAID_FILE_NOT_READ_ID, NULL, 0);
    } else {
        deeds_give_up(&app->deeds, model);
    }
}

static void run(struct app *app, const struct wish *wish)
{
    (void)wish;
    app_run_what(app, AFTER_SETTINGS);
}

static void record(struct app *app, const struct wish *wish)
{
    (void)wish;
    app_run_what(app, AFTER_COMMAND);
}

static void cancel(struct app *app, const struct wish *wish)
{
    (void)wish;
    give_up_nearest(app);
}

static void compare(struct app *app, const struct wish *wish)
{
    (void)wish;
    comparing_start(&app->comparing, &app->passing, &app->model, app->desktop.waker);
}

static void stop_comparing(struct app *app, const struct wish *wish)
{
    (void)wish;
    comparing_stop(&app->comparing);
}

static void drive(struct app *app, const struct wish *wish)
{
    (void)wish;
    app_run_schedule(app);
}

static void deed(struct app *app, const struct wish *wish)
{
    static const enum deed deeds[WISH_COUNT] = {
        [WISH_COPY] = DEED_COPY,
        [WISH_COPY_VIEW] = DEED_COPY_VIEW,
        [WISH_REDUCE] = DEED_REDUCE,
    };
    deeds_start(&app->deeds, deeds[wish->kind], app->shown, &app->model, wish->collision);
}

static void copy_command(struct app *app, const struct wish *wish)
{
    (void)wish;
    deeds_copy_command(&app->deeds, app->shown, &app->model);
}

static void copy_field(struct app *app, const struct wish *wish)
{
    (void)wish;
    app->desktop.set_clipboard(app->desktop.context, app->ui.clip);
}

static void paste(struct app *app, const struct wish *wish)
{
    char *text = app->desktop.clipboard(app->desktop.context);
    (void)wish;
    if (text)
        control_text(&app->model, &app->ui, text);
    free(text);
}

static void open_recent(struct app *app, const struct wish *wish)
{
    if (wish->index >= 0 && wish->index < app->model.recent_count)
        app_show_file(app, app->model.recent[wish->index], false);
}

static void open_seen(struct app *app, const struct wish *wish)
{
    const struct model *model = &app->model;
    if (wish->index >= 0 && wish->index < model->seen_count)
        app_show_file(app, model->seen[wish->index].path, false);
}

static void open_past(struct app *app, const struct wish *wish)
{
    if (wish->index >= 0 && wish->index < app->model.past_run_count)
        app_open_run(app, app->passing.numbers[wish->index]);
}

static void open_below(struct app *app, const struct wish *wish)
{
    const struct model *model = &app->model;
    const int index = wish->listed.index;
    char path[PATH_MAX];
    if (wish->listed.list == LISTED_RECENT && index < model->recent_count)
        app_open_below(app, model->recent[index]);
    else if (wish->listed.list == LISTED_SEEN && index < model->seen_count)
        app_open_below(app, model->seen[index].path);
    else if (wish->listed.list == LISTED_RUNS && index < model->past_run_count) {
        const int number = app->passing.numbers[index];
        passing_run_file(&app->passing, number, path);
        if (app->shown)
            below_open(&app->below, path, number, &app->model);
        else
            app_open_run(app, number);
    }
}

static void follow(struct app *app, const struct wish *wish)
{
    app->to_follow = wish->index;
    app->chose = true;
}

static void set_fullscreen(struct app *app, const struct wish *wish)
{
    (void)wish;
    app->desktop.set_fullscreen(app->desktop.context, app->model.fullscreen);
}

// Of one recording that is shown twice the other reads what was written.
static bool is_shown_twice(const struct app *app)
{
    return app->below.shown && strcmp(app->companion.path, app->below.companion.path) == 0;
}

static void keep_notes(struct app *app, const struct wish *wish)
{
    (void)wish;
    companion_keep(&app->companion, &app->model);
    if (is_shown_twice(app))
        below_read_notes(&app->below, &app->model);
}

static void keep_notes_below(struct app *app, const struct wish *wish)
{
    (void)wish;
    below_keep_notes(&app->below, &app->model);
    if (is_shown_twice(app))
        companion_again(&app->companion, &app->model);
}

static void step_talk(struct app *app, const struct wish *wish) { app_talk_step(app, wish->index); }
static void step_scene(struct app *app, const struct wish *wish) { app_talk_scene(app, wish->index); }
static void enter_scene(struct app *app, const struct wish *wish) { app_talk_enter(app, wish->index); }

static void add_scene(struct app *app, const struct wish *wish)
{
    (void)wish;
    app_talk_add(app);
}

static void turn_below(struct app *app, const struct wish *wish)
{
    (void)wish;
    below_turn(&app->below, &app->model);
}

static void quit(struct app *app, const struct wish *wish)
{
    (void)wish;
    app->over = true;
}

static void (*const grants[WISH_COUNT])(struct app *app, const struct wish *wish) = {
    [WISH_RUN] = run,
    [WISH_RECORD] = record,
    [WISH_CANCEL] = cancel,
    [WISH_COMPARE] = compare,
    [WISH_STOP_COMPARING] = stop_comparing,
    [WISH_OPEN] = app_ask_open,
    [WISH_SAVE] = app_save,
    [WISH_SAVE_AS] = app_ask_save,
    [WISH_FILE_COMPLETE] = app_complete_file,
    [WISH_FILE_ENTER] = app_complete_file,
    [WISH_WINDOW] = app_new_window,
    [WISH_PICTURE] = app_ask_picture,
    [WISH_ANIMATE] = app_ask_picture,
    [WISH_COPY] = deed,
    [WISH_COPY_VIEW] = deed,
    [WISH_COPY_COMMAND] = copy_command,
    [WISH_OPEN_RECENT] = open_recent,
    [WISH_OPEN_SEEN] = open_seen,
    [WISH_OPEN_RUN] = open_past,
    [WISH_OPEN_COMPARED] = app_open_compared,
    [WISH_OPEN_BELOW] = open_below,
    [WISH_FOLLOW] = follow,
    [WISH_FULLSCREEN] = set_fullscreen,
    [WISH_QUIT] = quit,
    [WISH_BESIDE] = turn_below,
    [WISH_SCHEDULE] = drive,
    [WISH_REDUCE] = deed,
    [WISH_COPY_FIELD] = copy_field,
    [WISH_PASTE] = paste,
    [WISH_TALK_STEP] = step_talk,
    [WISH_SCENE_STEP] = step_scene,
    [WISH_SCENE] = enter_scene,
    [WISH_SCENE_ADD] = add_scene,
    [WISH_NOTES] = keep_notes,
    [WISH_NOTES_BELOW] = keep_notes_below,
};

void app_grant(struct app *app, const struct wishes *wishes)
{
    for (int i = 0; i < wishes->count; i++)
        grants[wishes->list[i].kind](app, &wishes->list[i]);
}
