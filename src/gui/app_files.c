// What is written is what was shown when a file for it was asked for, whatever is shown when the answer comes.
#include "gui/app_files.h"

#include "gui/app_shown.h"
#include "gui/app_talk.h"
#include "gui/film.h"
#include "gui/say.h"
#include "view/control/control.h"
#include "view/control/views.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

// ---- asking --------------------------------------------------------------------------------------------------------

static const char *home_folder(void)
{
    const char *home = getenv("HOME");
    return home && home[0] == '/' ? home : "/";
}

// Below home as ~/…, which is shorter.
static void write_short(char *out, size_t room, const char *path)
{
    const char *home = home_folder();
    const size_t bytes = strlen(home);
    if (bytes > 1 && strncmp(path, home, bytes) == 0 && path[bytes] == '/')
        snprintf(out, room, "~%s", path + bytes);
    else
        snprintf(out, room, "%s", path);
}

// By the window itself.
static void begin_field(struct app *app, enum file_asked asked, const char *path)
{
    char typed[PATH_MAX];
    write_short(typed, sizeof typed, path);
    if (strlen(typed) >= FILE_TYPED_BYTES)
        snprintf(typed, sizeof typed, "~/");
    control_ask_file(&app->model, &app->ui, asked, typed);
    app->completing.typed[0] = '\0';
}

// By the desktop; where that fails by the window itself. path: absolute.
static void begin(struct app *app, enum file_asked asked, const char *path)
{
    struct model *model = &app->model;
    char handle[DESKTOP_HANDLE_BYTES];
    snprintf(app->asked_from, sizeof app->asked_from, "%s", path);
    app->desktop.handle(app->desktop.context, handle);
    const struct status status = asking_start(&app->asking, model->language, asked, path, handle, app->desktop.waker);
    model->dialog = asking_works(&app->asking);
    if (status_is_ok(status))
        return;
    say_status(model, status);
    begin_field(app, asked, path);
}

static bool is_asking(struct app *app)
{
    if (asking_works(&app->asking))
        say_words(&app->model, false, TEXT_SAID_DIALOG_OPEN_ID, NULL, 0);
    return asking_works(&app->asking);
}

bool app_give_up_asking(struct app *app)
{
    if (!asking_works(&app->asking))
        return false;
    asking_give_up(&app->asking);
    app->model.dialog = false;
    return true;
}

// The file that what is shown is in; where it is in none, the folder that the program was started in.
static void present_file(const struct app *app, char path[PATH_MAX])
{
    const char *name = app->watch.path;
    char here[PATH_MAX];
    if (name[0] == '/')
        snprintf(path, PATH_MAX, "%s", name);
    else if (!getcwd(here, sizeof here) || snprintf(path, PATH_MAX, "%s/%s", here, name) >= PATH_MAX)
        snprintf(path, PATH_MAX, "%s", "/");
}

static const char *recording_ending(void) { return ".rl"; }
static const char *picture_ending(void) { return ".png"; }

void app_ask_open(struct app *app, const struct wish *wish)
{
    char path[PATH_MAX];
    (void)wish;
    if (is_asking(app))
        return;
    present_file(app, path);
    strrchr(path, '/')[1] = '\0';
    begin(app, FILE_OPEN, path);
}

static const struct {
    enum file_asked asked;
    const char *(*ending)(void); // of the name that is suggested
} written[] = {
    [DEED_SAVE] = { FILE_SAVE, recording_ending },
    [DEED_PICTURE] = { FILE_PICTURE, picture_ending },
    [DEED_ANIMATE] = { FILE_ANIMATION, film_ending },
};

// Asks where to.
static void ask_write(struct app *app, enum deed deed)
{
    char path[PATH_MAX] = "";
    if (is_asking(app))
        return;
    struct deed_work *work = deeds_prepare(&app->deeds, deed, app->shown, &app->model);
    if (!work)
        return;
    if (deed == DEED_SAVE && app->watch.path[0])
        present_file(app, path);
    else if (!deeds_free_name(path, written[deed].ending()))
        snprintf(path, sizeof path, "%s/race%s", home_folder(), written[deed].ending());
    deeds_drop(app->to_write);
    app->to_write = work;
    app->write_to[0] = '\0';
    begin(app, written[deed].asked, path);
}

void app_ask_save(struct app *app, const struct wish *wish)
{
    (void)wish;
    ask_write(app, DEED_SAVE);
}

void app_ask_picture(struct app *app, const struct wish *wish)
{
    ask_write(app, wish->kind == WISH_ANIMATE ? DEED_ANIMATE : DEED_PICTURE);
}

void app_save(struct app *app, const struct wish *wish)
{
    const char *path = app->watch.path;
    if (app->shown && path[0])
        say_words(&app->model, false, TEXT_SAID_SAVED_ALREADY_ID, &path, 1);
    else
        app_ask_save(app, wish);
}

void app_complete_file(struct app *app, const struct wish *wish)
{
    const enum completing_wish wanted = wish->kind == WISH_FILE_ENTER ? COMPLETE_ENTER : COMPLETE_TYPED;
    if (!completing_start(&app->completing, wanted, app->model.file.asked, app->model.file.typed))
        say_words(&app->model, true, TEXT_SAID_NO_MEMORY_ID, NULL, 0);
}

// ---- what was answered ---------------------------------------------------------------------------------------------

