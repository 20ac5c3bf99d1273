// See trace_parts.h.
#include "report/traces/trace_parts.h"

const char *const trace_format_names[TRACE_FORMATS] = {
    [TRACE_CHROME_JSON] = "chrome-json",
    [TRACE_PERFETTO] = "perfetto",
    [TRACE_CSV] = "csv",
};

const struct trace_part_row trace_part_rows[TRACE_PARTS] = {
    [TRACE_PART_STATE] = { "state", "new, ready, running, blocked, zombie, dead" },
    [TRACE_PART_WORK] = { "work", "at the starting line, at work" },
    [TRACE_PART_WAIT] = { "wait", "waits, for what, who had it" },
    [TRACE_PART_HOLD] = { "hold", "locks held" },
    [TRACE_PART_NOTE] = { "note", "puts, takes, asks, makes, joins, requests for a GIL" },
    [TRACE_PART_STEP] = { "step", "lines of the program" },
    [TRACE_PART_PRINT] = { "print", "what was printed" },
    [TRACE_PART_LEVEL] = { "level", "how much is in queues, pipes, semaphores" },
    [TRACE_PART_COUNTER] = { "counter", "the balance, updates lost" },
    [TRACE_PART_MARK] = { "mark", "lost updates, and who wrote over them" },
};
