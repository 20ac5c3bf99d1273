// What stands on the window's frame.
#ifndef GUI_TITLE_H
#define GUI_TITLE_H

#include "document/document.h"
#include "view/texts/texts.h"

// "race.rl – No lock – 35 of 100 lost – Race Ledger": the file, or what was run; which kind of it; what came of it. In the arena. The
// path: NULL or empty where it is no file; document: NULL where nothing is shown yet. hidden: what came of it is not told.
const char *title_of(struct arena *arena, enum language language, const struct document *document, const char *path,
                     bool hidden);

#endif
