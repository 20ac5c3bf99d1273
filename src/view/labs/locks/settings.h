// What the window says of the locks' settings.
#ifndef VIEW_LABS_LOCKS_SETTINGS_H
#define VIEW_LABS_LOCKS_SETTINGS_H

#include "view/labs/lab_telling.h"

extern const struct lab_words locks_words;
extern const struct lab_telling locks_telling;

#endif
