// What happened, as the sinks of a trace get it: one event after the other, in order of time.
//
// A task's work, waits and holds are slices that nest: each begins with an event of its kind and ends with one of kind
// TRACE_END, which ends the innermost. Where something is given back that was not taken last, what is inside it is ended,
// too, and begun again in the same moment (`continued`).
#ifndef REPORT_TRACES_TRACE_EVENT_H
#define REPORT_TRACES_TRACE_EVENT_H

#include "analysis/levels.h"
#include "analysis/states.h"
#include "base/arena.h"
#include "lab/lab.h"
#include "lab/lab_trace.h"
#include "report/traces/trace_ids.h"
#include "report/traces/trace_parts.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

enum trace_kind {
    TRACE_TASK,    // a task is made; other: who made it
    TRACE_STATE,   // value: enum trace_state; resource, other: what it is blocked on, who has that; cpu
    TRACE_WORK,    // a slice: value: enum trace_work
    TRACE_WAIT,    // a slice: resource; other: who had it, or whose end is waited for
    TRACE_HOLD,    // a slice: resource
    TRACE_END,     // of a slice: of what kind `of` says
    TRACE_NOTE,    // value: what it says of `other`; note: enum note_kind
    TRACE_STEP,    // value: the step's number; text: its line, or NULL
    TRACE_PRINT,   // text, bytes; value: enum printed_stream
    TRACE_LEVEL,   // resource; value: how much is in it from here on
    TRACE_COUNTER, // number, value
    TRACE_MARK,    // text: its name; other, value, as its lab has them
    TRACE_KINDS,
};

enum trace_state {
    TRACE_STATE_ZOMBIE = STATE_COUNT, // dead, and nobody has seen it
    TRACE_STATES,
};

enum trace_work {
    TRACE_STARTING, // at the starting line
    TRACE_WORKING,
    TRACE_DOINGS,
};

#define TRACE_LAB_FLOWS (UINT64_C(1) << 32) // the numbers of a lab's own flows are added to it
#define TRACE_NONE UINT32_MAX               // no task, no resource

struct trace_event {
    uint64_t ns, end_ns; // end_ns: of states and of slices that begin; else ns
    int64_t value;
    const char *text;           // valid until the next event
    const char *counts;         // of a mark: what its value counts
    const char *subject;        // of a mark: what it happened to; NULL: nothing in particular
    size_t bytes;               // of a print's
    uint64_t flow_out, flow_in; // numbers of what leads from here to a later event, or came here; 0: nothing
    uint32_t task;              // TRACE_NONE: of levels and counters
    uint32_t resource, other;   // TRACE_NONE: none
    uint32_t number;            // of a counter
    int32_t cpu;                // −1: not known
    uint8_t kind;               // enum trace_kind
    uint8_t of;                 // of TRACE_END: enum trace_kind
    uint8_t note;               // of TRACE_NOTE: enum note_kind
    bool continued;             // begins what had begun before
    bool stays;                 // of TRACE_END: it begins again at once
    bool waited;                // of TRACE_HOLD: it was waited for
    bool hidden; // of TRACE_END: its task has ended and has no slices any more; it gives back, or the recording ends
    bool about;  // the moment was not measured
    bool gives;  // of TRACE_END of a hold: it was given back, by its task or for it
};

// All that the walk and the sinks read. Constant while a trace is written.
struct trace_run {
    const struct recording *recording;
    const struct lab *lab; // NULL: none
    struct states states;
    struct levels levels;
    struct trace_ids ids;
    const struct lab_trace *adds; // its lab's, or a command's variables'; NULL: none
    void *lab_trace;              // what it opened; NULL: nothing is added
    bool about;                   // moments of what it adds were not measured
    unsigned parts;
    struct arena memory;
};

static inline bool trace_has_part(const struct trace_run *run, enum trace_part part) { return run->parts >> part & 1; }

// Since the first task was made.
static inline uint64_t trace_since(const struct trace_run *run, uint64_t ns) { return ns - run->states.from_ns; }

// A format: begins, takes every event, ends. It is released whatever came before, with NULL too.
struct trace_sink {
    bool (*begin)(void **sink, FILE *out, const struct trace_run *run); // false: memory is short
    void (*take)(void *sink, const struct trace_event *event);
    void (*end)(void *sink); // NULL: nothing is left to say
    void (*release)(void *sink);
};

extern const struct trace_sink trace_chrome_json, trace_perfetto, trace_csv;

#endif
