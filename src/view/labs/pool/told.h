// What is said of a pool's moments, and of its end, in the window's language.
#ifndef VIEW_LABS_POOL_TOLD_H
#define VIEW_LABS_POOL_TOLD_H

#include "view/labs/lab_view.h"

// As struct lab_view has them.
bool pool_caption(struct frame *frame, const struct tale_event *event, struct lab_caption *caption);
bool pool_verdict(struct frame *frame, struct lab_caption *verdict);

#endif
