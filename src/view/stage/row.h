// Rows of figures, as the balance and the verdict have them.
#ifndef VIEW_STAGE_ROW_H
#define VIEW_STAGE_ROW_H

#include "view/ui/ui.h"

// A figure with its word at the left, and more at its right (NULL: nothing).
struct stage_row {
    enum text_id label;
    const char *value, *more;
    enum text_role role;
    enum text_id tip;
};
float stage_row_height(const struct frame *frame);
// Cuts it off the rest; draws nothing where there is no room.
void stage_row_draw(struct frame *frame, struct rect *rest, float row_px, const struct stage_row *row);

#endif
