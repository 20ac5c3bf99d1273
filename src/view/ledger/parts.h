// The parts of the ledger view. Inside it only.
#ifndef VIEW_LEDGER_PARTS_H
#define VIEW_LEDGER_PARTS_H

#include "document/cell_present.h"
#include "view/ledger/focus.h"
#include "view/model/view_row.h"
#include "view/ui/ui.h"

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

void ledger_hold_draw(struct frame *frame, const struct ledger_focus *focus, const struct cell_present *present,
                      struct rect rect);
void ledger_motion_draw(struct frame *frame, const struct ledger_focus *focus, const struct cell_present *present,
                        struct rect rect);
void ledger_worst_draw(struct frame *frame, const struct ledger_focus *focus, struct rect rect);

#endif
