// Flag: a lock as one would first write it: look whether it is free, then say that it is taken. It is broken: between the
// look and the say another may look too, and both go in.
#include "base/said.h"
#include "labs/balance/by_hand.h"
#include "labs/balance/guards/guard.h"
#include "labs/balance/guards/sources.h"

static const char *const python_source[] = {
    "balance = 0",
    "taken = False",
    "",
    "def change_it(n):",
    "    global balance",
    "    balance = balance + n",
    "    balance = balance - n",
    "",
    "def run_thread(n):",
    "    global taken",
    "    for i in range(iterations):",
    "        while taken: pass",
    "        taken = True",
    "        change_it(n)",
    "        taken = False",
    NULL,
};

static const char *const c_source[] = {
    "long balance = 0;",
    "_Atomic int taken = 0;",
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
    "        while (taken) pause();  // test …",
    "        taken = 1;              // … then set",
    "        change_it(n);",
    "        taken = 0;",
    "    }",
    "}",
    NULL,
};

static const struct step steps[] = {
    { .text = "test   taken = 0", .kind = STEP_AWAIT, .python_line = 12, .c_line = 13 },
    { .text = "set    taken = 1", .kind = STEP_MARK, .python_line = 13, .c_line = 14 },
    SOURCE_UPDATES(6, 7),
    { .text = "clear  taken = 0", .kind = STEP_OPEN, .python_line = 15, .c_line = 16 },
};

// ---- as interleavings see it: the word is the flag ------------------------------------------------------------------

static uint16_t protocol_mark(uint16_t memory, int worker, int mark)
{
    (void)memory;
    (void)worker;
    (void)mark;
    return 1;
}

static bool protocol_lets_in(uint16_t memory, int worker)
{
    (void)worker;
    return memory == 0;
}

static uint16_t protocol_open(uint16_t memory, int worker)
{
    (void)memory;
    (void)worker;
    return 0; // though another may be in
}

static const struct protocol protocol = { .mark = protocol_mark, .lets_in = protocol_lets_in, .open = protocol_open };

static const struct program listing = {
    .steps = steps,
    .step_count = sizeof steps / sizeof *steps,
    .python = python_source,
    .c = c_source,
    .protocol = &protocol,
};

static const struct program *program(enum python_version python)
{
    (void)python;
    return &listing;
}

// ---- for real -------------------------------------------------------------------------------------------------------

struct state {
    _Atomic uint32_t taken;
    _Alignas(BY_HAND_LINE_BYTES) struct passage passage;
};

static void state_init(void *memory, const struct experiment *experiment)
{
    struct state *state = memory;
    (void)experiment;
    atomic_init(&state->taken, 0);
}

// Acquire: what the last holder did is seen by the next.
WORK_INLINE bool looks_free(void *memory, uint32_t worker)
{
    struct state *state = memory;
    (void)worker;
    return atomic_load_explicit(&state->taken, memory_order_acquire) == 0;
}

// Relaxed: it says nothing but itself.
WORK_INLINE void set(struct state *state) { atomic_store_explicit(&state->taken, 1, memory_order_relaxed); }

WORK_INLINE bool test_then_set(void *memory, uint32_t worker)
{
    if (!looks_free(memory, worker))
        return false;
    set(memory);
    return true;
}

WORK_INLINE void enter(struct work *work, uint32_t sequence, bool timed)
{
    struct state *state = work->lock;
    work->sequence = sequence;
    by_hand_enter(work, &state->passage, timed, test_then_set);
}

WORK_INLINE void leave(struct work *work, uint32_t sequence, bool timed)
{
    struct state *state = work->lock;
    work->sequence = sequence;
    passage_releases(work, &state->passage, 0, timed);
    atomic_store_explicit(&state->taken, 0, memory_order_release); // pairs with looks_free
}

static void by_hand(struct work *work, const struct step *step, bool timed)
{
    struct state *state = work->lock;
    if (step->kind == STEP_AWAIT)
        by_hand_enter(work, &state->passage, timed, looks_free);
    else if (step->kind == STEP_MARK)
        set(state);
    else
        leave(work, work->sequence, timed);
}

static void run(struct work *work) { work_run(work, enter, work_update_apart, leave); }

const struct guard guard_flag = {
    .name = "flag",
    .title = SAID("broken flag"),
    .lock_count = 1,
    .locks = { { .name = "flag", .kind = RESOURCE_SPIN_LOCK, .capacity = 0 } }, // it bars nobody for sure
    .program = program,
    .state_bytes = sizeof(struct state),
    .state_init = state_init,
    .run = run,
    .by_hand = by_hand,
};
