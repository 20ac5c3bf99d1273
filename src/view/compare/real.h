// The comparison's page of a real CPython. Inside the comparison, but for real_missing.
#ifndef VIEW_COMPARE_REAL_H
#define VIEW_COMPARE_REAL_H

#include "view/ui/ui.h"

#include <stdbool.h>

// What the page's head says, as much of it as there is room for; what starting it would do.
const char *real_title(struct frame *frame, struct text_style style, float room_px);
const char *real_start_tip(struct frame *frame);

// The dial's version, as its steps name it.
const char *real_version(struct frame *frame);

// Why there is nothing to compare with where the dial stands, in the arena: no interpreter of the version here, or no GIL in it.
// NULL: there is.
const char *real_missing(struct arena *arena, enum language language, const struct model *model);

// The page, below the panel's head.
void real_draw(struct frame *frame, struct rect room);

#endif
