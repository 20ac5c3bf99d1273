// What events are called: in plain English for a person who looks at a timeline, and in single words for a table.
#ifndef REPORT_TRACES_TRACE_NAMES_H
#define REPORT_TRACES_TRACE_NAMES_H

#include "report/traces/trace_event.h"

enum {
    TRACE_NAME_BYTES = 512,
    TRACE_TEXT_BYTES = 1 << 14, // of what was printed; what is longer ends in "…"
    TRACE_ARGS_MAX = 5,
};

// What stands beside a name: a text, or where that is NULL a number.
struct trace_arg {
    const char *key, *text;
    int64_t number;
};

// "waits for lock"; in the buffer, which is returned. Of what is printed its first line.
const char *trace_name(const struct trace_run *run, const struct trace_event *event, char name[TRACE_NAME_BYTES]);

// A lab's counter as the title of its track, which says so where its moments were not measured; in the buffer.
const char *trace_counter_title(const struct trace_run *run, uint32_t number, char name[TRACE_NAME_BYTES]);

// Its words in a table: of a note "put", of a state "running"; static or the recording's.
const char *trace_word(const struct trace_event *event);

// Of a note that says more than whom and what: what was asked, why it was refused; of a mark the variable. NULL: it does not.
const char *trace_detail(const struct trace_event *event);

// What its value counts; false: it has none that says anything.
bool trace_number(const struct trace_event *event, int64_t *number);

// The kind's part, by which it is chosen and filtered: "wait". Of an end that of what ends.
const char *trace_category(const struct trace_event *event);

// What else is known. Returns how many.
int trace_args(const struct trace_run *run, const struct trace_event *event, struct trace_arg args[TRACE_ARGS_MAX]);

// What was printed as valid UTF-8 without its last line end; all lines, or the first one.
const char *trace_printed(const struct trace_event *event, bool first_line, char *text, size_t text_bytes);

// That of its first task, where that is the process itself; else what was run.
const char *trace_process_name(const struct trace_run *run, uint32_t process);

const char *trace_task_name(const struct trace_run *run, uint32_t task);         // NULL: TRACE_NONE
const char *trace_resource_name(const struct trace_run *run, uint32_t resource); // NULL: TRACE_NONE

#endif
