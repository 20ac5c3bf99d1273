// The formats of traces, and what is in them.
#ifndef REPORT_TRACES_TRACE_PARTS_H
#define REPORT_TRACES_TRACE_PARTS_H

enum trace_format {
    TRACE_CHROME_JSON, // Chrome's Trace Event Format
    TRACE_PERFETTO,    // Perfetto's own packets
    TRACE_CSV,         // one table, RFC 4180
    TRACE_FORMATS,
};

extern const char *const trace_format_names[TRACE_FORMATS];

// What is in a trace, and what may be left out. Tasks themselves are always told.
enum trace_part {
    TRACE_PART_STATE,
    TRACE_PART_WORK,
    TRACE_PART_WAIT,
    TRACE_PART_HOLD,
    TRACE_PART_NOTE,
    TRACE_PART_STEP,
    TRACE_PART_PRINT,
    TRACE_PART_LEVEL,
    TRACE_PART_COUNTER,
    TRACE_PART_MARK,
    TRACE_PARTS,
};

#define TRACE_ALL_PARTS ((1u << TRACE_PARTS) - 1)

struct trace_part_row {
    const char *name, *help;
};

extern const struct trace_part_row trace_part_rows[TRACE_PARTS];

#endif
