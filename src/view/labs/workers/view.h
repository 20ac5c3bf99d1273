// What the window shows of `workers`: how much faster the work gets by the count of workers.
#ifndef VIEW_LABS_WORKERS_VIEW_H
#define VIEW_LABS_WORKERS_VIEW_H

#include "view/labs/lab_view.h"

extern const struct lab_view workers_view;

#endif