static void take_file(struct app *app, enum file_asked asked, const char *path)
{
    if (asked == FILE_OPEN && app->model.view == VIEW_HOME)
        app->model.view = views_first_of_run();
    if (asked == FILE_OPEN && app_talk_is(path))
        app_talk_open(app, path);
    else if (asked == FILE_OPEN)
        app_show_file(app, path, false);
    else
        snprintf(app->write_to, sizeof app->write_to, "%s", path);
}

// Once the dialog has ended. What went wrong with it is said, and the window asks itself.
static bool tend_dialog(struct app *app)
{
    char path[PATH_MAX];
    struct status status = status_ok();
    const enum asking_end end = asking_tend(&app->asking, path, &status);
    if (end == ASKING_GOES_ON)
        return false;
    app->model.dialog = false;
    if (end == ASKING_CANCELLED) {
        deeds_drop(app->to_write);
        app->to_write = NULL;
    }
    if (end == ASKING_ANSWERED)
        take_file(app, app->asking.asked, path);
    if (end == ASKING_NONE || end == ASKING_FAILED)
        begin_field(app, app->asking.asked, app->asked_from);
    say_status(&app->model, status);
    return true;
}

static void close_field(struct app *app)
{
    app->model.open_setting = OPEN_NOTHING;
    app->ui.editing = 0;
}

// What is wrong with the name that was entered. Of a file to save in that is there it is asked first.
static enum file_wrong wrong_with(const struct file_field *file, const struct completed *completed)
{
    const bool opens = file->asked == FILE_OPEN;
    static const enum file_wrong wrongs[] = {
        [COMPLETED_NOTHING] = FILE_NOT_THERE, [COMPLETED_FILE] = FILE_RIGHT,          [COMPLETED_FOLDER] = FILE_NO_NAME,
        [COMPLETED_OTHER] = FILE_NO_FILE,     [COMPLETED_NO_FOLDER] = FILE_NO_FOLDER,
    };
    if (!opens && completed->kind == COMPLETED_NOTHING)
        return FILE_RIGHT;
    if (!opens && completed->kind == COMPLETED_FILE)
        return file->wrong == FILE_IS_THERE ? FILE_RIGHT : FILE_IS_THERE;
    return wrongs[completed->kind];
}

static void enter(struct app *app, const struct completed *completed)
{
    struct file_field *file = &app->model.file;
    const bool opens = file->asked == FILE_OPEN;
    const size_t length = strlen(completed->asked);
    char inside[FILE_TYPED_BYTES + 1];
    if (completed->kind == COMPLETED_FOLDER && length > 0 && completed->asked[length - 1] != '/') { // into it
        snprintf(inside, sizeof inside, "%s/", completed->asked);
        control_file_begins(&app->model, &app->ui, inside);
        return;
    }
    file->wrong = wrong_with(file, completed);
    if (opens && file->wrong == FILE_NO_NAME) // it is listed
        file->wrong = FILE_RIGHT;
    else if (file->wrong == FILE_RIGHT) {
        close_field(app);
        take_file(app, file->asked, completed->path);
    }
}

static void list(struct app *app, const struct completed *completed)
{
    struct file_field *file = &app->model.file;
    if (strcmp(completed->typed, completed->asked) != 0) {
        control_file_begins(&app->model, &app->ui, completed->typed);
        return;
    }
    memcpy(file->names, completed->names, sizeof file->names);
    file->name_count = completed->name_count;
    file->more = completed->more;
    file->folder_bytes = completed->folder_bytes;
    file->chosen = -1;
}

static bool tend_field(struct app *app)
{
    const struct file_field *file = &app->model.file;
    struct completed completed = { .wish = COMPLETE_NAMES };
    const bool asked = control_file_is_asked(&app->model, &app->ui);
    // While arrows go through the names the list stays.
    if (asked && file->chosen < 0 && strcmp(app->completing.typed, file->typed) != 0)
        completing_start(&app->completing, COMPLETE_NAMES, file->asked, file->typed);
    if (!completing_take(&app->completing, &completed) || !asked || strcmp(completed.asked, file->typed) != 0)
        return false;
    if (completed.wish == COMPLETE_ENTER)
        enter(app, &completed);
    else
        list(app, &completed);
    return true;
}

// ---- writing -------------------------------------------------------------------------------------------------------

// Once nothing else is being written or looked for.
static bool write_now(struct app *app)
{
    if (!app->to_write || !app->write_to[0] || deeds_work(&app->deeds))
        return false;
    deeds_write(&app->deeds, app->to_write, &app->model, app->write_to);
    app->to_write = NULL;
    app->write_to[0] = '\0';
    return true;
}

static void take_note(struct app *app)
{
    companion_saved(&app->companion, &app->model, app->deeds.saved);
    watch_start(&app->watch, app->deeds.saved);
}

bool app_tend_files(struct app *app)
{
    const bool answered = tend_dialog(app), asked = tend_field(app), writing = write_now(app);
    if (app->deeds.saved[0])
        take_note(app);
    app->deeds.saved[0] = '\0';
    return answered || asked || writing;
}

void app_finish_files(struct app *app)
{
    asking_give_up(&app->asking);
    completing_give_up(&app->completing);
    deeds_drop(app->to_write);
    app->to_write = NULL;
}

// ---- another window ------------------------------------------------------------------------------------------------

void app_new_window(struct app *app, const struct wish *wish)
{
    (void)wish;
    say_status(&app->model, app->desktop.new_window(app->desktop.context));
}
