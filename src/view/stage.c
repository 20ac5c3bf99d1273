// The stage. A thin first version, being written.
#include "view/views.h"

void stage_draw(struct frame *frame) { ui_panel(frame, frame->body, NULL, NULL); }
