// The processes of a program that was recorded, in the timeline: which are folded, and what they are called.
#ifndef VIEW_TIMELINE_PROCESSES_H
#define VIEW_TIMELINE_PROCESSES_H

#include "base/bit_set.h"
#include "document/document.h"
#include "view/ui/ui.h"

struct timeline_model;

// Whether the tasks of that process (document/crowd.h) are folded away.
bool timeline_process_folded(const struct timeline_model *timeline, const struct document *document, uint32_t process);

enum {
    TIMELINE_FOLD_RESOURCES = BIT_SET_MAX, // past all processes
};

// Folds or unfolds one; −1: all, folds them where any is not; TIMELINE_FOLD_RESOURCES: the resources that nobody waited for.
void timeline_fold(struct timeline_model *timeline, const struct document *document, int64_t process);

// Whether the resource of that rank (document/crowd.h, most_waited) is folded away.
bool timeline_resource_folded(const struct timeline_model *timeline, const struct document *document, uint32_t rank);

// Whether the GIL of that rank is: past some, whoever waited for them.
bool timeline_gil_folded(const struct timeline_model *timeline, const struct document *document, uint32_t rank);

// The name of a row that folds others away: with a sign that says whether it has, to be pressed.
struct timeline_fold {
    uint32_t id;
    int64_t argument; // of ACTION_TIMELINE_FOLD
    bool folded;
    const char *tip;
    const char *token; // of whose rows it folds; NULL: of no task's
    int task;          // that it is the token of
};
void timeline_fold_draw(struct frame *frame, struct rect rect, const char *name, const struct timeline_fold *fold);

// How many of so many tasks ran at once, on average in each column, as a skyline; columns of one height are drawn together.
struct timeline_axis;
void timeline_running_draw(struct frame *frame, const struct timeline_axis *axis, struct rect rect,
                           const struct meter *running, uint32_t tasks);

// "python3.9, pid 4000: 12 threads".
const char *timeline_process_words(struct frame *frame, uint32_t process);

#endif
