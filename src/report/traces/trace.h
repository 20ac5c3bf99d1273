// A recording as a trace that other programs read: its tasks and what they did, by time.
//
// One walk (trace_walk.h) goes through all that a recording has, in order of time, and each format is a sink of its events
// (trace_event.h). The walk and the sinks keep nothing of what was written, so that a trace of any length takes the memory
// of what is derived from the recording, and a bit for each time that a lock was given back.
#ifndef REPORT_TRACES_TRACE_H
#define REPORT_TRACES_TRACE_H

#include "base/status.h"
#include "recording/recording.h"
#include "report/traces/trace_parts.h"

#include <stdio.h>

// Writes the trace of a recording that was verified. parts: bits 1 << enum trace_part. Errors of the stream stay there.
// STATUS_BAD_FILE where what was recorded contradicts itself, STATUS_FAILED when memory is short; the stream may then
// have got a part.
struct status trace_write(FILE *out, const struct recording *recording, enum trace_format format, unsigned parts);

#endif
