// What the window shows of the queue: a row of view/labs/views.c.
#ifndef VIEW_LABS_QUEUE_PICTURE_H
#define VIEW_LABS_QUEUE_PICTURE_H

#include "view/labs/lab_view.h"

extern const struct lab_view queue_view;

#endif
