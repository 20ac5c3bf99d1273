// The schedules view where locks alone are scheduled: two of them, or the philosophers at their table. Inside that view only.
//
// What can be moved stands at the left, the picture in the middle, how the schedules end at the right, as for the balance.
#ifndef VIEW_SCHEDULES_LOCKS_H
#define VIEW_SCHEDULES_LOCKS_H

#include "view/ui/ui.h"

void locks_draw(struct frame *frame);

#endif
