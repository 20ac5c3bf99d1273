// Derives what the walk reads, walks twice (trace_flows.h), and hands every event to the format's sink.
#include "report/traces/trace.h"

#include "base/fault.h"
#include "report/traces/trace_event.h"
#include "report/traces/trace_flows.h"
#include "report/traces/trace_variables.h"
#include "report/traces/trace_walk.h"

static const struct trace_sink *const sinks[TRACE_FORMATS] = {
    [TRACE_CHROME_JSON] = &trace_chrome_json,
    [TRACE_PERFETTO] = &trace_perfetto,
    [TRACE_CSV] = &trace_csv,
};

static struct status no_memory(void) { return status_fault(STATUS_FAILED, FAULT_OUT_OF_MEMORY); }

// ---- what is derived --------------------------------------------------------------------------------------------------

static bool lab_adds(const struct trace_run *run)
{
    return run->adds && (trace_has_part(run, TRACE_PART_COUNTER) || trace_has_part(run, TRACE_PART_MARK));
}

static struct status prepare(struct trace_run *run, const struct recording *recording, unsigned parts)
{
    *run = (struct trace_run){ .recording = recording, .lab = lab_of(recording->plan->lab), .parts = parts };
    run->adds = run->lab ? run->lab->trace : recording->watched ? &trace_variables : NULL;
    struct status status = states_build(&run->states, recording);
    if (status_is_ok(status))
        status = levels_build(&run->levels, recording);
    if (status_is_ok(status) && !trace_ids_make(&run->ids, recording, &run->memory))
        status = no_memory();
    if (status_is_ok(status) && lab_adds(run))
        status = run->adds->open(&run->lab_trace, recording);
    run->about = run->lab_trace && run->adds->about && run->adds->about(run->lab_trace);
    return status;
}

static void finish(struct trace_run *run)
{
    if (run->lab_trace)
        run->adds->close(run->lab_trace);
    arena_finish(&run->memory);
    levels_finish(&run->levels);
    states_finish(&run->states);
}

// ---- the walks --------------------------------------------------------------------------------------------------------

static bool find_flows(struct trace_flows *flows, const struct trace_run *run)
{
    struct trace_walk walk;
    struct trace_event event;
    if (!trace_flows_init(flows, run) || !trace_walk_init(&walk, run, false))
        return false;
    while (trace_walk_next(&walk, &event))
        trace_flows_see(flows, &event);
    trace_walk_finish(&walk);
    trace_flows_number(flows, run);
    return !flows->failed;
}

static bool tell(const struct trace_run *run, struct trace_flows *flows, const struct trace_sink *format, FILE *out)
{
    struct trace_walk walk;
    struct trace_event event;
    void *sink = NULL;
    if (!trace_walk_init(&walk, run, true))
        return false;
    const bool begun = format->begin(&sink, out, run);
    while (begun && !ferror(out) && trace_walk_next(&walk, &event)) {
        trace_flows_see(flows, &event);
        format->take(sink, &event);
    }
    if (begun && format->end)
        format->end(sink);
    format->release(sink);
    trace_walk_finish(&walk);
    return begun;
}

struct status trace_write(FILE *out, const struct recording *recording, enum trace_format format, unsigned parts)
{
    struct trace_run run;
    struct trace_flows flows = { 0 };
    struct status status = prepare(&run, recording, parts);
    if (status_is_ok(status) && !(find_flows(&flows, &run) && tell(&run, &flows, sinks[format], out)))
        status = no_memory();
    trace_flows_finish(&flows);
    finish(&run);
    return status;
}
