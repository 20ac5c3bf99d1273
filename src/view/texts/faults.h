// What went wrong, in the window's language.
//
// Everything below the window, and every child, says it in one English sentence. That is a text and its parts, put together: it
// is taken apart again by the rows FAULT of assets/texts/en.def.
#ifndef VIEW_TEXTS_FAULTS_H
#define VIEW_TEXTS_FAULTS_H

#include "view/texts/texts.h"

// The sentence in that language, in the arena or as given. A sentence that no row fits stays English: better than nothing.
const char *fault_text(struct arena *arena, enum language language, const char *english);

#endif
