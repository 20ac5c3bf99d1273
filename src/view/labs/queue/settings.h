// What the window says of the queue's settings.
#ifndef VIEW_LABS_QUEUE_SETTINGS_H
#define VIEW_LABS_QUEUE_SETTINGS_H

#include "view/labs/lab_telling.h"

extern const struct lab_words queue_words;
extern const struct lab_telling queue_telling;

#endif
