// Spin: a real test-and-set lock; whoever finds it held keeps its cpu and tries again.
//
// While it waits it only reads (the line stays shared) and pauses; it writes again when the lock looks free.
#include "base/said.h"
#include "labs/balance/guards/guard.h"
#include "labs/balance/guards/passage.h"
#include "labs/balance/guards/sources.h"

static const char *const c_source[] = {
    "long balance = 0;",
    "atomic_flag lock = ATOMIC_FLAG_INIT;",
    "",
    "void change_it(long n)",
    "{",
    "    balance = balance + n;",
    "    balance = balance - n;",
    "}",
    "",
    "void run_thread(long n)",
    "{",
    "    for (long i = 0; i < iterations; i++) {",
    "        while (atomic_flag_test_and_set(&lock)) pause();",
    "        change_it(n);",
    "        atomic_flag_clear(&lock);",
    "    }",
    "}",
    NULL,
};

static const struct step steps[] = { SOURCE_UPDATES_LOCKED("lock   spin until free", "unlock") };

static const struct program listing = {
    .steps = steps,
    .step_count = sizeof steps / sizeof *steps,
    .python = source_python_locked,
    .c = c_source,
};

static const struct program *program(enum python_version python)
{
    (void)python;
    return &listing;
}

struct state {
    _Atomic uint32_t taken;
    _Alignas(64) struct passage passage; // off the lock's own line
};

static void state_init(void *memory, const struct experiment *experiment)
{
    struct state *state = memory;
    (void)experiment;
    atomic_init(&state->taken, 0);
}

// Acquire: what the last holder did is seen by the next.
WORK_INLINE bool try_take(struct state *state)
{
    return atomic_exchange_explicit(&state->taken, 1, memory_order_acquire) == 0;
}

static void spin(struct state *state)
{
    do {
        while (atomic_load_explicit(&state->taken, memory_order_relaxed)) // only a hint to try again
            os_pause();
    } while (!try_take(state));
}

WORK_INLINE void enter(struct work *work, uint32_t sequence, bool timed)
{
    struct state *state = work->lock;
    work->sequence = sequence;
    if (__builtin_expect(try_take(state), 1)) {
        passage_walked(work, 0, timed);
    } else {
        const uint64_t since = passage_waits(work, 0, passage_queues(work, &state->passage));
        spin(state);
        passage_waited(work, &state->passage, 0, since);
    }
    passage_holds(work, &state->passage, 0);
}

WORK_INLINE void leave(struct work *work, uint32_t sequence, bool timed)
{
    struct state *state = work->lock;
    work->sequence = sequence;
    passage_releases(work, &state->passage, 0, timed);
    atomic_store_explicit(&state->taken, 0, memory_order_release); // pairs with try_take
}

static void take(struct work *work, bool timed) { enter(work, work->sequence, timed); }

static void give(struct work *work, bool timed) { leave(work, work->sequence, timed); }

static void run(struct work *work) { work_run(work, enter, work_update_apart, leave); }

const struct guard guard_spin = {
    .name = "spin",
    .title = SAID("spin lock"),
    .lock_count = 1,
    .locks = { { .name = "spin lock", .kind = RESOURCE_SPIN_LOCK, .capacity = 1 } },
    .program = program,
    .state_bytes = sizeof(struct state),
    .state_init = state_init,
    .run = run,
    .take = take,
    .give = give,
};
