// The parts of the ledger view. Inside it only.
#ifndef VIEW_LEDGER_PARTS_H
#define VIEW_LEDGER_PARTS_H

#include "labs/balance/beats.h"
#include "labs/balance/present.h"
#include "labs/balance/story.h"
#include "view/model/view_row.h"
#include "view/ui/ui.h"

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

// What the wheel scrolls, as the argument of its area: the picture's rows or the list of the worst, by so many at most.
struct ledger_area {
    bool list;
    int64_t last;
};
static inline int64_t ledger_area_argument(struct ledger_area area) { return area.last * 2 + area.list; }
static inline struct ledger_area ledger_area_of(int64_t argument)
{
    return (struct ledger_area){ argument % 2 != 0, argument / 2 };
}

// The first lost store of the collision after a position; where too many others come first, that of its `first`.
int64_t ledger_first_lost(const struct document *document, const struct ledger_focus *focus, int64_t after);

void ledger_hold_draw(struct frame *frame, const struct ledger_focus *focus, const struct balance_present *present,
                      struct rect rect);
void ledger_motion_draw(struct frame *frame, const struct ledger_focus *focus, const struct balance_present *present,
                        struct rect rect);
void ledger_worst_draw(struct frame *frame, const struct ledger_focus *focus, struct rect rect);

#endif
