// What a run of a lab came to (lab/lab.h: outcome), as the window says it.
#ifndef VIEW_LABS_OUTCOME_WORDS_H
#define VIEW_LABS_OUTCOME_WORDS_H

#include "view/labs/lab_telling.h"

// "3 of 10 read", in the arena: as the lab's words have it, or its own English name. Empty where it has none.
const char *outcome_words(struct arena *arena, enum language language, const struct plan *plan, uint32_t outcome);

#endif
