// What a lab, or a command's variables, add to a trace of a recording (report/traces/trace.h): counters, and marks at what its tasks did, by time.
#ifndef LAB_LAB_TRACE_H
#define LAB_LAB_TRACE_H

#include "base/status.h"
#include "recording/recording.h"

#include <stdbool.h>
#include <stdint.h>

enum {
    LAB_TRACE_NAME_BYTES = 64,
};

enum lab_trace_kind {
    LAB_TRACE_COUNTER = 0, // from here on a counter has that value
    LAB_TRACE_MARK = 1,    // a task did something
};

struct lab_trace_event {
    uint64_t ns; // never decreases from one event to the next
    int64_t value;
    const char *name;   // of a mark, static: "lost"
    const char *counts; // of a mark, static: what its value counts, a key of JSON: "updates"
    const char
        *subject;  // of a mark: what it happened to, valid until the close: "balance"; NULL: there is one thing alone
    uint64_t flow; // of a mark: the number, from 1, of what leads from it to a later mark, or came from one; 0: neither
    uint32_t number;   // of the counter
    uint32_t task;     // of a mark
    uint32_t other;    // of a mark: the task that it concerns besides; TASK_NONE
    uint8_t kind;      // enum lab_trace_kind
    bool flow_arrives; // the flow came from an earlier mark
    bool about;        // this moment was not measured, though others were
};

struct lab_trace {
    // Derives what is needed. STATUS_BAD_FILE where what was recorded contradicts itself, STATUS_FAILED when memory is
    // short; nothing is left then. The recording must outlive it.
    struct status (*open)(void **trace, const struct recording *recording);
    uint32_t (*counter_count)(const void *trace);
    char *(*counter_name)(const void *trace, uint32_t number, char name[LAB_TRACE_NAME_BYTES]);
    bool (*about)(
        const void *trace); // whether moments were not measured, but lie between some that were; NULL: they were
    bool (*next)(void *trace, struct lab_trace_event *event); // false: there are no more
    void (*close)(void *trace);                               // NULL is allowed
};

#endif
