// What who lectures sees on a screen of their own: where the talk is, its notes, what comes next, the time.
#ifndef VIEW_LECTURE_PRESENTER_H
#define VIEW_LECTURE_PRESENTER_H

#include "view/ui/ui.h"

struct presenter_clock {
    int hour, minute;
    uint64_t talk_s; // since the talk was opened
};

// The whole picture. The frame's model has a talk.
void presenter_draw(struct frame *frame, struct presenter_clock clock);

#endif
