// The locks' picture: who holds what and who waits for whom, at a moment.
#ifndef VIEW_LABS_LOCKS_PICTURE_H
#define VIEW_LABS_LOCKS_PICTURE_H

#include "view/ui/ui.h"

#include <stdint.h>

void locks_picture_draw(struct frame *frame, uint64_t ns, struct rect rect);
void locks_icon_draw(struct frame *frame, struct rect rect);

#endif
