// What the window says of the settings of `cost`.
#ifndef VIEW_LABS_COST_SETTINGS_H
#define VIEW_LABS_COST_SETTINGS_H

#include "view/labs/lab_telling.h"

extern const struct lab_words cost_words;
extern const struct lab_telling cost_telling;

#endif
