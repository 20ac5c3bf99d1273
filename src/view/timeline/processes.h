// The processes of a program that was recorded, in the timeline: which are folded, and what they are called.
#ifndef VIEW_TIMELINE_PROCESSES_H
#define VIEW_TIMELINE_PROCESSES_H

#include "document/document.h"
#include "view/ui/ui.h"

struct timeline_model;

// Whether the tasks of that process (document/crowd.h) are folded away.
bool timeline_process_folded(const struct timeline_model *timeline, const struct document *document, uint32_t process);

// Folds or unfolds one; −1: all, folds them where any is not.
void timeline_fold(struct timeline_model *timeline, const struct document *document, int64_t process);

// How many of so many tasks ran at once, on average in each column, as a skyline; columns of one height are drawn together.
struct timeline_axis;
void timeline_running_draw(struct frame *frame, const struct timeline_axis *axis, struct rect rect,
                           const struct meter *running, uint32_t tasks);

// "python3.9, pid 4000: 12 threads".
const char *timeline_process_words(struct frame *frame, uint32_t process);

#endif
