// The tasks of a recorded command: every thread and process that the kernel, or the library inside, told of.
#ifndef RECORD_MADE_H
#define RECORD_MADE_H

#include "base/status.h"
#include "os/switches.h"
#include "os/target.h"
#include "record/event.h"
#include "recording/tasks.h"

#include <stdbool.h>
#include <stdint.h>

// From when to when a tid was this task's; a tid comes again.
struct made_span {
    int32_t tid;
    uint32_t task;
    uint64_t from_ns, to_ns;
};

struct made {
    struct task *tasks;      // in the order in which they were made
    struct made_span *spans; // by tid, then by time
    bool *out_of_sight; // by task: the kernel tells nothing more of it since it became a program with rights of its own
    uint32_t count;
    uint64_t folded; // more than there is room for
};

// What is known of the command's first process.
struct made_root {
    int64_t pid, parent_pid;
    uint64_t began_ns, released_ns, ended_ns; // before its fork; at its exec; its end was seen
    const char *name;
};

// From lives (by time), or, where the kernel told none, from the streams. STATUS_FAILED when memory is short. Free with
// made_free.
struct status made_build(struct made *made, const struct made_root *root, const struct os_life *lives,
                         size_t life_count, const struct event_streams *streams);
void made_free(struct made *made);

// The task whose tid it was at that moment, or that came by it next; −1: none is kept.
int made_find(const struct made *made, int32_t tid, uint64_t ns);

// The same with from when to when it was; NULL: none is kept.
const struct made_span *made_find_span(const struct made *made, int32_t tid, uint64_t ns);

// Names tasks: processes as the kernel calls them, threads too where that says something; the others T1, T2 …
void made_name(struct made *made, const struct os_life *lives, size_t life_count);

// Gives those out of sight their end: when they were reaped, or else that of the run.
void made_end_out_of_sight(struct made *made, uint64_t ended_ns);

// Each moment of a task no earlier than the one before it, and none outside the run.
void made_put_in_order(struct made *made, uint64_t began_ns, uint64_t ended_ns);

#endif
