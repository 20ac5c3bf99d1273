// What the window says of the pool's settings.
#ifndef VIEW_LABS_POOL_SETTINGS_H
#define VIEW_LABS_POOL_SETTINGS_H

#include "view/labs/lab_telling.h"

extern const struct lab_words pool_words;
extern const struct lab_telling pool_telling;

#endif
