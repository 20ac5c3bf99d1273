// What one task was doing, as slices that nest: its work, in that what it holds, in that what it waits for.
#ifndef REPORT_TRACES_TRACE_SLICES_H
#define REPORT_TRACES_TRACE_SLICES_H

#include "report/traces/trace_event.h"

enum {
    TRACE_SLICES_DEEP = 64, // a lock that is taken inside so many is not told as a slice
};

struct trace_slice {
    uint8_t kind;  // enum trace_kind
    uint8_t value; // of work: enum trace_work
    bool continued, waited;
    bool hidden;              // of a hold: its task is done, or dead, and has it still
    uint32_t resource, other; // other: of a wait, who had it, or whose end is waited for
};

// Where the walk through a task's activities has come to. Zeroed: at the beginning.
struct trace_slices {
    size_t next;     // activity
    size_t now;      // of which the slices that begin are told
    uint64_t ns;     // when that begins, or the end
    bool waits;      // before that it waited, for
    uint32_t waited; // this resource
    bool at_end;
    uint32_t depth, keep, begin_count, begun; // of the open ones those beyond `keep` end now
    struct trace_slice open[TRACE_SLICES_DEEP], begins[2 * TRACE_SLICES_DEEP];
};

// The next event of a task's slices; false: there are no more.
bool trace_slices_next(struct trace_slices *slices, const struct trace_run *run, uint32_t task,
                       struct trace_event *event);

#endif
