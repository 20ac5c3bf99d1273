// Where in the source each task was seen last.
#ifndef VIEW_SOURCE_SEEN_H
#define VIEW_SOURCE_SEEN_H

#include "view/ui/ui.h"

enum {
    SEEN_TASKS_MOST = 64, // are looked for
};

struct seen_task {
    uint32_t task, place;
    uint64_t ns; // at its last load or store of any variable that is known
    bool gone;   // it has done something else since
    uint64_t gone_ns;
};

// Those that were seen at the playhead or before it, by task. Returns how many.
uint32_t source_seen(const struct frame *frame, struct seen_task seen[SEEN_TASKS_MOST]);

// What there is to say of one: in the frame's arena.
const char *source_seen_words(struct frame *frame, const struct seen_task *seen);

#endif
