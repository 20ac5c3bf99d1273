// Which rows the long timeline has, and in which order: those whose name has a word; of tasks by number, by how long they waited or
// by what they lost, some pinned on top.
#ifndef VIEW_TIMELINE_ARRANGE_H
#define VIEW_TIMELINE_ARRANGE_H

#include "view/timeline/row.h"
#include "view/timeline/timeline_model.h"

// Works it out, unless that has been done.
void timeline_arrange(struct model *model, const struct document *document);

// Whether tasks of several processes stand in one order: then a row's name has its process.
bool timeline_arranged_across(const struct timeline_arrangement *arrangement, const struct document *document);

// Whether nothing of it is to be seen.
bool timeline_arranged_plainly(const struct timeline_arrangement *arrangement);

// The tasks' rows as they are arranged, of these kinds: the pinned ones first, which sets rows->top.
void timeline_arrange_rows(struct timeline_rows *rows, const struct document *document,
                           const struct timeline_row_kind *of_task, const struct timeline_row_kind *of_process);

#endif
