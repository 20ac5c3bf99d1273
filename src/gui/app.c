// Wishes go to those who carry them out, and what comes of it to the model.
#include "gui/app.h"

#include "document/followed.h"
#include "gui/comparing.h"
#include "gui/deeds.h"
#include "gui/opening.h"
#include "gui/passing.h"
#include "gui/runner.h"
#include "gui/say.h"
#include "gui/seen.h"
#include "gui/watch.h"
#include "os/clock.h"
#include "view/control/views.h"
#include "view/schedules/locks_desk.h"
#include "view/schedules/schedules_model.h"

#include "base/c_source.h"
#include "base/text.h"
#include "labs/balance/experiment.h"
#include "labs/balance/settings.h"
#include "labs/balance/story.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    SETTLE_MS = 200 // at the end, for what was given up
};

#define SLOW_NS UINT64_C(200000000) // a file that takes longer to open says so

enum after {
    AFTER_NOTHING,
    AFTER_SETTINGS,
    AFTER_COMMAND, // model.to_record
};

struct app {
    struct app_desktop desktop;
    struct model model;
    struct view_models models; // the model's
    struct ui ui;
    struct shown *shown; // NULL: none yet
    struct passing passing;
    struct runner runner;
    struct opening opening;
    struct comparing comparing;
    struct deeds deeds;
    char followed[PATH_MAX]; // a file that is shown again whenever it is written anew; empty: none
    struct watch watch;      // of the file that is shown
    int64_t to_follow;       // a variable of the document's whose history is wanted; −1: none
    bool follows;            // what is being opened is the run that has just ended
    bool deadline;           // which that run was stopped by
    enum after after;        // what is to be run when what runs has ended
    bool over;
};

static const struct document *document_of(const struct app *app) { return app->shown ? &app->shown->document : NULL; }

// ---- running -------------------------------------------------------------------------------------------------------

static void run_settings(struct app *app, bool in_series)
{
    app->after = AFTER_NOTHING;
    runner_start(&app->runner, &app->passing, &app->model, &app->model.settings.plan, NULL, in_series,
                 app->desktop.waker);
}

void app_first_run(struct app *app) { run_settings(app, true); }

static void give_up_reading(struct app *app)
{
    opening_give_up(&app->opening);
    app->follows = false;
    if (app->model.running == RUN_READING)
        app->model.running = RUN_IDLE;
}

// Where a command is recorded, once it is: until its source is compiled it may have to be mended.
static void leave_home(struct app *app)
{
    if (app->model.view == VIEW_HOME && runner_works(&app->runner) && !app->runner.compiles)
        app->model.view = views_first_of_run();
}

// What was typed. It is remembered also where it was wrong: it is there to be mended.
static void run_command(struct app *app)
{
    struct model *model = &app->model;
    app->after = AFTER_NOTHING;
    config_add_command(model, model->to_record);
    if (runner_record(&app->runner, &app->passing, model, model->to_record, app->desktop.waker))
        leave_home(app);
}

// At once, or when what runs now has been stopped.
static void run_what(struct app *app, enum after what)
{
    give_up_reading(app);
    app->after = runner_works(&app->runner) ? what : AFTER_NOTHING;
    if (app->after)
        return;
    if (what == AFTER_SETTINGS)
        run_settings(app, false);
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
    give_up_reading(app);
    runner_start(&app->runner, &app->passing, &app->model, &settings.plan, NULL, false, app->desktop.waker);
    app->model.asked = (struct plan){ 0 };
    if (app->model.running == RUN_BUSY)
        app->model.view = views_first_of_run();
}

// Along the desk's moves.
static void run_schedule(struct app *app)
{
    if (app->model.schedules->listing != LISTING_BALANCE) {
        run_locks(app);
        return;
    }
    const struct desk *desk = &app->model.schedules->desk;
    struct experiment driven = desk->experiment;
    driven.scheduled = SCHEDULE_DRIVEN; // as the recording will say
    give_up_reading(app);
    runner_start(&app->runner, &app->passing, &app->model, experiment_plan(&driven), desk->moves, false,
                 app->desktop.waker);
    if (app->model.running == RUN_BUSY)
        app->model.view = views_first_of_run(); // where it is about to be seen
}

