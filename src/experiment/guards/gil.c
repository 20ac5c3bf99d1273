// GIL: CPython's global interpreter lock around everything, let go only where the version looks for a request. The
// listings are in experiment/programs.c, where each version looks in experiment/python.c.
#include "experiment/guard.h"
#include "experiment/interpreter.h"
#include "experiment/listing.h"

static const struct program *program(enum python_version python) { return listing_of(PROGRAM_CALL, python); }

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
