// The parts of the schedules view. Inside that view only: each draws into the rectangle it is given, from the same desk.
#ifndef VIEW_SCHEDULES_PARTS_H
#define VIEW_SCHEDULES_PARTS_H

#include "view/model/view_row.h"
#include "view/schedules/sheet.h"
#include "view/ui/ui.h"

// Moves on the desk, by hand and by themselves; struct view_row has what each means.
void schedules_act(struct model *model, const struct document *document, enum action action, int64_t argument,
                   struct wishes *wishes);
bool schedules_tick(struct model *model, double seconds);

void schedules_workers_draw(struct frame *frame, const struct schedules_sheet *sheet, struct rect rect);
void schedules_graph_draw(struct frame *frame, const struct schedules_sheet *sheet, struct rect rect);
void schedules_tree_draw(struct frame *frame, const struct schedules_sheet *sheet, struct rect rect);
void schedules_outcomes_draw(struct frame *frame, const struct schedules_sheet *sheet, struct rect rect);
void schedules_rivals_draw(struct frame *frame, const struct schedules_sheet *sheet, struct rect rect);

#endif