// ---- opening -------------------------------------------------------------------------------------------------------

static void open_path(struct app *app, const char *path, int from)
{
    if (!opening_start(&app->opening, path, from))
        say_words(&app->model, true, TEXT_SAID_NO_MEMORY_ID, NULL, 0);
}

void app_open(struct app *app, const char *path)
{
    app->followed[0] = '\0';
    open_path(app, path, FROM_FILE);
}

// A source is not run before somebody asks for it.
void app_drop(struct app *app, const char *path)
{
    if (!c_source_is(path) || !control_type_program(&app->model, &app->ui, path))
        app_open(app, path);
}

void app_follow(struct app *app, const char *path)
{
    if (snprintf(app->followed, sizeof app->followed, "%s", path) >= (int)sizeof app->followed)
        app->followed[0] = '\0';
    open_path(app, path, FROM_FILE);
}

static void open_run(struct app *app, int number)
{
    char path[PATH_MAX];
    passing_run_file(&app->passing, number, path);
    open_path(app, path, number);
}

static void open_compared(struct app *app, const struct wish *wish)
{
    char path[PATH_MAX];
    if (!comparing_file(&app->passing, &app->model, wish->compared, path))
        return;
    app->model.view = views_first_of_run();
    open_path(app, path, FROM_COMPARED);
}

static bool is_followed(const struct app *app, const char *path)
{
    return app->followed[0] && strcmp(app->followed, path) == 0;
}

// What is followed goes on where it was: at the end, as more comes, unless somebody looks at something before it.
static void show_more(struct app *app, const struct opened *opened)
{
    struct playback *playback = &app->model.playback;
    const struct document *before = document_of(app);
    const bool stays = before && !playback_at_end(playback, before);
    const uint64_t ns = playback->ns;
    shown_release(app->shown);
    app->shown = opened->shown;
    control_new_document(&app->model, document_of(app));
    playback->playing = false;
    if (stays)
        playback_seek_ns(playback, document_of(app), ns);
    else
        playback_jump(playback, document_of(app), 1);
}

static void show(struct app *app, const struct opened *opened)
{
    struct model *model = &app->model;
    if (opened->from == FROM_FILE && is_followed(app, opened->path)) {
        show_more(app, opened);
    } else {
        shown_release(app->shown);
        app->shown = opened->shown;
        app->to_follow = -1;
        control_new_document(model, document_of(app));
    }
    const char *typed = opened->from > 0 ? passing_command(&app->passing, model, opened->from) : "";
    snprintf(model->again, sizeof model->again, "%s", typed);
    model->past_run_shown = opened->from > 0                ? passing_index(&app->passing, model, opened->from)
                            : opened->from == FROM_COMPARED ? -2
                                                            : -1;
    watch_start(&app->watch, opened->from == FROM_FILE ? opened->path : NULL);
    if (opened->from == FROM_FILE) {
        config_add_recent(model, opened->path);
        seen_add(model, opened->path, document_of(app));
    }
}

static bool tend_watch(struct app *app, double seconds)
{
    char path[PATH_MAX];
    memcpy(path, app->watch.path, sizeof path);
    const bool changed = watch_tend(&app->watch, seconds);
    if (changed && is_followed(app, path))
        open_path(app, path, FROM_FILE);
    else if (changed)
        say_words(&app->model, false, TEXT_SAID_FILE_CHANGED_ID, NULL, 0);
    return changed;
}

static void say_deadline(struct app *app)
{
    const struct document *document = document_of(app);
    char made[TEXT_NUMBER_BYTES], all[TEXT_NUMBER_BYTES];
    const char *parts[] = { text_grouped(made, (int64_t)balance_story(document)->figures.updates),
                            text_grouped(all, (int64_t)experiment_updates(experiment_of(&document->recording))) };
    say_words(&app->model, false, TEXT_SAID_STOPPED_ID, parts, 2);
}

