// The program behind the window: what it shows, what runs in the background, and what it does when something is wished for.
//
// No SDL window in sight: the loop in gui/window.c feeds it input and time and shows its picture. One thread calls it. Each thing
// that goes on has its own file: runner (the experiment), opening (a recording on its way), comparing, deeds (saving, pictures,
// reducing), passing (the folder they leave their files in). What takes longer than a picture may is a job (job.h).
#ifndef GUI_APP_H
#define GUI_APP_H

#include "base/status.h"
#include "document/document.h"
#include "gui/app_desktop.h"
#include "gui/config.h"
#include "view/control/control.h"
#include "view/model/model.h"

struct app;

// STATUS_FAILED when memory or the folder for passing recordings is refused.
struct status app_create(struct app **out, const struct app_desktop *desktop, int machine_cores);

// Stops what runs, removes the passing recordings.
void app_destroy(struct app *app);

struct model *app_model(struct app *app);
struct ui *app_ui(struct app *app);
const struct document *app_document(const struct app *app); // NULL: none yet
uint64_t app_documents(const struct app *app);              // how many were shown so far, that one the last
const char *app_path(const struct app *app);                // the file it is from; empty: none

// Starts opening a recording; the present one stays until it has come. A failure becomes the model's message.
void app_open(struct app *app, const char *path);

// The same of one that is to stand below the one that is shown.
void app_open_below(struct app *app, const char *path);

// What was dropped on the window: a recording is opened, below the one that is shown where that is meant; the name of a source of C or
// C++ is put where it can be checked.
void app_drop(struct app *app, const char *path, bool below);

// The same as opening, and again whenever the file is written anew: the playhead stays at the end, or where it was put.
void app_follow(struct app *app, const char *path);

// Starts the model's experiment, the first of this window: made again where it lost nothing (runner.h).
void app_first_run(struct app *app);

// Carries out what the control asked for.
void app_grant(struct app *app, const struct wishes *wishes);

// Looks after what runs in the background, then lets `seconds` go by. True if a new picture is wanted.
bool app_tick(struct app *app, double seconds);

// Whether something runs in the background: then app_tick wants to be called some ten times a second. When it ends the desktop is
// woken.
bool app_is_busy(const struct app *app);

// Whether somebody has asked to quit.
bool app_is_over(const struct app *app);

#endif
