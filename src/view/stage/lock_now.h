// A lock at the playhead: who has it, who waits for it, how often it has been taken so far.
//
// Who is between the first load and the last store of a pass that a program's own lock encloses has that lock, whatever was
// recorded of it; the rest comes from the lock's own events. Plain values, made anew each frame; cost of order_cursor_set
// and, of other locks and a GIL, of all events so far where the run has few.
#ifndef VIEW_STAGE_LOCK_NOW_H
#define VIEW_STAGE_LOCK_NOW_H

#include "base/bit_set.h"
#include "labs/balance/present.h"

struct lock_now {
    int holder;             // −1: nobody, where `free`, else not recorded
    struct bit_set inside;  // the workers that have it; more than one where the lock does not keep them apart
    bool free;              // nobody has it
    struct bit_set waiting; // the workers that want it
    int waiters;
    bool taken_known; // false where events were dropped, or there are too many to count for a picture
    uint64_t taken;   // so far
};

// `lock` of the recording's resources. The present is of the same document and playhead.
struct lock_now lock_now_of(const struct document *document, const struct balance_present *present, int lock);

#endif
