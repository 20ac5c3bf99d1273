// What a lock's row and the GIL's have in common.
#ifndef VIEW_TIMELINE_LOCK_H
#define VIEW_TIMELINE_LOCK_H

#include "view/timeline/row.h"

// Has the resource a row? The short timeline has room for one lock of few workers: the innermost, which is the program's own where
// there is a GIL too; of a recorded program the one that was waited for longest.
bool timeline_lock_shown(const struct timeline_rows *rows, const struct document *document, int resource);

// Of it, and of any other resource.
const char *timeline_resource_name(struct frame *frame, int resource);

void timeline_lock_label(struct frame *frame, const struct timeline_axis *axis, struct rect rect,
                         const struct timeline_row *row);

// The span of its holder that lies at x.
bool timeline_lock_pick(const struct document *document, const struct timeline_axis *axis,
                        const struct timeline_row *row, float x, struct timeline_pick *pick);

// Who holds it, and for how long, in words in the arena.
const char *timeline_lock_words(struct frame *frame, const struct timeline_axis *axis, const struct timeline_row *row,
                                uint64_t ns);

#endif
