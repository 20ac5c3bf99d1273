// Waits that a recorded program told nothing of and the kernel was asked about (sleepers.h), among what it told.
#ifndef RECORD_LONG_WAITS_H
#define RECORD_LONG_WAITS_H

#include "record/made.h"
#include "record/objects.h"
#include "record/sleepers.h"
#include "record/task_notes.h"
#include "recording/recording.h"

#include <stdbool.h>

// Adds a note where each began and, by the switch records, where its task came in again; of a wait that the task noted itself, none.
// notes: by task, sorted; those that are added stand behind them. What is waited for becomes a resource where there is room
// for one. False: memory is short.
bool long_waits_tell(struct task_notes *notes, const struct long_wait *found, size_t count, const struct made *made,
                     struct objects *objects, const struct switch_record *switches, size_t switch_count);

#endif
