// What a person can ask for: one table, whatever asks (a click, a key, a menu, a test).
#ifndef VIEW_UI_ACTIONS_H
#define VIEW_UI_ACTIONS_H

#include "view/texts/texts.h"
#include "view/ui/view_list.h"

#include <stdbool.h>
#include <stdint.h>

// `argument` in brackets.
enum action {
    ACTION_NONE,
    // views and settings
    ACTION_VIEW,      // [enum view]
    ACTION_CARD,      // [number of the lab's card]
    ACTION_LAB,       // its defaults, run [number of the lab]
    ACTION_RUN,       // start the experiment
    ACTION_CANCEL,    // stop the one that runs; closes what lies over the view
    ACTION_LANGUAGE,  // next language
    ACTION_THEME,     // dark, light, or with [THEME_CONTRAST] that, or no longer
    ACTION_LECTURE,   // lecture mode on, off
    ACTION_HELP,      // help page on, off
    ACTION_HELP_PAGE, // [0 the words, 1 the keys]
    ACTION_FULLSCREEN,
    ACTION_ZOOM,  // of all type [+1, −1, 0 as designed]
    ACTION_LENS,  // the part that is seen of what has no room [enum home_way]
    ACTION_BLANK, // a dark screen, until the next key
    ACTION_SPOTLIGHT,
    ACTION_PREDICT,     // ask what came out, with choices or a blank [0, 1]; reveal it; go on
    ACTION_VOTE,        // for a choice [from 0]
    ACTION_UNVOTE,      // takes the last one back
    ACTION_TALK_STEP,   // the talk's next or previous beat [±1]
    ACTION_SCENE,       // of the talk [number, from 0]
    ACTION_SCENE_STEP,  // the next or previous one [±1]
    ACTION_SCENE_ADD,   // the present moment as one more
    ACTION_PRESENTER,   // the window for who lectures, open or closed
    ACTION_SCENES,      // all of them, open or closed
    ACTION_SCENES_PAGE, // a page of theirs [number, from 0]
    ACTION_MOTION,      // reduced motion on, off
    ACTION_SETTING,     // open or close the control of one setting [row of settings_table, or OPEN_… of model.h]
    ACTION_SETTING_LESS,
    ACTION_SETTING_MORE, // one step [row]
    ACTION_SETTING_PICK, // [struct setting_pick]
    ACTION_SETTING_TYPE, // begin to type it [row]
    // playback
    ACTION_PLAY,             // play, pause
    ACTION_SEEK,             // to a moment [ns since the start of the run]
    ACTION_SEEK_EVENT,       // to an event of the order [index]
    ACTION_SCRUB,            // to a share of the run [millionths]
    ACTION_STEP,             // one load or store on or back [±1]
    ACTION_MOMENT,           // one event of any kind on or back [±1]
    ACTION_JUMP,             // start or end [−1, +1]
    ACTION_LOST,             // next, previous lost update [±1]
    ACTION_COLLISION,        // next, previous collision; or this one, with ACTION_SELECT_COLLISION
    ACTION_SELECT_COLLISION, // [index in the ledger]
    ACTION_SPEED,            // faster, slower [±1]
    ACTION_PACE,             // even, clock
    // timeline
    ACTION_TIMELINE_ZOOM,       // about the pointer or the playhead [± steps]
    ACTION_TIMELINE_PAN,        // [± tenths of the width]
    ACTION_TIMELINE_ROWS,       // an area: the names of rows that scroll
    ACTION_TIMELINE_SCROLL,     // the rows [steps down, how far they can be scrolled: argument_of]
    ACTION_TIMELINE_BAR,        // an area: the bar beside rows that scroll
    ACTION_TIMELINE_FOLD,       // a process's tasks away, or out again [process; −1: of all]
    ACTION_TIMELINE_FIT,        // the whole run, or the part in which updates are made [0, 1]
    ACTION_TIMELINE_AREA,       // pointer in the rows; where decides
    ACTION_TIMELINE_RULER,      // pointer in the ruler: measure
    ACTION_TIMELINE_MAP,        // pointer in the minimap
    ACTION_TIMELINE_ROW,        // a part of the rows' area: one of them [number of its kind, which of it: argument_of]
    ACTION_TIMELINE_FOCUS,      // zoom to what is selected, or to the collision [0, 1]
    ACTION_TIMELINE_BACK,       // to where one was before, or forward again [−1, +1]
    ACTION_TIMELINE_MEASURE,    // what is selected, or no more
    ACTION_TIMELINE_LET_GO,     // of what is selected
    ACTION_TIMELINE_NOTE,       // the playhead's moment: bookmarked or no more, or with words [0, 1]
    ACTION_TIMELINE_NOTE_ENTER, // the words that were typed
    ACTION_TIMELINE_NOTE_GO,    // to a bookmark [number]
    ACTION_TIMELINE_NOTE_DROP,  // take it away [number]
    ACTION_TIMELINE_ORDER,      // of the rows of tasks [enum timeline_order]
    ACTION_TIMELINE_PIN,        // a task's row on top, or no more [task; −1: none any more]
    ACTION_TIMELINE_PIN_ROW,    // that of what is selected
    ACTION_TIMELINE_OPEN,       // open or close what lies over the view [OPEN_… of model.h]
    ACTION_FIELD,               // begin to type in a view's field [enum view_field_number]
    ACTION_SEARCH,              // begin to search
    // stage, ledger, compare
    ACTION_NEXT,           // a step that the verdict offers [enum next_step]
    ACTION_CODE,           // Python, C, micro-steps [0, 1, 2]
    ACTION_LEDGER_SORT,    // [column]
    ACTION_LEDGER_UNFOLD,  // [position of the first store that the fold hides; −1: fold all again]
    ACTION_LEDGER_GO,      // to just after a store [its position in the order; −1: the start]
    ACTION_LEDGER_SCROLL,  // [± rows]
    ACTION_LEDGER_REDUCE,  // the collision that is looked at, on the scheduler's desk
    ACTION_VARIABLE,       // the ledger of another variable [its row]
    ACTION_VARIABLE_MOVE,  // of the one a row above or below [±1]
    ACTION_SOURCE,         // another file of the program's source [number]
    ACTION_SOURCE_SCROLL,  // an area: its lines
    ACTION_COMPARE_RUN,    // start or stop the comparison
    ACTION_COMPARE_REPEAT, // more or fewer runs [±1]
    ACTION_COMPARE_OPEN,   // [struct compared_run] open one of its runs
    ACTION_COMPARE_PAGE,   // [enum compare_page]
    ACTION_COMPARE_ROWS,   // an area: both runs' rows [enum beside_part]
    ACTION_COMPARE_REAL,   // the dial's version and a CPython of it on this machine
    // schedules
    ACTION_SCHEDULE_STEP, // [worker]
    ACTION_SCHEDULE_UNDO,
    ACTION_SCHEDULE_RESTART,
    ACTION_SCHEDULE_SHORTEST,   // plays the shortest failure
    ACTION_SCHEDULE_ITERATIONS, // more or fewer [±1]
    ACTION_SCHEDULE_RUN,        // on real threads
    ACTION_SCHEDULE_LISTING,    // [enum schedules_listing]
    ACTION_SCHEDULE_VARIANT,    // of locks alone: the next order or arrangement
    // home
    ACTION_HOME_MOVE,  // to the next card [enum home_way]
    ACTION_HOME_ENTER, // opens the one that is chosen
    ACTION_HOME_TYPE,  // begin to type in a card's field [enum home_field]
    ACTION_RECORD,     // run and record what was typed there [enum home_field]
    // files
    ACTION_OPEN,        // a recording that is asked for
    ACTION_OPEN_RECENT, // [index]
    ACTION_OPEN_SEEN,   // [index]
    ACTION_OPEN_RUN,    // one of the last runs [index]
    ACTION_OPEN_BELOW,  // one of these, below the one that is shown [struct listed_one]
    ACTION_SAVE,        // where it has a file already nothing is written
    ACTION_SAVE_AS,     // as the file that is asked for
    ACTION_FILE_ENTER,  // the name that was typed
    ACTION_FILE_TYPE,   // begin to type it
    ACTION_FILE_NAME,   // one of those that begin so, into the field [index in model.file.names]
    ACTION_WINDOW,      // another window
    ACTION_PICTURE,
    ACTION_ANIMATE, // of what is measured or selected, of the collision at the playhead, or of all
    ACTION_COPY,
    ACTION_COPY_VIEW,
    ACTION_COPY_COMMAND,
    ACTION_COPY_TEXT, // the hit's own
    ACTION_BESIDE,    // another recording below this one, or away
    ACTION_QUIT,
    // the keyboard's own
    ACTION_FOCUS,       // next, previous control [±1]
    ACTION_PRESS,       // the one that has the keyboard
    ACTION_PRESS_BELOW, // what it, or the chosen card of the home, would open: below the one that is shown
    ACTION_DISMISS,     // the message
    ACTION_COUNT,
};

