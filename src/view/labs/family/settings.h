// What the window says of the family's settings.
#ifndef VIEW_LABS_FAMILY_SETTINGS_H
#define VIEW_LABS_FAMILY_SETTINGS_H

#include "view/labs/lab_telling.h"

extern const struct lab_words family_words;
extern const struct lab_telling family_telling;

#endif
