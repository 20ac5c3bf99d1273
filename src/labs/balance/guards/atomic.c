// Atomic: each update is one indivisible step, so nothing can come between its load and its store.
//
// Balance and version move together by compare-and-swap; an exchange that finds another version there is tried
// again, and the retries are counted.
#include "base/said.h"
#include "labs/balance/guards/guard.h"
#include "labs/balance/guards/sources.h"
#include "labs/balance/work.h"

static const char *const c_source[] = {
    "_Atomic long balance = 0;",
    "",
    "void change_it(long n)",
    "{",
    "    atomic_fetch_add(&balance, n);",
    "    atomic_fetch_sub(&balance, n);",
    "}",
    "",
    "void run_thread(long n)",
    "{",
    "    for (long i = 0; i < iterations; i++)",
    "        change_it(n);",
    "}",
    NULL,
};

static const struct step steps[] = {
    { .text = "atomic balance = balance + n", .kind = STEP_MODIFY, .sign = +1, .python_line = 5, .c_line = 5 },
    { .text = "atomic balance = balance - n", .kind = STEP_MODIFY, .sign = -1, .python_line = 6, .c_line = 6 },
};

static const struct program listing = {
    .steps = steps,
    .step_count = sizeof steps / sizeof *steps,
    .python = source_python_plain,
    .c = c_source,
};

static const struct program *program(enum python_version python)
{
    (void)python;
    return &listing;
}

static void run(struct work *work) { work_run(work, work_no_passage, work_update_at_once, work_no_passage); }

const struct guard guard_atomic = {
    .name = "atomic",
    .title = SAID("atomic add"),
    .program = program,
    .run = run,
};
