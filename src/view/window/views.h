// The views, one function each: they fill the frame's draw list and hits, and change nothing else.
#ifndef VIEW_WINDOW_VIEWS_H
#define VIEW_WINDOW_VIEWS_H

#include "view/ui/ui.h"

// Fills in a frame for the model: theme, scale and language are the model's. The list has been initialised in the
// model's size. The ui's hits are forgotten.
void frame_init(struct frame *frame, struct draw_list *list, struct ui *ui, const struct document *document,
                const struct model *model);

// The whole picture: header, guard row, the present view, transport, what lies over it. The list is empty.
void window_draw(struct frame *frame);

// The present view, into frame->body.
void stage_draw(struct frame *frame);
void timeline_draw(struct frame *frame);
void ledger_draw(struct frame *frame);
void schedules_draw(struct frame *frame);
void compare_draw(struct frame *frame);

// The short timeline at the foot of the stage, into rect.
void timeline_strip_draw(struct frame *frame, struct rect rect);

#endif
