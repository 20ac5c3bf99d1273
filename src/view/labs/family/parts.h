// The pictures of the lab `family` beside the tree of processes.
#ifndef VIEW_LABS_FAMILY_PARTS_H
#define VIEW_LABS_FAMILY_PARTS_H

#include "view/ui/ui.h"

// The pages of the array, each shared or the child's own by then, and what x is in both processes.
void family_pages_draw(struct frame *frame, uint64_t ns, struct rect rect);

// What each process has in its buffer by then, and what of it has been let out.
void family_buffers_draw(struct frame *frame, uint64_t ns, struct rect rect);

#endif
