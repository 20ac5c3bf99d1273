// What the window shows of the locks alone.
#ifndef VIEW_LABS_LOCKS_VIEW_H
#define VIEW_LABS_LOCKS_VIEW_H

#include "view/labs/lab_view.h"

extern const struct lab_view locks_view;

#endif
