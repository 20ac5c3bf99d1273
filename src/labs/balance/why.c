// Finds the reason by asking from the strongest to the weakest.
#include "labs/balance/why.h"

#include "labs/balance/experiment.h"
#include "labs/balance/guard.h"

static bool any_overlap(const struct recording *recording)
{
    const uint32_t count = experiment_of(recording)->count;
    for (uint32_t a = 0; a < count; a++) {
        for (uint32_t b = a + 1; b < count; b++) {
            const struct task *first = &recording->tasks[a], *second = &recording->tasks[b];
            if (first->released_ns < second->finished_ns && second->released_ns < first->finished_ns)
                return true;
        }
    }
    return false;
}

static bool ran_together(const struct recording *recording, const struct states *states, uint32_t a, uint32_t b)
{
    const struct worker_states *first = &states->workers[a], *second = &states->workers[b];
    const uint64_t from = recording->facts->released_ns;
    size_t i = 0, j = 0;
    while (i < first->span_count && j < second->span_count) {
        const struct state_span *x = &first->spans[i], *y = &second->spans[j];
        const uint64_t low = x->from_ns > y->from_ns ? x->from_ns : y->from_ns;
        const uint64_t high = x->to_ns < y->to_ns ? x->to_ns : y->to_ns;
        if (x->state == STATE_RUNNING && y->state == STATE_RUNNING && high > (low > from ? low : from))
            return true;
        if (x->to_ns < y->to_ns)
            i++;
        else
            j++;
    }
    return false;
}

static bool any_together(const struct recording *recording, const struct states *states)
{
    for (uint32_t a = 0; a < experiment_of(recording)->count; a++) {
        for (uint32_t b = a + 1; b < experiment_of(recording)->count; b++)
            if (ran_together(recording, states, a, b))
                return true;
    }
    return false;
}

static uint64_t preemptions(const struct recording *recording, const struct states *states)
{
    uint64_t sum = 0;
    for (uint32_t w = 0; w < experiment_of(recording)->count; w++)
        sum += states->workers[w].run.preemptions;
    return sum;
}

static uint64_t gil_switches(const struct recording *recording)
{
    uint64_t sum = 0;
    for (uint32_t w = 0; w < experiment_of(recording)->count; w++)
        sum += recording_use(recording, w, 0).switches;
    return sum;
}

struct why why_of(const struct recording *recording, const struct ledger *ledger, const struct states *states)
{
    const struct experiment *experiment = experiment_of(recording);
    struct why why = { .kind = WHY_NOTHING };
    if (ledger->lost > 0) {
        why.kind = ledger->final == ledger->expected ? WHY_CANCELLED : WHY_NOTHING;
        return why;
    }
    if (experiment->memory == MEMORY_PRIVATE)
        return why;
    if (guard_keeps_all(experiment)) {
        if (experiment->count > 1 && guard_keeps_by_points(experiment))
            why.kind = WHY_SWITCH_POINTS;
        else if (experiment->count == 1 && program_can_lose(guard_program(experiment)))
            why.kind = WHY_ONE_WORKER;
        return why;
    }
    if (experiment->scheduled == SCHEDULE_DRIVEN) // somebody chose it so
        return why;
    if (!any_overlap(recording))
        why.kind = WHY_NO_OVERLAP;
    else if (experiment_has_gil(experiment))
        why = (struct why){ WHY_SWITCHES_MISSED, gil_switches(recording) };
    else if (experiment->cores == 1)
        why = (struct why){ WHY_ONE_CORE, preemptions(recording, states) };
    else if (states->from_kernel && !any_together(recording, states))
        why.kind = WHY_NEVER_TOGETHER;
    else
        why.kind = guard_of(experiment)->unfenced ? WHY_UNFENCED : WHY_LUCK;
    return why;
}
