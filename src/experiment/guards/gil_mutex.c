// GIL + mutex: the right Python answer, threading.Lock around the update, under the GIL.
//
// A switch may still come between load and store, but whoever then wants to update waits for the lock. A wait for
// it gives up the GIL, as CPython does. Listings and switch points as in gil.c; in 3.12 the calls of acquire and
// release, being calls of C functions, look after the call.
#include "experiment/guard.h"
#include "experiment/guards/sources.h"
#include "experiment/interpreter.h"

static const struct step steps_3_9[] = {
    { .text = "FOR_ITER", .looks = LOOKS_BEFORE, .python_line = 10, .c_line = 12 },
    { .text = "STORE_FAST        i", .looks = LOOKS_BEFORE, .python_line = 10, .c_line = 12 },
    { .text = "LOAD_GLOBAL       lock", .python_line = 11, .c_line = 13 },
    { .text = "LOAD_METHOD       acquire", .looks = LOOKS_BEFORE, .python_line = 11, .c_line = 13 },
    { .text = "CALL_METHOD       0",
      .kind = STEP_LOCK,
      .lock = 1,
      .looks = LOOKS_BEFORE,
      .python_line = 11,
      .c_line = 13 },
    { .text = "POP_TOP", .looks = LOOKS_BEFORE, .python_line = 11, .c_line = 13 },
    { .text = "SETUP_FINALLY", .python_line = 12 },
    { .text = "LOAD_GLOBAL       change_it", .looks = LOOKS_BEFORE, .python_line = 13, .c_line = 14 },
    { .text = "LOAD_FAST         n", .looks = LOOKS_BEFORE, .python_line = 13, .c_line = 14 },
    { .text = "CALL_FUNCTION     1", .python_line = 13, .c_line = 14 },
    { .text = "LOAD_GLOBAL       balance", .kind = STEP_LOAD, .looks = LOOKS_BEFORE, .python_line = 6, .c_line = 6 },
    { .text = "LOAD_FAST         n", .looks = LOOKS_BEFORE, .python_line = 6, .c_line = 6 },
    { .text = "BINARY_ADD", .kind = STEP_ADD, .sign = +1, .python_line = 6, .c_line = 6 },
    { .text = "STORE_GLOBAL      balance", .kind = STEP_STORE, .looks = LOOKS_BEFORE, .python_line = 6, .c_line = 6 },
    { .text = "LOAD_GLOBAL       balance", .kind = STEP_LOAD, .looks = LOOKS_BEFORE, .python_line = 7, .c_line = 7 },
    { .text = "LOAD_FAST         n", .looks = LOOKS_BEFORE, .python_line = 7, .c_line = 7 },
    { .text = "BINARY_SUBTRACT", .kind = STEP_ADD, .sign = -1, .python_line = 7, .c_line = 7 },
    { .text = "STORE_GLOBAL      balance", .kind = STEP_STORE, .looks = LOOKS_BEFORE, .python_line = 7, .c_line = 7 },
    { .text = "LOAD_CONST        None", .looks = LOOKS_BEFORE, .python_line = 7, .c_line = 7 },
    { .text = "RETURN_VALUE", .python_line = 7, .c_line = 7 },
    { .text = "POP_TOP", .looks = LOOKS_BEFORE, .python_line = 13, .c_line = 14 },
    { .text = "POP_BLOCK", .python_line = 13, .c_line = 14 },
    { .text = "LOAD_GLOBAL       lock", .looks = LOOKS_BEFORE, .python_line = 15, .c_line = 15 },
    { .text = "LOAD_METHOD       release", .looks = LOOKS_BEFORE, .python_line = 15, .c_line = 15 },
    { .text = "CALL_METHOD       0",
      .kind = STEP_UNLOCK,
      .lock = 1,
      .looks = LOOKS_BEFORE,
      .python_line = 15,
      .c_line = 15 },
    { .text = "POP_TOP", .looks = LOOKS_BEFORE, .python_line = 15, .c_line = 15 },
    { .text = "JUMP_ABSOLUTE     to FOR_ITER", .python_line = 15, .c_line = 12 },
};

