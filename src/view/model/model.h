// What the window shows at this moment, apart from the document: which view, where the playhead is, what is zoomed,
// selected, chosen. Plain data.
//
// view/control/control.h and the views' own acts change it, drawing reads it. A picture made without a window is the same model, filled in by the
// command line.
#ifndef VIEW_MODEL_MODEL_H
#define VIEW_MODEL_MODEL_H

#include "document/playback.h"
#include "lab/settings.h"
#include "labs/balance/experiment.h"
#include "view/looks/scale.h"
#include "view/looks/theme.h"
#include "view/model/prediction.h"
#include "view/texts/texts.h"
#include "view/ui/actions.h"
#include "view/ui/keys.h"
#include "view/ui/view_list.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// What the code panel shows.
enum code_panel {
    CODE_PYTHON,
    CODE_C,
    CODE_STEPS,
    CODE_COUNT
};

// The last complete run of this session without a guard: what a guard's price is held against.
struct unguarded {
    struct experiment experiment;
    uint64_t wall_ns; // 0: there was none
};

// Whether an experiment is the same but for its guard, which interprets no bytecode, and that its passages may be timed.
bool unguarded_compares(const struct unguarded *unguarded, const struct experiment *experiment);

enum running {
    RUN_IDLE,
    RUN_BUSY,
    RUN_READING // what was recorded is on its way to the screen
};

// What lies open over the view, besides the control of one setting.
enum {
    OPEN_NOTHING = -1,
    OPEN_SETTINGS = -2,   // all settings
    OPEN_MENU = -3,       // runs, files, display
    OPEN_CARDS = -4,      // the cards, where their row is folded
    OPEN_MORE_CARDS = -5, // those out of the row, where it is not
    OPEN_LABS = -6,       // the labs
    OPEN_SELECTED = -7,   // what can be done with what is selected in the timeline
    OPEN_NOTE = -8,       // the words of a bookmark
    OPEN_NOTES = -9,      // all of them
    OPEN_ROWS = -10,      // which rows the timeline has, in which order
    OPEN_LEGEND = -11,    // what is drawn in it
    OPEN_FILE = -12,      // the field in which the name of a file is typed
    OPEN_SCENES = -13,    // of the talk
};

// A file that is asked for where the desktop has no dialog for it: what is typed, and the names that begin so.
enum file_asked {
    FILE_OPEN,
    FILE_SAVE,
    FILE_PICTURE,
    FILE_ANIMATION,
    FILE_ASKED_COUNT
};
enum {
    FILE_TYPED_BYTES = 352,
    FILE_NAMES_MOST = 6
};
struct file_field {
    enum file_asked asked;
    char typed[FILE_TYPED_BYTES];
    char names[FILE_NAMES_MOST][256]; // of folders with a slash at the end
    int name_count, more;             // and so many more
    int folder_bytes;                 // of what is typed: the folder that the names are in
    int chosen;                       // of names, by ↑ and ↓; −1: none
    enum file_wrong {
        FILE_RIGHT,
        FILE_IS_THERE, // entered once more it is written over
        FILE_NOT_THERE,
        FILE_NO_FOLDER, // the one it is to be in is not there, or cannot be read
        FILE_NO_FILE,   // but a device or the like
        FILE_NO_NAME,   // a folder to save in
    } wrong;            // with what was entered last
};

// What a recording has in common with another that stands beside it (view/model/together.h).
struct together {
    bool on;
    bool lower;              // it is the one below
    bool loses;              // one of both has lost something
    uint64_t zero_ns;        // of the clock of both
    uint64_t from_ns, to_ns; // all that is seen of both
    struct extent extent;    // unless more or less is asked for
    uint64_t head_ns;        // the playhead of both
    const char *title;       // its name, for the picture that is being drawn; NULL: between two
    bool points;             // the pointer is, or was last, at a moment in one of both
    uint64_t pointed_ns;     // that moment
    struct frame *other;     // of the other one, for the picture of what is of both; NULL: it is not told of there
};

struct frame;
struct sides_model;
struct timeline_model;
struct ledger_model;
struct schedules_model;
struct compare_model;
struct home_model;
struct scenes;
struct scene_pictures;

// A recording that was opened or saved, as the home lists it, or one of this window's last runs, which has no path. From a file of
// settings: plain text.
enum {
    SEEN_MOST = 5,
    PAST_RUNS = 8,
};
struct seen {
    char path[256];
    char title[96], came[96]; // what it is of, and what came of it; may be empty
    char when[12];            // it was made: "14:02" of today, else "2026-11-26"; empty: not known
    int64_t began_s;          // the same, since 1970; 0: not known
    bool unread;              // it cannot be read any more
};

// A command line that was typed into this window, and those that were typed last.
enum {
    COMMAND_TYPED_BYTES = 352,
    COMMANDS_MOST = 12
};

