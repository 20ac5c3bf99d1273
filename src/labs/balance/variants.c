// Walks through the guards twice: those that loop in C, then those that interpret.
#include "labs/balance/variants.h"

#include "labs/balance/guard.h"
#include "labs/balance/python/python.h"

#include <stdio.h>

#define GUARD(id, name, ...) static const enum python_version versions_of_##id[] = { __VA_ARGS__ };
#include "labs/balance/guards.def"
#undef GUARD

static const struct {
    const enum python_version *versions;
    int count;
} rows[GUARD_COUNT] = {
#define GUARD(id, name, ...) [GUARD_##id] = { versions_of_##id, sizeof versions_of_##id / sizeof *versions_of_##id },
#include "labs/balance/guards.def"
#undef GUARD
};

struct variant {
    enum guard_id guard;
    enum python_version python;
    bool private_memory;
};

static bool is_for(const struct guard *guard, const struct experiment *experiment)
{
    return guard->workers == 0 || guard->workers == experiment->count;
}

int variants_of(const struct experiment *experiment)
{
    int count = VARIANT_COUNT;
    for (int guard = 0; guard < GUARD_COUNT; guard++)
        count -= is_for(guards[guard], experiment) ? 0 : rows[guard].count;
    return count;
}

// The variant of that number among the guards that interpret, or among those that do not; index is less by theirs where it is
// none of them.
static bool find(const struct experiment *experiment, int *index, bool bytecode, struct variant *variant)
{
    for (int guard = 0; guard < GUARD_COUNT; guard++) {
        if (guards[guard]->bytecode != bytecode || !is_for(guards[guard], experiment))
            continue;
        if (*index < rows[guard].count) {
            *variant = (struct variant){ (enum guard_id)guard, rows[guard].versions[*index], false };
            return true;
        }
        *index -= rows[guard].count;
    }
    return false;
}

static struct variant variant_at(const struct experiment *experiment, int index)
{
    struct variant variant;
    if (find(experiment, &index, false, &variant))
        return variant;
    if (index-- == 0 || !find(experiment, &index, true, &variant))
        return (struct variant){ GUARD_NONE, PYTHON_3_12, true };
    return variant;
}

struct experiment variant_of(const struct experiment *experiment, int index)
{
    const struct variant variant = variant_at(experiment, index);
    struct experiment one = *experiment;
    one.guard = variant.guard;
    experiment_set_python(&one, variant.python);
    if (one.program == PROGRAM_LOCK)
        one.program = PROGRAM_CALL; // the lock is a guard of its own here
    if (variant.private_memory) {
        one.workers = WORKERS_PROCESSES;
        one.memory = MEMORY_PRIVATE;
    }
    return one;
}

const char *variant_name(char name[VARIANT_NAME_BYTES], const struct experiment *experiment, int index)
{
    const struct variant variant = variant_at(experiment, index);
    const struct guard *guard = guards[variant.guard];
    const struct python *python = &pythons[variant.python];
    if (variant.private_memory)
        snprintf(name, VARIANT_NAME_BYTES, "own memory");
    else if (rows[variant.guard].count == 1)
        snprintf(name, VARIANT_NAME_BYTES, "%s", guard->title);
    else
        snprintf(name, VARIANT_NAME_BYTES, "%s%s %s", python->lock == GIL_NONE ? "no " : "", guard->title,
                 python->name);
    return name;
}
