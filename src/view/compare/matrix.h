// The comparison's page of programs and versions. Inside the comparison only.
#ifndef VIEW_COMPARE_MATRIX_H
#define VIEW_COMPARE_MATRIX_H

#include "view/ui/ui.h"

// What the page's head says, as much of it as there is room for.
const char *matrix_title(struct frame *frame, struct text_style style, float room_px);

// What starting it would do.
const char *matrix_start_tip(struct frame *frame);

// The page, below the panel's head.
void matrix_draw(struct frame *frame, struct rect room);

// The ground of a cell of which that share of updates was lost; texts of TEXT_MAIN can be read on it.
struct colour matrix_shade(const struct theme *theme, double share);

#endif
