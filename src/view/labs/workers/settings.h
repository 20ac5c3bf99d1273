// What the window says of the settings of `workers`.
#ifndef VIEW_LABS_WORKERS_SETTINGS_H
#define VIEW_LABS_WORKERS_SETTINGS_H

#include "view/labs/lab_telling.h"

extern const struct lab_words workers_words;
extern const struct lab_telling workers_telling;

#endif
