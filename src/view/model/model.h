// What the window shows at this moment, apart from the document: which view, where the playhead is, what is zoomed,
// selected, chosen. Plain data.
//
// view/control/control.h and the views' own acts change it, drawing reads it. A picture made without a window is the same model, filled in by the
// command line.
#ifndef VIEW_MODEL_MODEL_H
#define VIEW_MODEL_MODEL_H

#include "document/playback.h"
#include "lab/settings.h"
#include "schedules/desk.h"
#include "view/looks/scale.h"
#include "view/looks/theme.h"
#include "view/texts/texts.h"
#include "view/ui/actions.h"
#include "view/ui/view_list.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// The guard row: one card a guard as a student meets them, the GIL once for each of its two kinds.
enum code_panel {
    CODE_PYTHON,
    CODE_C,
    CODE_STEPS,
    CODE_COUNT
};

struct timeline_model {
    uint64_t from_ns, to_ns; // what is visible; both 0: the run's extent (document/extent.h)
    bool measuring;
    uint64_t measure_from_ns, measure_to_ns;
    bool pinned; // what a click on the rows has kept
    struct {
        uint64_t ns;
        float share; // of the rows' height, from their top
    } pin;
    char search[64];
    int scroll_px;       // rows, where there are more than fit
    int grabbed_px;      // scroll_px when the button went down
    uint64_t grabbed_ns; // the moment that was under the pointer when the button went down
    bool dragged;        // and it has moved since
};

struct ledger_model {
    int64_t collision; // selected; −1: the one at the playhead
    int sort;          // column of the worst list
    bool ascending;
    uint32_t unfolded[16]; // versions whose branch is unfolded
    int unfolded_count;
    int64_t scroll_rows;
    int64_t list_scroll;
};

// The way through the steps that a person has chosen so far, and what is known of it.
struct schedules_model {
    uint32_t iterations; // of each worker, in this view alone
    char moves[DESK_MOVES_MAX + 1];
    bool showing;     // the shortest failure plays itself
    double shown_s;   // since its last move
    struct desk desk; // worked out by schedules_prepare
};

// The last complete run of this session without a guard: what a guard's price is held against.
struct unguarded {
    struct experiment experiment;
    uint64_t wall_ns; // 0: there was none
};

// Whether an experiment is the same but for its guard, which interprets no bytecode.
bool unguarded_compares(const struct unguarded *unguarded, const struct experiment *experiment);

enum running {
    RUN_IDLE,
    RUN_BUSY,
    RUN_READING // what was recorded is on its way to the screen
};

// What lies open over the view, besides the control of one setting.
enum {
    OPEN_NOTHING = -1,
    OPEN_SETTINGS = -2, // all settings
    OPEN_MENU = -3,     // runs, files, display
    OPEN_GUARDS = -4,   // the guards, where their row is folded
};

struct compare_model;

struct model {
    enum view view;
    enum language language;
    language_set languages_missing; // no font here can write them
    enum theme_kind theme;
    float zoom;
    bool help_keys; // the help's second page
    bool lecture, reduced_motion, help, blank, spotlight;
    bool fullscreen; // as asked for; the gui makes it so
    int width_px, height_px;
    struct settings settings; // of the next run; always finished (settings_finish)
    struct experiment asked;  // what the last run was started with
    int open_setting;         // row of settings_table whose control is open, or OPEN_…
    char setting_wrong[240];  // why the value that was typed last was refused; empty: it was not
    char setting_typed[64];   // that value
    int setting_wrong_row;    // its row; −1: the settings as a whole
    enum code_panel code;
    struct playback playback;
    double held_back_s; // not yet played, with reduced motion
    struct timeline_model timeline;
    struct ledger_model ledger;
    struct compare_model *compare; // view/compare/compare_model.h; it is large, and its owner the model's
    struct schedules_model schedules;
    struct unguarded unguarded;
    enum running running;
    uint64_t run_updates, run_updates_in_all, run_elapsed_ns; // made of the run, or read of the recording
    bool run_stopped;                                         // the run that is being read was stopped by its deadline
    bool reducing;                                            // a collision is being reduced
    char message[256];                                        // shown until the next action; empty: none
    bool message_bad;
    double message_age_s;
    char recent[8][256]; // files opened last, newest first
    int recent_count;
    char past_runs[8][96]; // sentences of the last runs, newest first
    int past_run_count, past_run_shown;
    double glide; // 0 … 1: how far tokens have glided to where the playhead puts them (1 with reduced motion)
    uint64_t glide_from_ns; // from where it put them then
    uint64_t glide_to_ns;   // the moment whose states they show or are on the way to, where it goes too fast to follow
};

#endif
