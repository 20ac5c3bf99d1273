// Adds up what the tasks and their states were counted with.
#include "analysis/usage.h"

#include "analysis/lock_totals.h"

static void count_locks(struct run_usage *usage, const struct recording *recording)
{
    const struct lock_totals locks = lock_totals_of_kind(recording, false);
    const int gil = recording_find_resource(recording, RESOURCE_GIL);
    for (uint32_t t = 0; gil >= 0 && t < recording->task_count; t++) {
        const struct use use = recording_use(recording, t, (uint32_t)gil);
        usage->gil_switches += use.switches;
        usage->gil_requests += use.requests;
        usage->gil_timeouts += use.timeouts;
    }
    usage->hold_known = recording->plan->timing == TIMING_FULL;
    usage->acquisitions = locks.acquisitions;
    usage->contended = locks.contended;
    usage->wait_ns = recording_span_ns(recording, locks.wait_ticks);
    usage->hold_ns = recording_span_ns(recording, locks.hold_ticks);
    usage->gil_waits_known = gil >= 0 && status_is_ok(gil_waits_of(&usage->gil_waits, recording));
}

void usage_of(struct run_usage *usage, const struct recording *recording, const struct states *states)
{
    const bool ran = states->run_to_ns > states->run_from_ns;
    *usage = (struct run_usage){
        .wall_ns = states->run_to_ns - states->run_from_ns,
        .cores_busy = states->cores_busy,
        .blocked_share = ran ? states_share_of_all(states, recording->task_count, STATE_BLOCKED) : -1,
    };
    count_locks(usage, recording);
}
