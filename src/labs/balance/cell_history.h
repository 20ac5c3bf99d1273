// The balance's story as the history of one word (document/cell_history.h).
#ifndef LABS_BALANCE_CELL_HISTORY_H
#define LABS_BALANCE_CELL_HISTORY_H

#include "document/cell_history.h"

struct balance_story;

// It points into the story, which must outlive it.
struct cell_history balance_cell_history(const struct balance_story *story);

#endif
