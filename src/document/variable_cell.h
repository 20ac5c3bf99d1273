// A variable's story as the history of one word (document/cell_history.h).
#ifndef DOCUMENT_VARIABLE_CELL_H
#define DOCUMENT_VARIABLE_CELL_H

#include "document/variable_story.h"

// The story must outlive it, and stay where it is.
struct cell_history variable_cell_history(const struct variable_story *story);

// Spreads what was lost along the run, once its moments count this variable's events. STATUS_FAILED when memory is short.
struct status variable_story_settle(struct variable_story *story, const struct moments *moments);

#endif
