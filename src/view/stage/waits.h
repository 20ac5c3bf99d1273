// Who waits for whom in a program that was recorded: its locks at the playhead, each with its holder and those in line for it,
// and the ring where they have closed one.
#ifndef VIEW_STAGE_WAITS_H
#define VIEW_STAGE_WAITS_H

#include "view/ui/ui.h"

// Whether there is anything to show of it in this run at all.
bool stage_waits_has(const struct document *document);

// At a moment, as a panel.
void stage_waits_draw(struct frame *frame, uint64_t ns, struct rect rect);

#endif
