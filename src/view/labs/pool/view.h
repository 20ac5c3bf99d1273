// The pool's row of what the window shows of labs.
#ifndef VIEW_LABS_POOL_VIEW_H
#define VIEW_LABS_POOL_VIEW_H

#include "view/labs/lab_view.h"

extern const struct lab_view pool_view;

#endif