// One that has come: shown, unless it is the run that was made and another is to be made instead.
static void receive(struct app *app, struct opened *opened)
{
    struct model *model = &app->model;
    const bool follows = app->follows && opened->from == app->runner.number;
    if (!status_is_ok(opened->status)) {
        say_status(model, opened->status);
        app->runner.tries = follows ? 0 : app->runner.tries;
        return;
    }
    const struct document *document = &opened->shown->document;
    if (opened->from > 0)
        passing_tell(&app->passing, model, opened->from, document);
    if (follows && runner_wants_another(&app->runner, document)) {
        app->follows = false;
        shown_release(opened->shown);
        runner_start(&app->runner, &app->passing, model, &app->runner.plan, NULL, true, app->desktop.waker);
        return;
    }
    show(app, opened);
    if (follows && app->runner.command[0] && document->variable && (document->cell.lost > 0 || app->runner.checks))
        model->view = VIEW_LEDGER;
    if (follows && app->deadline)
        say_deadline(app);
    if (follows && app->runner.command[0] && app->runner.cancelled)
        say_words(model, false, TEXT_SAID_COMMAND_ENDED_ID, NULL, 0);
    if (follows)
        runner_say_series(&app->runner, model, balance_lost(document) > 0);
    app->follows = false;
}

// ---- what goes on --------------------------------------------------------------------------------------------------

static bool tend_runner(struct app *app)
{
    const bool worked = runner_works(&app->runner), compiled = app->runner.compiles;
    const enum runner_end end = runner_tend(&app->runner, &app->passing, &app->model, &app->deadline);
    if (compiled)
        leave_home(app);
    if (end == RUNNER_RECORDED) {
        passing_remember(&app->passing, &app->model, app->runner.number, &app->runner.plan, app->runner.command);
        if (!app->after) {
            app->follows = true;
            open_run(app, app->runner.number);
        }
    }
    if (end != RUNNER_GOES_ON && app->after) {
        say(&app->model, false, ""); // it was stopped for this one
        run_what(app, app->after);
    }
    return worked;
}

// The header and the empty view tell how far it is; over another document a message does, too.
static void tell_reading(struct app *app, struct opening_progress progress)
{
    struct model *model = &app->model;
    char updates[TEXT_NUMBER_BYTES];
    const char *number = text_grouped(updates, (int64_t)progress.updates);
    model->running = RUN_READING;
    model->run_stopped = app->follows && app->deadline;
    model->run_updates_in_all = progress.updates;
    model->run_updates = (uint64_t)((double)progress.updates * progress.share);
    model->run_elapsed_ns = progress.elapsed_ns;
    if (app->shown && progress.updates && progress.elapsed_ns > SLOW_NS && !model->message_bad)
        say_words(model, false, model->run_stopped ? TEXT_SAID_READING_STOPPED_ID : TEXT_READING_UPDATES_ID, &number,
                  1);
}

static bool tend_opening(struct app *app)
{
    struct model *model = &app->model;
    const struct opening_progress progress = opening_progress(&app->opening);
    struct opened opened;
    const bool came = opening_take(&app->opening, &opened);
    const bool told = model->running == RUN_READING;
    if (told)
        model->running = RUN_IDLE;
    if (came) {
        if (told && !model->message_bad)
            say(model, false, "");
        receive(app, &opened);
    }
    // A run is followed without a gap; a small file is there before anything could be said.
    if (opening_works(&app->opening) && !runner_works(&app->runner) &&
        (app->follows || !app->shown || progress.elapsed_ns > SLOW_NS))
        tell_reading(app, progress);
    return came || model->running == RUN_READING;
}

// Once nobody else reads the document: a picture of it may be on its way to a file.
static bool tend_followed(struct app *app)
{
    if (app->to_follow < 0 || deeds_work(&app->deeds))
        return false;
    const uint32_t variable = (uint32_t)app->to_follow;
    app->to_follow = -1;
    if (!app->shown || variable >= app->shown->document.sums.count)
        return false;
    const struct status status = document_follow(&app->shown->document, variable);
    if (status_is_ok(status))
        control_new_history(&app->model, document_of(app));
    else
        say_status(&app->model, status);
    return true;
}

bool app_tick(struct app *app, double seconds)
{
    const bool followed = tend_followed(app);
    const bool ran = tend_runner(app), opened = tend_opening(app),
               compared = comparing_tend(&app->comparing, &app->passing, &app->model),
               done = deeds_tend(&app->deeds, &app->model, app->shown), tip = ui_tick(&app->ui, seconds),
               changed = tend_watch(app, seconds);
    return control_tick(&app->model, document_of(app), seconds) || ran || opened || compared || done || tip ||
           changed || followed;
}

