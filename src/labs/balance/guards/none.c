// No guard: each update is a load and a store with nothing to keep others out between them.
#include "labs/balance/guards/guard.h"
#include "labs/balance/guards/sources.h"
#include "labs/balance/work.h"

static const struct step steps[] = {
    { .text = "load   r = balance", .kind = STEP_LOAD, .python_line = 5, .c_line = 5 },
    { .text = "add    r = r + n", .kind = STEP_ADD, .sign = +1, .python_line = 5, .c_line = 5 },
    { .text = "store  balance = r", .kind = STEP_STORE, .python_line = 5, .c_line = 5 },
    { .text = "load   r = balance", .kind = STEP_LOAD, .python_line = 6, .c_line = 6 },
    { .text = "sub    r = r - n", .kind = STEP_ADD, .sign = -1, .python_line = 6, .c_line = 6 },
    { .text = "store  balance = r", .kind = STEP_STORE, .python_line = 6, .c_line = 6 },
};

static const struct program listing = {
    .steps = steps,
    .step_count = sizeof steps / sizeof *steps,
    .python = source_python_plain,
    .c = source_c_plain,
};

static const struct program *program(enum python_version python)
{
    (void)python;
    return &listing;
}

static void run(struct work *work) { work_run(work, work_no_passage, work_update_apart, work_no_passage); }

const struct guard guard_none = {
    .name = "none",
    .title = "no lock",
    .program = program,
    .run = run,
};
