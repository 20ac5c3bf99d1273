// The table of rows, and what all of them share.
#ifndef VIEW_TIMELINE_ROWS_H
#define VIEW_TIMELINE_ROWS_H

#include "view/timeline/row.h"

extern const struct timeline_row_kind *const timeline_row_kinds[]; // ended by NULL

// Makes room in the arena for all rows of a document. False: memory is short.
bool timeline_rows_make(struct timeline_rows *rows, struct arena *arena, const struct document *document);

// All rows of a document, not yet placed; room has been made, whole and workers have been set.
void timeline_rows_collect(struct timeline_rows *rows, const struct document *document);

// A number below BIT_SET_MAX for every row that is not of a task.
uint32_t timeline_row_number(const struct timeline_row_kind *kind, int index);

// Its name, in rect, and words on what it shows.
void timeline_label_draw(struct frame *frame, const struct timeline_axis *axis, struct rect rect,
                         const struct timeline_row *row);

// What a row has at a moment, with the time before it, in words in the arena.
const char *timeline_tip(struct frame *frame, const struct timeline_axis *axis, const struct timeline_row *row,
                         uint64_t ns);

#endif
