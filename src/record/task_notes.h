// The notes of tasks while a recording is put together: brought into order, and told of each other.
#ifndef RECORD_TASK_NOTES_H
#define RECORD_TASK_NOTES_H

#include "recording/notes.h"
#include "recording/resource.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// The notes of one task.
struct task_notes {
    struct note *notes;
    size_t count, capacity;
};

// One more. False: memory is short.
bool task_notes_add(struct task_notes *notes, struct note note);

// Each task's by time, equal moments in the order in which they came. False: memory is short.
bool task_notes_sort(struct task_notes *notes, uint32_t tasks);

// Notes with each release whether somebody was waiting for it then; of sorted notes. False: memory is short.
bool task_notes_tell_releases(struct task_notes *notes, uint32_t tasks, const struct resource *resources);

#endif
