// No guard: each update is a load and a store with nothing to keep others out between them.
#include "base/said.h"
#include "labs/balance/guards/guard.h"
#include "labs/balance/guards/sources.h"
#include "labs/balance/work.h"

static const struct step steps[] = { SOURCE_UPDATES(5, 6) };

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
    .title = SAID("no lock"),
    .program = program,
    .run = run,
};