// Which file of a recorded program's source is shown, and how far from where it stands by itself.
struct source_model {
    int chosen; // −1: the one in which something happens
    int scroll; // lines
};

// What the desktop asks for (gui/desktop.h); until it says, and where nothing does, what the program looks like by itself.
struct desktop_looks {
    enum theme_kind theme;
    bool reduced_motion;
};

struct model {
    enum view view;
    enum view before_home; // where the home was opened from
    enum language language;
    language_set languages_missing; // no font here can write them
    enum theme_kind theme;
    struct desktop_looks desktop;
    bool theme_chosen, motion_chosen;  // here, against what the desktop asks for
    bool language_chosen, zoom_chosen; // by the user: else the environment and the screen decide, each time anew
    float zoom;                        // as asked for
    float drawn_zoom; // of the last picture, less where there was no room for more (ui.h); 0: there was none
    bool help_keys;   // the help's second page
    bool lecture, reduced_motion, help, blank, spotlight;
    bool fullscreen; // as asked for; the gui makes it so
    int width_px, height_px;
    struct settings settings; // of the next run; always finished (settings_finish)
    struct plan asked;        // what the last run was started with
    int open_setting;         // row of settings_table whose control is open, or OPEN_…
    char setting_wrong[240];  // why the value that was typed last was refused; empty: it was not
    char setting_typed[64];   // that value
    int setting_wrong_row;    // its row; −1: the settings as a whole
    enum code_panel code;
    struct prediction prediction;
    bool presenter; // the window for who lectures, as asked for; the gui makes it so
    struct talk_shown {
        const struct scenes *scenes; // the app's; NULL: no talk is open
        const struct scene_pictures
            *pictures;     // of them, while their page is open (view/model/scene_pictures.h); else NULL
        int page;          // of that, from 0; −1: the one that the scene is on
        int scene, step;   // which is shown, and how far it has been led through
        uint64_t began_ns; // when it was opened
    } talk;
    struct playback playback;
    double held_back_s; // not yet played, with reduced motion
    // The views' parts, each declared in its own room (view/timeline/timeline_model.h …), and the keys; the model's owner has them beside
    // it (view/control/view_models.h).
    struct timeline_model *timeline;
    struct ledger_model *ledger;
    struct schedules_model *schedules;
    struct compare_model *compare;
    struct home_model *home;
    struct keymap *keys;
    struct sides_model *sides; // the recording beside it
    struct together together;
    struct source_model source;
    struct unguarded unguarded;
    enum running running;
    uint64_t run_updates, run_updates_in_all, run_elapsed_ns; // made of the run, or read of the recording
    bool run_stopped;                                         // the run that is being read was stopped by its deadline
    bool reducing;                                            // a collision is being reduced
    char message[256];                                        // shown until the next action; empty: none
    bool message_bad;
    double message_age_s;
    struct file_field file;
    bool dialog;          // one of the desktop's is open, which asks for a file
    char notes_file[256]; // where bookmarks are kept; empty: nowhere for good yet
    char recent[8][256];  // files opened last, newest first
    int recent_count;
    struct seen seen[SEEN_MOST]; // newest first
    int seen_count;
    char commands[COMMANDS_MOST][COMMAND_TYPED_BYTES]; // newest first
    int command_count;
    int recent_own, seen_own,
        commands_own; // the first so many of each are of this window; others were in the settings file
    struct remembered {
        enum language language;
        enum theme_kind theme;
        float zoom;
        bool reduced_motion, theme_chosen, motion_chosen, language_chosen, zoom_chosen;
    } remembered; // as the settings file had it: what is otherwise now was changed in this window
    char to_record[COMMAND_TYPED_BYTES]; // what WISH_RECORD is to run, or what runs; empty: a lab's run
    // What the recording that is shown was typed as in this window; empty: it was not. Nothing else of a recorded command is ever
    // run: what a file says was run may be anything.
    char again[COMMAND_TYPED_BYTES];
    char past_runs[PAST_RUNS][96]; // sentences of the last runs, newest first
    int past_run_count, past_run_shown;
    double glide; // 0 … 1: how far tokens have glided to where the playhead puts them (1 with reduced motion)
    uint64_t glide_from_ns; // from where it put them then
    uint64_t glide_to_ns;   // the moment whose states they show or are on the way to, where it goes too fast to follow
};

// Where keys count now (keys.h): what lies over a view has them to itself.
unsigned model_key_modes(const struct model *model);

// The same with nothing over the view.
unsigned model_key_modes_bare(const struct model *model);

// The key that does it with nothing over the view, in the model's language; empty: none. Returns the buffer.
char *model_key_name(char buffer[KEY_NAME_BYTES], const struct model *model, enum action action, int64_t argument);

#endif
