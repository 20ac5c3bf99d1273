// What the app keeps. For the files that make it up: what is shown (app_shown), what runs (app_runs), what is wished for (app_wishes),
// which files are asked for (app_files), and its life (app).
#ifndef GUI_APP_PARTS_H
#define GUI_APP_PARTS_H

#include "document/scenes.h"
#include "gui/app_desktop.h"
#include "gui/asking.h"
#include "gui/below.h"
#include "gui/companion.h"
#include "gui/comparing.h"
#include "gui/completing.h"
#include "gui/deeds.h"
#include "gui/opening.h"
#include "gui/passing.h"
#include "gui/runner.h"
#include "gui/scene_shots.h"
#include "gui/watch.h"
#include "view/control/view_models.h"
#include "view/ui/ui.h"

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
    struct shown *shown;        // NULL: none yet
    struct companion companion; // of what is shown
    struct passing passing;
    struct runner runner;
    struct opening opening;
    struct comparing comparing;
    struct below below;
    struct deeds deeds;
    struct asking asking;
    struct completing completing;
    char asked_from[PATH_MAX];  // what the dialog began with
    struct deed_work *to_write; // what a file is asked for, as it was then; NULL: nothing
    char write_to[PATH_MAX];    // the file, once it is known; empty: it is not
    char followed[PATH_MAX];    // a file that is shown again whenever it is written anew; empty: none
    uint64_t documents;         // shown so far
    struct watch watch;         // of the file that is shown
    int64_t to_follow;          // a variable of the document's whose history is wanted; −1: none
    bool chose;                 // somebody has chosen one of what is shown
    bool follows;               // what is being opened is the run that has just ended
    bool deadline;              // which that run was stopped by
    struct talk {
        char path[PATH_MAX];                 // its file, absolute
        struct scenes *scenes;               // NULL: none is open
        bool waits, waits_below;             // the present scene's run, what stands below it, has not come yet
        uint64_t documents, documents_below; // shown when they were asked for
        struct watch watch;                  // of its file
    } talk;
    struct scene_shots shots; // the pictures of its scenes
    enum after after;         // what is to be run when what runs has ended
    bool left_home;           // for the command that runs
    bool over;
};

// The document that is shown; NULL: none yet.
static inline const struct document *app_shown(const struct app *app)
{
    return app->shown ? &app->shown->document : NULL;
}

#endif
