// A row a lock: who holds it, one at a time, for readers that show it beside the tasks.
//
// Notes may contradict each other (files are untrusted). Who takes a lock that another has ends the other's time; what would
// last no time at all is left out.
#ifndef REPORT_TRACES_TRACE_ROWS_H
#define REPORT_TRACES_TRACE_ROWS_H

#include "report/traces/trace_event.h"

struct trace_row {
    uint32_t task; // that holds it
    bool held;
    uint64_t since_ns;
};

// What an event does to the row of its resource.
struct trace_row_change {
    bool ends, begins;
};

// One a resource, in the arena. NULL: memory is short.
struct trace_row *trace_rows_make(const struct trace_run *run, struct arena *memory);

struct trace_row_change trace_rows_see(struct trace_row *rows, const struct trace_event *event);

// Whether there are any rows in a trace: locks, and holds are told.
bool trace_has_rows(const struct trace_run *run);
bool trace_has_row(const struct trace_run *run, uint32_t resource);

#endif
