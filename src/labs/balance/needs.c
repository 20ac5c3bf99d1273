// Generous where it cannot be known: what does not fit is counted, not kept.
#include "labs/balance/needs.h"

#include "labs/balance/guard.h"
#include "labs/balance/stream.h"
#include "labs/balance/work.h"
#include "recording/notes.h"

enum {
    EVENTS_PER_PASSAGE = 3,   // a wait, an acquisition, a release
    EVENTS_PER_INTERVAL = 16, // of a GIL, generously: some seven a switch
    EVENTS_AT_LEAST = 4096,
    EVENTS_TOTAL_MAX = 16 << 20, // of all workers: 256 MiB
};

// How often, at the most, a GIL's patience can run out: the whole run is one worker at a time.
static uint64_t gil_intervals(const struct experiment *experiment, const struct program *program)
{
    const uint64_t step_ns = experiment->bytecode_cost_ns > 10 ? experiment->bytecode_cost_ns : 10;
    const double run_ns =
        (double)experiment->count * (double)experiment->iterations * program->step_count * (double)step_ns;
    return (uint64_t)(run_ns / (double)experiment->switch_interval_ns);
}

// How often one worker's ticks run out.
static uint64_t gil_tick_ends(const struct experiment *experiment, const struct program *program)
{
    uint64_t looks = 0;
    for (int i = 0; i < program->step_count; i++)
        looks += program->steps[i].looks != LOOKS_NEVER;
    return looks * experiment->iterations / (uint64_t)python_of(experiment)->ticks;
}

static uint64_t gil_events(const struct experiment *experiment)
{
    const struct python *python = python_of(experiment);
    const struct program *program = guard_program(experiment);
    uint64_t events = 0;
    if (python->lock == GIL_TIMED)
        events += EVENTS_PER_INTERVAL * gil_intervals(experiment, program);
    if (python->lock == GIL_TICKS)
        events += EVENTS_PER_PASSAGE * gil_tick_ends(experiment, program);
    if (python->acquire_lets_go && experiment_program(experiment) == PROGRAM_LOCK)
        events += EVENTS_PER_PASSAGE * experiment->iterations;
    if (experiment->io_every)
        events += EVENTS_PER_INTERVAL * (experiment->iterations / experiment->io_every);
    return events;
}

uint64_t experiment_notes_capacity(const struct experiment *experiment)
{
    const struct guard *guard = guard_of(experiment);
    if (guard->lock_count == 0 || experiment->count == 0)
        return 0;
    const uint64_t most = EVENTS_TOTAL_MAX / experiment->count;
    uint64_t events = EVENTS_AT_LEAST;
    if (guard->bytecode)
        events += gil_events(experiment);
    if (!guard->bytecode || guard->lock_count > 1)
        events += EVENTS_PER_PASSAGE * experiment->iterations;
    return events < most ? events : most;
}

uint64_t experiment_memory_bytes(const struct experiment *experiment)
{
    const uint64_t updates = experiment_updates(experiment);
    const uint64_t words = updates + experiment->count * (uint64_t)STREAM_EXTRA;
    const uint64_t times = experiment->timing == TIMING_FULL ? updates * sizeof(uint64_t) : 0;
    const uint64_t stamps = experiment->timing == TIMING_SAMPLED
                                ? experiment->count * work_stamps_most(experiment_updates_per_worker(experiment))
                                : 0;
    return words * sizeof(uint32_t) + times + stamps * sizeof(struct balance_stamp) +
           experiment->count * experiment_notes_capacity(experiment) * sizeof(struct note);
}
