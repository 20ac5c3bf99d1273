// Which collision the ledger looks at. Inside the ledger only.
#ifndef VIEW_LEDGER_FOCUS_H
#define VIEW_LEDGER_FOCUS_H

#include "document/document.h"
#include "labs/balance/beats.h"
#include "labs/balance/story.h"
#include "view/model/model.h"

// The collision that is looked at.
struct ledger_focus {
    int64_t collision; // the ledger's number; −1: there is none
    int64_t number;    // its number by time, from 0
    int64_t fork_at;   // the fork's position in the order; of the start −1
    struct overwriter overwriter;
    struct story_collision story;
    enum story_beat beat; // of it, that the playhead is in
};

// The one that was chosen, or else the one round the playhead: being fought out at it, or the last that was decided.
struct ledger_focus ledger_focus_of(const struct document *document, const struct model *model);

// Where a version's store stands; of the start −1.
int64_t ledger_position(const struct document *document, uint32_t version);

// What an update adds to the balance.
int64_t ledger_change(const struct document *document, uint32_t version);

#endif
