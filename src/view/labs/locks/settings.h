// What the window says of the locks' settings.
#ifndef VIEW_LABS_LOCKS_SETTINGS_H
#define VIEW_LABS_LOCKS_SETTINGS_H

#include "view/labs/lab_words.h"

extern const struct lab_words locks_words;

#endif
