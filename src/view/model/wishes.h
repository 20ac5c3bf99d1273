// What is asked of the world, which only the gui can carry out: a short list, in the order in which it was asked.
#ifndef VIEW_MODEL_WISHES_H
#define VIEW_MODEL_WISHES_H

#include "view/ui/actions.h"

#include <stdint.h>

enum wish_kind {
    WISH_RUN,     // start model.settings
    WISH_RECORD,  // run and record the command model.to_record
    WISH_CANCEL,  // stop what runs
    WISH_COMPARE, // start the comparison's page that is shown
    WISH_STOP_COMPARING,
    WISH_OPEN,          // a recording that is to be asked for
    WISH_SAVE,          // where it has no file yet as WISH_SAVE_AS
    WISH_SAVE_AS,       // as the file that is to be asked for
    WISH_FILE_COMPLETE, // what is typed in model.file, as far as all names that begin so go on alike
    WISH_FILE_ENTER,    // it is the name
    WISH_WINDOW,        // another window
    WISH_PICTURE,
    WISH_ANIMATE,
    WISH_COPY,          // the results as text
    WISH_COPY_VIEW,     // what the view says, as text
    WISH_COPY_COMMAND,  // the command line that repeats the run
    WISH_OPEN_RECENT,   // .index in model.recent
    WISH_OPEN_SEEN,     // .index in model.seen
    WISH_OPEN_RUN,      // .index in model.past_runs
    WISH_OPEN_COMPARED, // .compared
    WISH_OPEN_BELOW,    // .listed, below the one that is shown
    WISH_FULLSCREEN,    // as model.fullscreen has it
    WISH_BESIDE,        // the one that was shown before below this one, or the lower one away
    WISH_QUIT,
    WISH_SCHEDULE,   // run the desk's experiment along its moves
    WISH_REDUCE,     // .collision, its number in the ledger; ledger_reduced takes in what comes of it
    WISH_FOLLOW,     // .index, a variable whose history is to be shown (document/followed.h)
    WISH_COPY_FIELD, // ui->clip
    WISH_PASTE,      // control_text() of what is on the clipboard
    WISH_TALK_STEP,  // .index ±1
    WISH_SCENE,      // .index
    WISH_SCENE_STEP, // .index ±1
    WISH_SCENE_ADD,
    WISH_NOTES,       // the bookmarks have changed: they are to be kept
    WISH_NOTES_BELOW, // the same of the recording that stands below
    WISH_COUNT,
};

struct wish {
    enum wish_kind kind;
    union {
        int64_t index;
        int64_t collision;
        struct compared_run compared;
        struct listed_one listed;
    };
};

// Empty: all zero.
struct wishes {
    struct wish list[WISH_COUNT]; // one of a kind at most
    int count;
};

// One more. Of a kind that has been asked for, only what it needs to know changes.
void wish_for(struct wishes *wishes, struct wish wish);

// The one of that kind; NULL: nobody asked.
const struct wish *wishes_find(const struct wishes *wishes, enum wish_kind kind);

#endif
