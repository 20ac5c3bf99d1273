// Turns what a recorded command's threads did into the notes of its tasks, and its prints into a console (console.h).
#ifndef RECORD_TOLD_H
#define RECORD_TOLD_H

#include "base/status.h"
#include "record/console.h"
#include "record/event.h"
#include "record/gil.h"
#include "record/made.h"
#include "record/objects.h"
#include "record/sleepers.h"
#include "record/task_notes.h"
#include "recording/recording.h"

struct told {
    struct task_notes *of; // each task
    uint32_t tasks;
    uint64_t *again; // of each task, of each of RESOURCES_MAX resources: acquisitions that were counted and not noted
    struct console console;
};

// Also tells the tasks what is known of them by others' doings: who joined or reaped them when, how a process ended. Tasks' first
// instruction is taken from their stream where it has one. The streams' events are freed one stream after the other as they are
// told. STATUS_FAILED when memory is short. Free with told_free.
struct status told_build(struct told *told, struct made *made, struct objects *objects, struct event_streams *streams,
                         const struct gils *gils, const struct long_wait *long_waits, size_t long_wait_count,
                         const struct switch_record *switches, size_t switch_count);
void told_free(struct told *told);

#endif
