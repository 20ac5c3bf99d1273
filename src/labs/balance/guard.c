// The table of guards, and what follows from a guard's listing.
#include "labs/balance/guard.h"

#include "labs/balance/python/listing.h"

extern const struct guard guard_none, guard_mutex, guard_spin, guard_atomic, guard_gil, guard_gil_mutex;

const struct guard *const guards[GUARD_COUNT] = {
    [GUARD_NONE] = &guard_none,     [GUARD_MUTEX] = &guard_mutex, [GUARD_SPIN] = &guard_spin,
    [GUARD_ATOMIC] = &guard_atomic, [GUARD_GIL] = &guard_gil,     [GUARD_GIL_MUTEX] = &guard_gil_mutex,
};

const struct program *guard_program(const struct experiment *experiment)
{
    const struct guard *guard = guard_of(experiment);
    const enum python_version python = (enum python_version)experiment->python;
    return guard->bytecode ? listing_of(experiment_program(experiment), python) : guard->program(python);
}

bool experiment_has_gil(const struct experiment *experiment)
{
    return guard_of(experiment)->bytecode && python_of(experiment)->lock != GIL_NONE;
}

bool guard_keeps_all(const struct experiment *experiment)
{
    if (experiment->memory == MEMORY_PRIVATE || experiment->count == 1)
        return true;
    return !program_can_lose(guard_program(experiment));
}
