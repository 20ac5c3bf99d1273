// One document at a time; a run that has ended is shown unless another is to be made instead.
#include "gui/app_shown.h"

#include "document/followed.h"
#include "gui/config.h"
#include "gui/say.h"
#include "gui/seen.h"
#include "view/control/control.h"
#include "view/control/views.h"

#include "base/text.h"
#include "labs/balance/experiment.h"
#include "labs/balance/story.h"

#include <stdio.h>
#include <string.h>

#define SLOW_NS UINT64_C(200000000) // a file that takes longer to open says so

void app_give_up_reading(struct app *app)
{
    opening_give_up(&app->opening);
    app->follows = false;
    if (app->model.running == RUN_READING)
        app->model.running = RUN_IDLE;
}

// ---- opening ---------------------------------------------------------------------------------------------------------

static void open_path(struct app *app, const char *path, int from)
{
    if (!opening_start(&app->opening, path, from))
        say_words(&app->model, true, TEXT_SAID_NO_MEMORY_ID, NULL, 0);
}

void app_show_file(struct app *app, const char *path, bool followed)
{
    const size_t room = sizeof app->followed;
    if (!followed || snprintf(app->followed, room, "%s", path) >= (int)room)
        app->followed[0] = '\0';
    open_path(app, path, FROM_FILE);
}

void app_open_run(struct app *app, int number)
{
    char path[PATH_MAX];
    passing_run_file(&app->passing, number, path);
    open_path(app, path, number);
}

void app_open_compared(struct app *app, const struct wish *wish)
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

static void forget_choice(struct app *app)
{
    app->to_follow = -1;
    app->chose = false;
}

// The variable that was looked at, in the document that has come: the one that somebody chose, or of which somebody looks at a
// moment before the end. −1: whichever is worst by now.
static int64_t followed_again(const struct app *app, const struct document *before, const struct document *document,
                              bool stays)
{
    if (!before->variable || !document->variable || (!app->chose && !stays))
        return -1;
    const uint32_t variable = app->to_follow >= 0 ? (uint32_t)app->to_follow : before->variable->variable;
    return document_same_variable(document, &before->recording, variable);
}

// What is followed goes on where it was: at the end, as more comes, unless somebody looks at something before it; at the variable,
// the lines and the rows that were looked at. Another run in its place is a new one: false.
static bool show_more(struct app *app, const struct opened *opened)
{
    struct playback *playback = &app->model.playback;
    struct document *document = &opened->shown->document;
    const struct document *before = app_shown(app);
    const bool goes_on = before && document_is_same_run(document, &before->recording),
               stays = before && !playback_at_end(playback, before);
    const int64_t variable = goes_on ? followed_again(app, before, document, stays) : -1;
    const uint64_t ns = playback->ns;
    if (variable >= 0 && variable != document->variable->variable)
        say_status(&app->model, document_follow(document, (uint32_t)variable));
    if (goes_on)
        control_more_of_document(&app->model, before, document);
    else
        control_new_document(&app->model, document);
    shown_release(app->shown);
    app->shown = opened->shown;
    app->to_follow = -1;
    app->chose = app->chose && goes_on;
    playback->playing = false;
    if (stays)
        playback_seek_ns(playback, document, ns);
    else
        playback_jump(playback, document, 1);
    return goes_on;
}

static void show(struct app *app, const struct opened *opened)
{
    struct model *model = &app->model;
    bool goes_on = false;
    app->documents++;
    if (opened->from == FROM_FILE && is_followed(app, opened->path)) {
        goes_on = show_more(app, opened);
    } else {
        shown_release(app->shown);
        app->shown = opened->shown;
        forget_choice(app);
        control_new_document(model, app_shown(app));
    }
    if (!goes_on)
        companion_open(&app->companion, model, opened->path, opened->from != FROM_FILE);
    const char *typed = opened->from > 0 ? passing_command(&app->passing, model, opened->from) : "";
    snprintf(model->again, sizeof model->again, "%s", typed);
    model->past_run_shown = opened->from > 0                ? passing_index(&app->passing, model, opened->from)
                            : opened->from == FROM_COMPARED ? -2
                                                            : -1;
    below_upper(&app->below, model, app_shown(app), opened->path, opened->from);
    watch_start(&app->watch, opened->from == FROM_FILE ? opened->path : NULL);
    if (opened->from == FROM_FILE) {
        config_add_recent(model, opened->path);
        seen_add(model, opened->path, app_shown(app));
    }
}

bool app_tend_watch(struct app *app, double seconds)
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
    const struct document *document = app_shown(app);
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
        if (opened->from == FROM_FILE)
            seen_refused(model, opened->path);
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

bool app_tend_opening(struct app *app)
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
bool app_tend_followed(struct app *app)
{
    if (app->to_follow < 0 || deeds_work(&app->deeds))
        return false;
    const uint32_t variable = (uint32_t)app->to_follow;
    app->to_follow = -1;
    if (!app->shown || variable >= app->shown->document.sums.count)
        return false;
    const struct status status = document_follow(&app->shown->document, variable);
    if (status_is_ok(status))
        control_new_history(&app->model, app_shown(app));
    else
        say_status(&app->model, status);
    return true;
}
