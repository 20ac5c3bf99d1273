// Atomic: each update is one indivisible step, so nothing can come between its load and its store.
//
// Balance and version move together by compare-and-swap; an exchange that finds another version there is tried
// again, and the retries are counted.
#include "experiment/guard.h"
#include "experiment/guards/sources.h"
#include "experiment/work.h"

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

WORK_INLINE struct work_step update_at_once(struct work *work, _Atomic uint64_t *cell, uint64_t before, uint32_t *entry,
                                            int32_t change)
{
    uint64_t seen = atomic_load_explicit(cell, memory_order_relaxed);
    for (;; work->counts.retries++) {
        work_journal_first(entry, seen);
        const uint64_t left = work_next(seen, before, change);
        // Relaxed on both ways out: the exchange itself is indivisible, and nothing else hangs on the balance.
        if (atomic_compare_exchange_weak_explicit(cell, &seen, left, memory_order_relaxed, memory_order_relaxed))
            return (struct work_step){ seen, left };
    }
}

static void run(struct work *work) { work_run(work, work_no_passage, update_at_once, work_no_passage); }

const struct guard guard_atomic = {
    .name = "atomic",
    .title = "atomic add",
    .program = program,
    .run = run,
};
