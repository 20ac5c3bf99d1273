// The comparison's page of a lab's variants. Inside the comparison only.
#ifndef VIEW_COMPARE_VARIANTS_H
#define VIEW_COMPARE_VARIANTS_H

#include "view/ui/ui.h"

#include <stdbool.h>

// Whether what it has is of the settings' lab.
bool variants_are_here(const struct model *model);

// What the page's head says, as much of it as there is room for.
const char *variants_title(struct frame *frame, struct text_style style, float room_px);

// The page, below the panel's head.
void variants_draw(struct frame *frame, struct rect room);

#endif