bool app_is_busy(const struct app *app)
{
    return runner_works(&app->runner) || opening_works(&app->opening) || comparing_works(&app->comparing) ||
           deeds_work(&app->deeds);
}

// ---- wishes --------------------------------------------------------------------------------------------------------

// What is nearest to its end goes first; a run that is being read is done, and stays in the menu.
static void give_up_nearest(struct app *app)
{
    struct model *model = &app->model;
    app->after = AFTER_NOTHING;
    if (runner_works(&app->runner)) {
        runner_cancel(&app->runner);
    } else if (opening_works(&app->opening)) {
        const bool follows = app->follows;
        give_up_reading(app);
        say_words(model, false, follows ? TEXT_SAID_NOT_READ_ID : TEXT_SAID_FILE_NOT_READ_ID, NULL, 0);
    } else {
        deeds_give_up(&app->deeds, model);
    }
}

static void run(struct app *app, const struct wish *wish)
{
    (void)wish;
    run_what(app, AFTER_SETTINGS);
}

static void record(struct app *app, const struct wish *wish)
{
    (void)wish;
    run_what(app, AFTER_COMMAND);
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
    run_schedule(app);
}

static void deed(struct app *app, const struct wish *wish)
{
    static const enum deed deeds[WISH_COUNT] = {
        [WISH_SAVE] = DEED_SAVE,
        [WISH_PICTURE] = DEED_PICTURE,
        [WISH_COPY] = DEED_COPY,
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
        app_open(app, app->model.recent[wish->index]);
}

static void open_seen(struct app *app, const struct wish *wish)
{
    const struct model *model = &app->model;
    if (wish->index >= 0 && wish->index < model->seen_count)
        app_open(app, model->seen[wish->index].path);
}

static void open_past(struct app *app, const struct wish *wish)
{
    if (wish->index >= 0 && wish->index < app->model.past_run_count)
        open_run(app, app->passing.numbers[wish->index]);
}

static void follow(struct app *app, const struct wish *wish) { app->to_follow = wish->index; }

static void set_fullscreen(struct app *app, const struct wish *wish)
{
    (void)wish;
    app->desktop.set_fullscreen(app->desktop.context, app->model.fullscreen);
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
    [WISH_SAVE] = deed,
    [WISH_PICTURE] = deed,
    [WISH_COPY] = deed,
    [WISH_COPY_COMMAND] = copy_command,
    [WISH_OPEN_RECENT] = open_recent,
    [WISH_OPEN_SEEN] = open_seen,
    [WISH_OPEN_RUN] = open_past,
    [WISH_OPEN_COMPARED] = open_compared,
    [WISH_FOLLOW] = follow,
    [WISH_FULLSCREEN] = set_fullscreen,
    [WISH_QUIT] = quit,
    [WISH_SCHEDULE] = drive,
    [WISH_REDUCE] = deed,
    [WISH_COPY_FIELD] = copy_field,
    [WISH_PASTE] = paste,
};

void app_grant(struct app *app, const struct wishes *wishes)
{
    for (int i = 0; i < wishes->count; i++)
        grants[wishes->list[i].kind](app, &wishes->list[i]);
}

bool app_is_over(const struct app *app) { return app->over; }
struct model *app_model(struct app *app) { return &app->model; }
struct ui *app_ui(struct app *app) { return &app->ui; }
const struct document *app_document(const struct app *app) { return document_of(app); }

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
    app->deeds = (struct deeds){ .font = desktop->font,
                                 .waker = desktop->waker,
                                 .beside = app->comparing.beside.shown,
                                 .set_clipboard = desktop->set_clipboard,
                                 .clipboard_context = desktop->context };
    app->ui.pointer = point_at(-1, -1);
    model_init(&app->model, &app->models, machine_cores);
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
    comparing_finish(&app->comparing);
    shown_release(app->shown);
    passing_finish(&app->passing);
    job_settle(SETTLE_MS);
    free(app);
}