// The fields of views, besides the one that is searched in.
enum view_field_number {
    FIELD_NOTE,
    FIELD_ROWS,
    VIEW_FIELDS
};

enum home_way {
    HOME_LEFT,
    HOME_RIGHT,
    HOME_UP,
    HOME_DOWN
};

// Arguments of two numbers: packed and read here and nowhere else.
static inline int64_t argument_of(int first, int second)
{
    return (int64_t)((uint64_t)(uint32_t)first << 32 | (uint32_t)second);
}

struct setting_pick {
    int row, choice; // of settings_table; of setting_row.choices
};
static inline int64_t setting_pick_argument(struct setting_pick pick) { return argument_of(pick.row, pick.choice); }
static inline struct setting_pick setting_pick_of(int64_t argument)
{
    return (struct setting_pick){ (int)(argument >> 32), (int)(uint32_t)argument };
}

// Of the lists of recordings to go back to, one.
enum listed {
    LISTED_RUNS,   // model.past_runs
    LISTED_RECENT, // model.recent
    LISTED_SEEN,   // model.seen
};
struct listed_one {
    enum listed list;
    int index; // in it
};
static inline int64_t listed_argument(struct listed_one one) { return argument_of((int)one.list, one.index); }
static inline struct listed_one listed_of(int64_t argument)
{
    return (struct listed_one){ (enum listed)(argument >> 32), (int)(uint32_t)argument };
}

struct compared_run {
    int page, row; // enum compare_page; of it
};
static inline int64_t compared_run_argument(struct compared_run run) { return argument_of(run.page, run.row); }
static inline struct compared_run compared_run_of(int64_t argument)
{
    return (struct compared_run){ (int)(argument >> 32), (int)(uint32_t)argument };
}

#endif
