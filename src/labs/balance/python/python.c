// The table of versions; where its facts come from is in the header.
//
// The computed gotos that every build with gcc or clang has are assumed: without them a few more bytecodes of the
// older versions jump straight on. Calls count as specialised, which they are from the first few passes on.
//
// The pace is that of a pass of `call`, 17 bytecodes in every version, alone on an undisturbed cpu of an AMD EPYC at
// 2.6 GHz: 122 ns on 2.7.18, 144 on 3.9.18, 152 on 3.10.13, 98 on 3.11.7 and 3.12.1, 100 on 3.13.0. `make check-cpython` measures
// it again. 3.13t: its makers say that it takes some 1.4 times what 3.13 does; none was at hand.
#include "labs/balance/python/python.h"

#include <string.h>

static const char *const like_3_9[] = { "3.2", "3.3", "3.4", "3.5", "3.6", "3.7", "3.8", NULL };
static const char *const like_3_12[] = { "3.11", NULL };

static const char *const straight_on[] = { "LOAD_FAST", "LOAD_CONST", "STORE_FAST", "POP_TOP", "NOP", NULL };
static const char *const setups_2_7[] = { "SETUP_FINALLY", NULL };
static const char *const setups[] = { "SETUP_FINALLY", "SETUP_WITH", NULL };
static const char *const at_3_10[] = { "CALL_FUNCTION", "CALL_METHOD", "JUMP_ABSOLUTE", NULL };
static const char *const at_3_12[] = { "RESUME", "CALL", "JUMP_BACKWARD", NULL };
static const char *const silent[] = { "len", NULL };

enum {
    TICKS = 100, // sys.getcheckinterval()
};

const struct python pythons[PYTHON_COUNT] = {
    [PYTHON_2_7] = {
        .name = "2.7",
        .bytecode_ns = 7,
        .compiler = COMPILER_2_7,
        .lock = GIL_TICKS,
        .looks = GIL_LOOKS_BETWEEN,
        .straight_on = straight_on,
        .not_before = setups_2_7,
        .looks_on_entry = true,
        .looks_on_return = true,
        .ticks = TICKS,
        .acquire_lets_go = true,
    },
    [PYTHON_3_9] = {
        .name = "3.9",
        .bytecode_ns = 8,
        .also = like_3_9,
        .also_words = "3.2 to 3.8 act as it",
        .compiler = COMPILER_3_9,
        .lock = GIL_TIMED,
        .looks = GIL_LOOKS_BETWEEN,
        .straight_on = straight_on,
        .not_before = setups,
        .looks_on_entry = true,
        .looks_on_return = true,
    },
    [PYTHON_3_10] = {
        .name = "3.10",
        .bytecode_ns = 9,
        .compiler = COMPILER_3_9,
        .lock = GIL_TIMED,
        .looks = GIL_LOOKS_AT,
        .not_before = setups,
        .looks_at = at_3_10,
        .looks_on_entry = true,
        .looks_on_return = true,
    },
    [PYTHON_3_12] = {
        .name = "3.12",
        .bytecode_ns = 6,
        .also = like_3_12,
        .also_words = "so does 3.11",
        .compiler = COMPILER_3_12,
        .lock = GIL_TIMED,
        .looks = GIL_LOOKS_AT,
        .looks_at = at_3_12,
        .silent = silent,
    },
    [PYTHON_3_13] = {
        .name = "3.13",
        .bytecode_ns = 6,
        .compiler = COMPILER_3_12,
        .lock = GIL_TIMED,
        .looks = GIL_LOOKS_AT,
        .looks_at = at_3_12,
        .silent = silent,
    },
    [PYTHON_3_13T] = {
        .name = "3.13t",
        .bytecode_ns = 8,
        .compiler = COMPILER_3_12,
        .lock = GIL_NONE,
        .looks = GIL_LOOKS_NOWHERE,
    },
};

const enum python_version python_by_age[PYTHON_COUNT] = {
    PYTHON_2_7, PYTHON_3_9, PYTHON_3_10, PYTHON_3_12, PYTHON_3_13, PYTHON_3_13T,
};

const char *python_name(enum python_version python) { return pythons[python].name; }

void experiment_set_python(struct experiment *experiment, enum python_version python)
{
    if (experiment->bytecode_cost_ns == python_of(experiment)->bytecode_ns)
        experiment->bytecode_cost_ns = pythons[python].bytecode_ns;
    experiment->python = (uint32_t)python;
}

bool python_names_have(const char *const *names, const char *name)
{
    for (; names && *names; names++)
        if (strcmp(*names, name) == 0)
            return true;
    return false;
}

bool python_from_name(const char *name, enum python_version *python)
{
    for (int i = 0; i < PYTHON_COUNT; i++) {
        if (strcmp(name, pythons[i].name) == 0 || python_names_have(pythons[i].also, name)) {
            *python = (enum python_version)i;
            return true;
        }
    }
    return false;
}
