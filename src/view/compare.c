// The comparison. A thin first version, being written.
#include "view/control.h"
#include "view/views.h"

void compare_draw(struct frame *frame) { ui_panel(frame, frame->body, NULL, NULL); }
void compare_act(struct model *model, enum action action, int64_t argument, struct wishes *wishes)
{
    (void)model, (void)action, (void)argument, (void)wishes;
}
