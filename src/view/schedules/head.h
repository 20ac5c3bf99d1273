// The head of the panel in the middle. Inside the schedules view only.
#ifndef VIEW_SCHEDULES_HEAD_H
#define VIEW_SCHEDULES_HEAD_H

#include "view/schedules/sheet.h"

// The panel with its title, and the stepper of iterations in its head; returns the room inside.
struct rect schedules_head_draw(struct frame *frame, const struct schedules_sheet *sheet, struct rect rect,
                                enum text_id title, enum text_id brief);

// The tabs of what is scheduled, the balance only where its settings are there, at the left of a panel's head; returns the
// width they took, 0 where they do not fit into room_px.
float schedules_tabs_draw(struct frame *frame, struct rect panel, float room_px);

#endif
