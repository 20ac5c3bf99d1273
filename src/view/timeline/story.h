// What stands out in a run: a holder that was off its cpu while others waited, a reader that was before it wrote over others, the
// longest waits; and of the stretch that is in sight the one that weighs most, in a line under the ruler. And the worst collision,
// flagged. Inside the timeline only.
#ifndef VIEW_TIMELINE_STORY_H
#define VIEW_TIMELINE_STORY_H

#include "view/timeline/layout.h"
#include "view/timeline/timeline_model.h"

// Looks for them, unless that has been done. Linear in the spans of states.
void timeline_story_find(struct timeline_story *story, const struct document *document);

// The one that weighs most of those that lie in a stretch and take up some of it; −1: none does.
int timeline_story_in(const struct timeline_story *story, uint64_t from_ns, uint64_t to_ns);

// Its line, above its time; a press zooms to it.
void timeline_story_draw(struct frame *frame, const struct timeline_axis *axis, struct rect line, float foot);

// The worst collision of the run, over the rows, where it is in sight and lost more than one update.
void timeline_flag_draw(struct frame *frame, const struct timeline_layout *layout);

#endif
