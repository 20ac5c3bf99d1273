// What came of a run, in a few words: for the lists of what was seen.
#ifndef VIEW_LABS_CAME_H
#define VIEW_LABS_CAME_H

#include "document/document.h"
#include "view/texts/texts.h"

// "172 330 of 400 000 lost", "3 of 10 read"; empty where its lab does not tell, and of a run of no lab. In the arena.
const char *came_of(struct arena *arena, enum language language, const struct document *document);

#endif
