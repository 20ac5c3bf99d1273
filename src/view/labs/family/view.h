// What the window shows of the family: a row of view/labs/views.c.
#ifndef VIEW_LABS_FAMILY_VIEW_H
#define VIEW_LABS_FAMILY_VIEW_H

#include "view/labs/lab_view.h"

extern const struct lab_view family_view;

#endif
