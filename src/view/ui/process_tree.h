// Who made whom, as lanes over time: a task's lane splits off that of who made it, ends with its death, stays grey while it is a
// zombie and goes back to who saw its end. Of any recording whose tasks are a tree.
#ifndef VIEW_UI_PROCESS_TREE_H
#define VIEW_UI_PROCESS_TREE_H

#include "view/ui/ui.h"

// The document's, up to a moment in full and what comes after it faint, into the rectangle. Lanes that have no room are left
// out, the last ones first; how many is told at the foot.
void process_tree_draw(struct frame *frame, uint64_t ns, struct rect rect);

#endif
