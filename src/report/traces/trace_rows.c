// See trace_rows.h.
#include "report/traces/trace_rows.h"

struct trace_row *trace_rows_make(const struct trace_run *run, struct arena *memory)
{
    return arena_get_array(memory, run->recording->resource_count + 1u, sizeof(struct trace_row));
}

bool trace_has_row(const struct trace_run *run, uint32_t resource)
{
    return trace_has_part(run, TRACE_PART_HOLD) && resource_is_lock(&run->recording->resources[resource]);
}

bool trace_has_rows(const struct trace_run *run)
{
    for (uint32_t r = 0; r < run->recording->resource_count; r++)
        if (trace_has_row(run, r))
            return true;
    return false;
}

struct trace_row_change trace_rows_see(struct trace_row *rows, const struct trace_event *event)
{
    struct trace_row_change change = { false, false };
    if (event->kind == TRACE_HOLD && !event->continued) {
        struct trace_row *row = &rows[event->resource];
        change.begins = !row->held || row->since_ns < event->ns;
        change.ends = row->held && change.begins;
        if (change.begins)
            *row = (struct trace_row){ .task = event->task, .held = true, .since_ns = event->ns };
    } else if (event->kind == TRACE_END && event->of == TRACE_HOLD && !event->stays) {
        struct trace_row *row = &rows[event->resource];
        change.ends = row->held && row->task == event->task && row->since_ns < event->ns;
        row->held = row->held && !change.ends;
    }
    return change;
}
