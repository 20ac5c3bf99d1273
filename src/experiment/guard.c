// The table of guards, and what follows from a guard's listing.
#include "experiment/guard.h"

#include <string.h>

extern const struct guard guard_none, guard_mutex, guard_spin, guard_atomic, guard_gil, guard_gil_mutex;

const struct guard *const guards[GUARD_COUNT] = {
    [GUARD_NONE] = &guard_none,     [GUARD_MUTEX] = &guard_mutex, [GUARD_SPIN] = &guard_spin,
    [GUARD_ATOMIC] = &guard_atomic, [GUARD_GIL] = &guard_gil,     [GUARD_GIL_MUTEX] = &guard_gil_mutex,
};

static const char *const python_names[PYTHON_COUNT] = {
    [PYTHON_3_9] = "3.9",
    [PYTHON_3_12] = "3.12",
};

const char *python_name(enum python_version python) { return python_names[python]; }

bool python_from_name(const char *name, enum python_version *python)
{
    for (int i = 0; i < PYTHON_COUNT; i++) {
        if (strcmp(name, python_names[i]) == 0) {
            *python = (enum python_version)i;
            return true;
        }
    }
    return false;
}

bool guard_keeps_all(const struct experiment *experiment)
{
    if (experiment->memory == MEMORY_PRIVATE || experiment->count == 1)
        return true;
    return !program_can_lose(guard_of(experiment)->program((enum python_version)experiment->python));
}
