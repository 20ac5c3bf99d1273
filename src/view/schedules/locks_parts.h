// The parts of the picture of locks alone: each draws into the rectangle it is given. Inside the schedules view only.
#ifndef VIEW_SCHEDULES_LOCKS_PARTS_H
#define VIEW_SCHEDULES_LOCKS_PARTS_H

#include "view/schedules/schedules_model.h"
#include "view/ui/ui.h"

void locks_workers_draw(struct frame *frame, const struct locks_desk *desk, struct rect rect);
void locks_graph_draw(struct frame *frame, const struct locks_desk *desk, struct rect room);
void locks_table_draw(struct frame *frame, const struct locks_desk *desk, struct rect room);

#endif
