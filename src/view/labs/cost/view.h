// What the window shows of `cost`: how long each of many took, from the shortest to the longest.
#ifndef VIEW_LABS_COST_VIEW_H
#define VIEW_LABS_COST_VIEW_H

#include "view/labs/lab_view.h"

extern const struct lab_view cost_view;

#endif
