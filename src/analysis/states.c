// Puts the two layers together, and counts what of them is of the run.
#include "analysis/states.h"

#include "analysis/kernel_layer.h"
#include "analysis/program_layer.h"
#include "base/fault.h"
#include "base/search.h"

// ---- of the run ----------------------------------------------------------------------------------------------------

static uint64_t overlap(const struct state_span *span, uint64_t from, uint64_t to)
{
    const uint64_t low = span->from_ns > from ? span->from_ns : from;
    const uint64_t high = span->to_ns < to ? span->to_ns : to;
    return high > low ? high - low : 0;
}

// When a worker's part in the run was over: with its last update; where it was killed, with its death.
static uint64_t end_of_part(const struct task *facts, const struct worker_states *worker)
{
    const struct state_span *last = &worker->spans[worker->span_count - 1];
    return facts->finished_ns ? facts->finished_ns : last->state == STATE_DEAD ? last->from_ns : last->to_ns;
}

static void find_run(const struct recording *recording, struct states *states)
{
    states->run_from_ns = recording->facts->released_ns;
    for (uint32_t w = 0; w < recording->task_count; w++) {
        const uint64_t end = end_of_part(&recording->tasks[w], &states->workers[w]);
        states->run_to_ns = end > states->run_to_ns ? end : states->run_to_ns;
    }
    if (states->run_from_ns == 0 || states->run_to_ns <= states->run_from_ns)
        states->run_from_ns = states->run_to_ns = 0;
}

static void count_run(const struct recording *recording, struct states *states, uint32_t w)
{
    struct worker_states *worker = &states->workers[w];
    const uint64_t from = states->run_from_ns, to = states->run_to_ns;
    const uint64_t end = span_clamp(end_of_part(&recording->tasks[w], worker), from, to);
    uint64_t rest = to - from;
    for (size_t i = 0; i < worker->span_count; i++) {
        const uint64_t ns = overlap(&worker->spans[i], from, end);
        worker->run.ns[worker->spans[i].state] += ns;
        rest -= ns;
    }
    worker->run.ns[STATE_DEAD] += rest;
}

static double cores_busy(const struct recording *recording, const struct states *states)
{
    const uint64_t length = states->run_to_ns - states->run_from_ns;
    uint64_t running = 0, cpu = 0;
    bool all_seen = true;
    for (uint32_t w = 0; w < recording->task_count; w++) {
        const struct task *facts = &recording->tasks[w];
        cpu += facts->run_cpu_ns ? facts->run_cpu_ns : facts->cpu_ns;
        running += states->workers[w].run.ns[STATE_RUNNING];
        all_seen = all_seen && states->workers[w].run.ns[STATE_ALIVE] == 0;
    }
    if (length == 0 || (states->from_kernel ? !all_seen : !cpu))
        return -1;
    // What older recordings know of the processor time covers more than the run.
    const double cores = recording->plan->cores, busy = (double)cpu / (double)length;
    return states->from_kernel ? (double)running / (double)length : busy < cores ? busy : cores;
}

// ---- all together --------------------------------------------------------------------------------------------------

static void span_of_run(const struct recording *recording, struct states *states)
{
    states->from_ns = recording_from_ns(recording);
    states->to_ns = recording_to_ns(recording);
}

static bool build_activities(struct states *states, const struct recording *recording)
{
    struct program_facts facts = { .to_ns = states->to_ns };
    bool enough = given_back_find(recording, &states->memory, &facts.given_back, &facts.given_back_count);
    for (uint32_t w = 0; enough && w < recording->task_count; w++)
        enough = program_layer_build(&states->workers[w], recording, w, &facts, &states->memory);
    return enough;
}

static struct status build(struct states *states, const struct recording *recording, bool activities)
{
    *states = (struct states){ .from_kernel = recording->facts->states_source == STATES_KERNEL, .cores_busy = -1 };
    span_of_run(recording, states);
    states->workers = arena_get_array(&states->memory, recording->task_count, sizeof *states->workers);
    if (!states->workers ||
        !kernel_layer_build(states->workers, recording, states->from_kernel, states->to_ns, &states->memory) ||
        (activities && !build_activities(states, recording))) {
        states_finish(states);
        return status_fault(STATUS_FAILED, FAULT_STATES_MEMORY);
    }
    find_run(recording, states);
    for (uint32_t w = 0; w < recording->task_count; w++)
        count_run(recording, states, w);
    states->cores_busy = cores_busy(recording, states);
    return status_ok();
}

struct status states_build(struct states *states, const struct recording *recording)
{
    return build(states, recording, true);
}

struct status states_build_scheduling(struct states *states, const struct recording *recording)
{
    return build(states, recording, false);
}

void states_finish(struct states *states)
{
    arena_finish(&states->memory);
    *states = (struct states){ 0 };
}

int states_holder(const struct states *states, uint32_t workers, uint32_t lock, uint64_t ns)
{
    int holder = -1;
    for (uint32_t w = 0; w < workers; w++)
        if (states->workers[w].activity_count > 0 && activity_at(&states->workers[w], ns)->held >> lock & 1)
            holder = (int)w;
    return holder;
}

double states_share(const struct states *states, uint32_t worker, enum state state)
{
    const uint64_t length = states->run_to_ns - states->run_from_ns;
    return length ? (double)states->workers[worker].run.ns[state] / (double)length : 0;
}

double states_share_of_all(const struct states *states, uint32_t workers, enum state state)
{
    double sum = 0;
    for (uint32_t w = 0; w < workers; w++)
        sum += states_share(states, w, state);
    return workers ? sum / workers : 0;
}

// Where a moment likely is among so many spans that fill the time from one moment to another: of thousands of tasks each is asked
// at every picture, and then what is looked at should lie together.
static size_t guess(size_t count, uint64_t from_ns, uint64_t to_ns, uint64_t ns)
{
    if (ns <= from_ns || to_ns <= from_ns)
        return 0;
    return ns >= to_ns ? count : (size_t)((double)(ns - from_ns) / (double)(to_ns - from_ns) * (double)count);
}

static bool state_begun(const void *spans, size_t index, const void *ns)
{
    return ((const struct state_span *)spans)[index].from_ns <= *(const uint64_t *)ns;
}

static bool activity_begun(const void *spans, size_t index, const void *ns)
{
    return ((const struct activity_span *)spans)[index].from_ns <= *(const uint64_t *)ns;
}

const struct state_span *states_at(const struct worker_states *worker, uint64_t ns)
{
    const struct state_span *spans = worker->spans;
    const size_t count = worker->span_count;
    const size_t likely = count > 0 ? guess(count, spans[0].from_ns, spans[count - 1].from_ns, ns) : 0;
    const size_t begun = search_near(spans, count, likely, &ns, state_begun);
    return &spans[begun > 0 ? begun - 1 : 0];
}

const struct activity_span *activity_at(const struct worker_states *worker, uint64_t ns)
{
    const struct activity_span *spans = worker->activities;
    const size_t count = worker->activity_count;
    const size_t likely = count > 0 ? guess(count, spans[0].from_ns, spans[count - 1].from_ns, ns) : 0;
    const size_t begun = search_near(spans, count, likely, &ns, activity_begun);
    return &spans[begun > 0 ? begun - 1 : 0];
}
