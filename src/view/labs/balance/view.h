// The balance among the labs. Its stage is its own (view/stage).
#ifndef VIEW_LABS_BALANCE_VIEW_H
#define VIEW_LABS_BALANCE_VIEW_H

#include "view/labs/lab_view.h"

extern const struct lab_view balance_view;

#endif