static const struct step steps_3_12[] = {
    { .text = "FOR_ITER", .python_line = 10, .c_line = 12 },
    { .text = "STORE_FAST        i", .python_line = 10, .c_line = 12 },
    { .text = "LOAD_GLOBAL       lock", .python_line = 11, .c_line = 13 },
    { .text = "LOAD_ATTR         acquire", .python_line = 11, .c_line = 13 },
    { .text = "CALL              0",
      .kind = STEP_LOCK,
      .lock = 1,
      .looks = LOOKS_AFTER,
      .python_line = 11,
      .c_line = 13 },
    { .text = "POP_TOP", .python_line = 11, .c_line = 13 },
    { .text = "NOP", .python_line = 12 },
    { .text = "LOAD_GLOBAL       change_it", .python_line = 13, .c_line = 14 },
    { .text = "LOAD_FAST         n", .python_line = 13, .c_line = 14 },
    { .text = "CALL              1", .python_line = 13, .c_line = 14 },
    { .text = "RESUME", .looks = LOOKS_BEFORE, .python_line = 4, .c_line = 4 },
    { .text = "LOAD_GLOBAL       balance", .kind = STEP_LOAD, .python_line = 6, .c_line = 6 },
    { .text = "LOAD_FAST         n", .python_line = 6, .c_line = 6 },
    { .text = "BINARY_OP         +", .kind = STEP_ADD, .sign = +1, .python_line = 6, .c_line = 6 },
    { .text = "STORE_GLOBAL      balance", .kind = STEP_STORE, .python_line = 6, .c_line = 6 },
    { .text = "LOAD_GLOBAL       balance", .kind = STEP_LOAD, .python_line = 7, .c_line = 7 },
    { .text = "LOAD_FAST         n", .python_line = 7, .c_line = 7 },
    { .text = "BINARY_OP         -", .kind = STEP_ADD, .sign = -1, .python_line = 7, .c_line = 7 },
    { .text = "STORE_GLOBAL      balance", .kind = STEP_STORE, .python_line = 7, .c_line = 7 },
    { .text = "RETURN_CONST      None", .python_line = 7, .c_line = 7 },
    { .text = "POP_TOP", .python_line = 13, .c_line = 14 },
    { .text = "LOAD_GLOBAL       lock", .python_line = 15, .c_line = 15 },
    { .text = "LOAD_ATTR         release", .python_line = 15, .c_line = 15 },
    { .text = "CALL              0",
      .kind = STEP_UNLOCK,
      .lock = 1,
      .looks = LOOKS_AFTER,
      .python_line = 15,
      .c_line = 15 },
    { .text = "POP_TOP", .python_line = 15, .c_line = 15 },
    { .text = "JUMP_BACKWARD     to FOR_ITER", .looks = LOOKS_AFTER, .python_line = 15, .c_line = 12 },
};

static const struct program listings[PYTHON_COUNT] = {
    [PYTHON_3_9] = {
        .steps = steps_3_9,
        .step_count = sizeof steps_3_9 / sizeof *steps_3_9,
        .python = source_python_locked,
        .c = source_c_locked,
        .bytecode = true,
    },
    [PYTHON_3_12] = {
        .steps = steps_3_12,
        .step_count = sizeof steps_3_12 / sizeof *steps_3_12,
        .python = source_python_locked,
        .c = source_c_locked,
        .bytecode = true,
    },
};

static const struct program *program(enum python_version python) { return &listings[python]; }

const struct guard guard_gil_mutex = {
    .name = "gil+mutex",
    .title = "GIL + mutex",
    .lock_count = 2,
    .locks = { "GIL", "lock" },
    .lock_sleeps = { true, true },
    .bytecode = true,
    .program = program,
    .state_bytes = sizeof(struct interpreter_locks),
    .state_init = interpreter_locks_init,
    .run = interpreter_run,
};
