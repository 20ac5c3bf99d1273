// The table of guards, and what follows from a guard's listing.
#include "labs/balance/guard.h"

#include "labs/balance/python/listing.h"

#define GUARD(id, name, ...) extern const struct guard guard_##name;
#include "labs/balance/guards.def"
#undef GUARD

const struct guard *const guards[GUARD_COUNT] = {
#define GUARD(id, name, ...) [GUARD_##id] = &guard_##name,
#include "labs/balance/guards.def"
#undef GUARD
};

const struct program *guard_program(const struct experiment *experiment)
{
    const struct guard *guard = guard_of(experiment);
    const enum python_version python = (enum python_version)experiment->python;
    return guard->bytecode ? listing_of(experiment_program(experiment), python) : guard->program(python);
}

// Where nothing but the balance is fought for, reading the clock at every update has workers meet many times as often. Of a lock the
// picture is who has it: that takes a stamp of every passage, and who waits for whom stays a matter of the lock. Whoever goes through
// a listing step by step takes longer for a step than for a stamp.
enum timing_kind guard_timing(const struct experiment *experiment)
{
    const bool stepwise = guard_of(experiment)->bytecode || experiment->scheduled == SCHEDULE_DRIVEN;
    const bool all = stepwise || guard_of(experiment)->lock_count > 0;
    return all && experiment_updates(experiment) <= TIMING_FULL_UPDATES_MAX ? TIMING_FULL : TIMING_SAMPLED;
}

bool experiment_has_gil(const struct experiment *experiment)
{
    return guard_of(experiment)->bytecode && python_of(experiment)->lock != GIL_NONE;
}

// A free-threaded version has none; where there are ticks, who lets go takes it again as soon as it can.
static void set_gil(struct resource *resource, const struct experiment *experiment)
{
    const enum gil_kind kind = python_of(experiment)->lock;
    resource->kind = kind == GIL_NONE ? RESOURCE_NONE : RESOURCE_GIL;
    resource->hands_over = kind == GIL_TIMED;
    resource->patience_ns = kind == GIL_TIMED ? experiment->switch_interval_ns : 0;
}

uint32_t guard_resources(const struct experiment *experiment, struct resource resources[GUARD_LOCKS_MAX])
{
    const struct guard *guard = guard_of(experiment);
    for (int i = 0; i < guard->lock_count; i++) {
        resources[i] = guard->locks[i];
        if (resources[i].kind == RESOURCE_GIL)
            set_gil(&resources[i], experiment);
    }
    return (uint32_t)guard->lock_count;
}

bool guard_keeps_all(const struct experiment *experiment)
{
    if (experiment->memory == MEMORY_PRIVATE || experiment->count == 1)
        return true;
    return !guard_of(experiment)->unfenced && !program_can_lose(guard_program(experiment));
}

bool guard_takes_lock(const struct experiment *experiment)
{
    return guard_of(experiment)->take != NULL || guard_by_hand(experiment);
}

bool guard_by_hand(const struct experiment *experiment) { return guard_of(experiment)->by_hand != NULL; }

bool guard_is_one_step(const struct experiment *experiment)
{
    const struct program *program = guard_program(experiment);
    for (int i = 0; i < program->step_count; i++)
        if (program->steps[i].kind == STEP_LOAD || program->steps[i].kind == STEP_STORE)
            return false;
    return true;
}

bool guard_keeps_by_points(const struct experiment *experiment)
{
    return guard_of(experiment)->bytecode && !guard_takes_lock(experiment) && guard_keeps_all(experiment);
}
