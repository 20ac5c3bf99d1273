// All that a recording has, as one sequence of events by time.
#ifndef REPORT_TRACES_TRACE_WALK_H
#define REPORT_TRACES_TRACE_WALK_H

#include "base/merge.h"
#include "report/traces/trace_event.h"

struct trace_source;

struct trace_walk {
    const struct trace_run *run;
    struct trace_source *sources;
    uint32_t source_count;
    struct merge merge; // of the sources, by their next events
    struct arena memory;
};

// False: memory is short. lab: with what the lab adds, which can be walked through but once.
bool trace_walk_init(struct trace_walk *walk, const struct trace_run *run, bool lab);
void trace_walk_finish(struct trace_walk *walk);

// Times never decrease. False: there are no more.
bool trace_walk_next(struct trace_walk *walk, struct trace_event *event);

#endif
