// What the two pages of the comparison share.
#ifndef VIEW_COMPARE_PARTS_H
#define VIEW_COMPARE_PARTS_H

#include "view/model/model.h"
#include "view/ui/ui.h"

// words_fit at the left or the right end of the cell.
void compare_fitted(struct frame *frame, struct rect cell, const char *text, struct text_style style, bool right);

// The first of the texts that is no wider than that; "" where none is.
const char *compare_first_fitting(struct frame *frame, const char *const *texts, int count, struct text_style style,
                                  float room_px);

// What the page's head says, as much of it as there is room for.
const char *matrix_title(struct frame *frame, struct text_style style, float room_px);

// What starting it would do.
const char *matrix_start_tip(struct frame *frame);

// The page of programs and versions, below the panel's head.
void matrix_draw(struct frame *frame, struct rect room);

// The ground of a cell of which that share of updates was lost; texts of TEXT_MAIN can be read on it.
struct colour matrix_shade(const struct theme *theme, double share);

#endif
