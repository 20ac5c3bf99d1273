// Which collision the ledger looks at. Inside the ledger only.
#ifndef VIEW_LEDGER_FOCUS_H
#define VIEW_LEDGER_FOCUS_H

#include "document/beats.h"
#include "document/document.h"
#include "view/model/model.h"

// The collision that is looked at.
struct ledger_focus {
    int64_t collision; // the history's number; −1: there is none
    int64_t number;    // its number by time, from 0
    int64_t fork_at;   // the fork's position; of the start −1
    struct cell_overwriter overwriter;
    struct story_collision story;
    enum story_beat beat; // of it, that the playhead is in
};

// The one that was chosen, or else the one round the playhead: being fought out at it, or the last that was decided.
struct ledger_focus ledger_focus_of(const struct document *document, const struct model *model);

#endif
