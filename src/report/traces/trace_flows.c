// One place a resource for each kind of flow: what begins there takes the place of what has not arrived.
#include "report/traces/trace_flows.h"

#include <stdlib.h>
#include <string.h>

struct trace_flow_end {
    bool open;
    uint32_t task;  // it leads from there; of a request: there
    uint64_t which; // the first walk: what could begin; the second: its number, 0: it does not arrive
};

bool trace_flows_init(struct trace_flows *flows, const struct trace_run *run)
{
    const size_t count = run->recording->resource_count + 1u;
    *flows = (struct trace_flows){ 0 };
    flows->locks = calloc(count, sizeof *flows->locks);
    flows->requests = calloc(count, sizeof *flows->requests);
    return flows->locks && flows->requests;
}

void trace_flows_number(struct trace_flows *flows, const struct trace_run *run)
{
    flows->numbering = true;
    flows->begun = 0;
    memset(flows->locks, 0, (run->recording->resource_count + 1u) * sizeof *flows->locks);
    memset(flows->requests, 0, (run->recording->resource_count + 1u) * sizeof *flows->requests);
}

void trace_flows_finish(struct trace_flows *flows)
{
    free(flows->arrive);
    free(flows->locks);
    free(flows->requests);
    *flows = (struct trace_flows){ 0 };
}

// Room for one more bit.
static bool make_room(struct trace_flows *flows)
{
    if (flows->begun < flows->room)
        return true;
    const uint64_t room = flows->room ? 2 * flows->room : 4096;
    uint64_t *arrive = realloc(flows->arrive, room / 8);
    if (!arrive)
        return false;
    memset((char *)arrive + flows->room / 8, 0, (room - flows->room) / 8);
    flows->arrive = arrive;
    flows->room = room;
    return true;
}

static void begin_flow(struct trace_flows *flows, struct trace_flow_end *end, uint32_t task, struct trace_event *event)
{
    *end = (struct trace_flow_end){ .open = true, .task = task, .which = flows->begun };
    if (!flows->numbering && !make_room(flows)) {
        flows->failed = true;
        return;
    }
    if (flows->numbering) {
        const bool arrives = flows->begun < flows->room && flows->arrive[flows->begun / 64] >> flows->begun % 64 & 1;
        end->which = event->flow_out = arrives ? ++flows->given : 0;
    }
    flows->begun++;
}

static void arrive(struct trace_flows *flows, struct trace_flow_end *end, struct trace_event *event)
{
    if (flows->numbering)
        event->flow_in = end->which;
    else if (!flows->failed)
        flows->arrive[end->which / 64] |= UINT64_C(1) << end->which % 64;
    end->open = false;
}

// Who takes a lock without having waited for it comes between; whoever takes a GIL, nobody is asked for it any more.
static void see_hold(struct trace_flows *flows, struct trace_event *event)
{
    struct trace_flow_end *end = &flows->locks[event->resource];
    if (event->continued)
        return;
    if (end->open && event->waited && end->task != event->task)
        arrive(flows, end, event);
    end->open = false;
    flows->requests[event->resource].open = false;
}

static void see_note(struct trace_flows *flows, struct trace_event *event)
{
    struct trace_flow_end *end = event->resource == TRACE_NONE ? NULL : &flows->requests[event->resource];
    if (end && event->note == NOTE_REQUESTED && event->other != TRACE_NONE && !end->open)
        begin_flow(flows, end, event->other, event);
    else if (end && event->note == NOTE_HONOURED && end->open) {
        if (end->task == event->task)
            arrive(flows, end, event);
        end->open = false;
    }
}

void trace_flows_see(struct trace_flows *flows, struct trace_event *event)
{
    if (event->kind == TRACE_HOLD)
        see_hold(flows, event);
    else if (event->kind == TRACE_END && event->gives)
        begin_flow(flows, &flows->locks[event->resource], event->task, event);
    else if (event->kind == TRACE_NOTE)
        see_note(flows, event);
}
