// The parts of the ledger view. Inside it only.
#ifndef VIEW_LEDGER_PARTS_H
#define VIEW_LEDGER_PARTS_H

#include "document/cell_present.h"
#include "view/ledger/focus.h"
#include "view/model/view_row.h"
#include "view/ui/ui.h"

// What the wheel scrolls, as the argument of its area: the picture's rows, the list of the worst, the variables; by so many at
// most.
enum ledger_list {
    LEDGER_ROWS,
    LEDGER_WORST,
    LEDGER_VARIABLES,
    LEDGER_LISTS,
};
struct ledger_area {
    enum ledger_list list;
    int64_t last;
};
static inline int64_t ledger_area_argument(struct ledger_area area) { return area.last * LEDGER_LISTS + area.list; }
static inline struct ledger_area ledger_area_of(int64_t argument)
{
    return (struct ledger_area){ (enum ledger_list)(argument % LEDGER_LISTS), argument / LEDGER_LISTS };
}

void ledger_hold_draw(struct frame *frame, const struct ledger_focus *focus, const struct cell_present *present,
                      struct rect rect);
void ledger_motion_draw(struct frame *frame, const struct ledger_focus *focus, const struct cell_present *present,
                        struct rect rect);
void ledger_worst_draw(struct frame *frame, const struct ledger_focus *focus, struct rect rect);

// Of a recorded command: its variables, worst first, of which one is followed. The height that all of them need, and the least.
void ledger_variables_draw(struct frame *frame, struct rect rect);
float ledger_variables_height(const struct frame *frame, uint32_t rows);

#endif
