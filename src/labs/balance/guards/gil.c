// GIL: CPython's global interpreter lock around everything, let go only where the version looks for a request. The
// listings are in labs/balance/python/programs.c, where each version looks in labs/balance/python/python.c.
#include "base/said.h"
#include "labs/balance/guards/guard.h"
#include "labs/balance/python/interpreter.h"
#include "labs/balance/python/listing.h"

static const struct program *program(enum python_version python) { return listing_of(PROGRAM_CALL, python); }

const struct guard guard_gil = {
    .name = "gil",
    .title = SAID("GIL"),
    .lock_count = 1,
    .locks = { { .name = "GIL", .kind = RESOURCE_GIL, .sleeps = true, .capacity = 1 } },
    .bytecode = true,
    .program = program,
    .state_bytes = sizeof(struct interpreter_locks),
    .state_init = interpreter_locks_init,
    .run = interpreter_run,
};
