// GIL + mutex: the same program under the GIL with a lock of its own, taken and given back by the program: the right
// answer in Python, whatever the version. Whoever has to wait for it lets the GIL go meanwhile.
#include "base/said.h"
#include "labs/balance/guards/guard.h"
#include "labs/balance/python/interpreter.h"
#include "labs/balance/python/listing.h"

static const struct program *program(enum python_version python) { return listing_of(PROGRAM_LOCK, python); }

const struct guard guard_gil_mutex = {
    .name = "gil+mutex",
    .title = SAID("GIL + mutex"),
    .lock_count = 2,
    .locks = { { .name = "GIL", .kind = RESOURCE_GIL, .sleeps = true, .capacity = 1 },
               { .name = "lock", .kind = RESOURCE_LOCK, .sleeps = true, .capacity = 1 } },
    .bytecode = true,
    .program = program,
    .state_bytes = sizeof(struct interpreter_locks),
    .state_init = interpreter_locks_init,
    .run = interpreter_run,
    .take = interpreter_take,
    .give = interpreter_give,
};
