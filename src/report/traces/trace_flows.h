// What leads from one task to another: a lock, from who gives it back to who had waited for it and takes it next; a request
// for a GIL, from who asks to who lets go of it.
//
// A flow is told where it begins, before it is known whether it will arrive anywhere, so that the walk is made twice: first
// it is found out which arrive, a bit for each that could; then they get numbers.
#ifndef REPORT_TRACES_TRACE_FLOWS_H
#define REPORT_TRACES_TRACE_FLOWS_H

#include "report/traces/trace_event.h"

struct trace_flows {
    bool numbering;                          // the second walk
    uint64_t begun, given;                   // that could begin so far; numbers given
    uint64_t *arrive;                        // bits, by what could begin
    uint64_t room;                           // of those
    struct trace_flow_end *locks, *requests; // of each resource: what has begun and may arrive
    bool failed;                             // memory is short
};

bool trace_flows_init(struct trace_flows *flows, const struct trace_run *run);
void trace_flows_number(struct trace_flows *flows, const struct trace_run *run); // the second walk begins
void trace_flows_see(struct trace_flows *flows, struct trace_event *event);
void trace_flows_finish(struct trace_flows *flows); // a zeroed one is allowed

#endif
