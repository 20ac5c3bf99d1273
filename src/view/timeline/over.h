// What the timeline opens over the view, and the buttons that open it. Inside the timeline only.
#ifndef VIEW_TIMELINE_OVER_H
#define VIEW_TIMELINE_OVER_H

#include "view/timeline/axis.h"

// Buttons in the head: their ids are ui_id("timeline tool", …).
enum timeline_tool {
    TOOL_ROWS,
    TOOL_LEGEND,
    TOOL_NOTES,
    TIMELINE_TOOLS
};

// What is open now.
void timeline_over_draw(struct frame *frame);

#endif
