// What went wrong, in the window's language.
#ifndef VIEW_TEXTS_FAULTS_H
#define VIEW_TEXTS_FAULTS_H

#include "base/status.h"
#include "view/texts/texts.h"

// What the status says, in that language, in the arena or as given: by its id and its parts (base/fault.h). What has none is
// English: better than nothing.
const char *fault_text(struct arena *arena, enum language language, const struct status *status);

#endif
