// GIL: CPython's global interpreter lock around everything, let go only where the version looks for a request.
//
// 3.9 looks before nearly every bytecode, so a switch can come between a load and its store; 3.12 only on entering
// a function and on jumping back, and neither lies inside an update. The listings are what the compilers of CPython
// 3.9.18 and 3.12.1 make of the program (python3 -m dis), calls written out in place; the switch points follow
// Python/ceval.c of each: in 3.9 the loop looks before a bytecode unless the one before jumps straight to the next
// (LOAD_FAST, LOAD_CONST, STORE_FAST, POP_TOP); in 3.12 RESUME and JUMP_BACKWARD look.
#include "experiment/guard.h"
#include "experiment/guards/sources.h"
#include "experiment/interpreter.h"

static const struct step steps_3_9[] = {
    { .text = "FOR_ITER", .looks = LOOKS_BEFORE, .python_line = 9, .c_line = 11 },
    { .text = "STORE_FAST        i", .looks = LOOKS_BEFORE, .python_line = 9, .c_line = 11 },
    { .text = "LOAD_GLOBAL       change_it", .python_line = 10, .c_line = 12 },
    { .text = "LOAD_FAST         n", .looks = LOOKS_BEFORE, .python_line = 10, .c_line = 12 },
    { .text = "CALL_FUNCTION     1", .python_line = 10, .c_line = 12 },
    { .text = "LOAD_GLOBAL       balance", .kind = STEP_LOAD, .looks = LOOKS_BEFORE, .python_line = 5, .c_line = 5 },
    { .text = "LOAD_FAST         n", .looks = LOOKS_BEFORE, .python_line = 5, .c_line = 5 },
    { .text = "BINARY_ADD", .kind = STEP_ADD, .sign = +1, .python_line = 5, .c_line = 5 },
    { .text = "STORE_GLOBAL      balance", .kind = STEP_STORE, .looks = LOOKS_BEFORE, .python_line = 5, .c_line = 5 },
    { .text = "LOAD_GLOBAL       balance", .kind = STEP_LOAD, .looks = LOOKS_BEFORE, .python_line = 6, .c_line = 6 },
    { .text = "LOAD_FAST         n", .looks = LOOKS_BEFORE, .python_line = 6, .c_line = 6 },
    { .text = "BINARY_SUBTRACT", .kind = STEP_ADD, .sign = -1, .python_line = 6, .c_line = 6 },
    { .text = "STORE_GLOBAL      balance", .kind = STEP_STORE, .looks = LOOKS_BEFORE, .python_line = 6, .c_line = 6 },
    { .text = "LOAD_CONST        None", .looks = LOOKS_BEFORE, .python_line = 6, .c_line = 6 },
    { .text = "RETURN_VALUE", .python_line = 6, .c_line = 6 },
    { .text = "POP_TOP", .looks = LOOKS_BEFORE, .python_line = 10, .c_line = 12 },
    { .text = "JUMP_ABSOLUTE     to FOR_ITER", .python_line = 10, .c_line = 11 },
};

static const struct step steps_3_12[] = {
    { .text = "FOR_ITER", .python_line = 9, .c_line = 11 },
    { .text = "STORE_FAST        i", .python_line = 9, .c_line = 11 },
    { .text = "LOAD_GLOBAL       change_it", .python_line = 10, .c_line = 12 },
    { .text = "LOAD_FAST         n", .python_line = 10, .c_line = 12 },
    { .text = "CALL              1", .python_line = 10, .c_line = 12 },
    { .text = "RESUME", .looks = LOOKS_BEFORE, .python_line = 3, .c_line = 3 },
    { .text = "LOAD_GLOBAL       balance", .kind = STEP_LOAD, .python_line = 5, .c_line = 5 },
    { .text = "LOAD_FAST         n", .python_line = 5, .c_line = 5 },
    { .text = "BINARY_OP         +", .kind = STEP_ADD, .sign = +1, .python_line = 5, .c_line = 5 },
    { .text = "STORE_GLOBAL      balance", .kind = STEP_STORE, .python_line = 5, .c_line = 5 },
    { .text = "LOAD_GLOBAL       balance", .kind = STEP_LOAD, .python_line = 6, .c_line = 6 },
    { .text = "LOAD_FAST         n", .python_line = 6, .c_line = 6 },
    { .text = "BINARY_OP         -", .kind = STEP_ADD, .sign = -1, .python_line = 6, .c_line = 6 },
    { .text = "STORE_GLOBAL      balance", .kind = STEP_STORE, .python_line = 6, .c_line = 6 },
    { .text = "RETURN_CONST      None", .python_line = 6, .c_line = 6 },
    { .text = "POP_TOP", .python_line = 10, .c_line = 12 },
    { .text = "JUMP_BACKWARD     to FOR_ITER", .looks = LOOKS_AFTER, .python_line = 10, .c_line = 11 },
};

static const struct program listings[PYTHON_COUNT] = {
    [PYTHON_3_9] = {
        .steps = steps_3_9,
        .step_count = sizeof steps_3_9 / sizeof *steps_3_9,
        .python = source_python_plain,
        .c = source_c_plain,
        .bytecode = true,
    },
    [PYTHON_3_12] = {
        .steps = steps_3_12,
        .step_count = sizeof steps_3_12 / sizeof *steps_3_12,
        .python = source_python_plain,
        .c = source_c_plain,
        .bytecode = true,
    },
};

static const struct program *program(enum python_version python) { return &listings[python]; }

const struct guard guard_gil = {
    .name = "gil",
    .title = "GIL",
    .lock_count = 1,
    .locks = { "GIL" },
    .lock_sleeps = { true },
    .bytecode = true,
    .program = program,
    .state_bytes = sizeof(struct interpreter_locks),
    .state_init = interpreter_locks_init,
    .run = interpreter_run,
};
