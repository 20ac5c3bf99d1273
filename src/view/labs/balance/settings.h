// What the window says of the balance's settings.
#ifndef VIEW_LABS_BALANCE_SETTINGS_H
#define VIEW_LABS_BALANCE_SETTINGS_H

#include "view/labs/lab_words.h"

extern const struct lab_words balance_words;

#endif
