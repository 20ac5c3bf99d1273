// Peterson's lock without its fence: the same steps, right in every order, and yet the machine lets two in. While the flag is
// still in the core's store buffer the load behind it is made already, and finds the other's flag down.
#include "labs/balance/guards/peterson.h"

#include "base/said.h"

static const char *const c_source[] = {
    "long balance = 0;",
    "_Atomic int up[2], turn;",
    "",
    "void change_it(long n)",
    "{",
    "    balance = balance + n;",
    "    balance = balance - n;",
    "}",
    "",
    "void run_thread(int me, int you, long n)",
    "{",
    "    for (long i = 0; i < iterations; i++) {",
    "        up[me] = 1;  // relaxed: no fence",
    "        turn = you;",
    "        while (up[you] && turn != me) pause();",
    "        change_it(n);",
    "        up[me] = 0;",
    "    }",
    "}",
    NULL,
};

static const struct step steps[] = {
    { .text = "store  up[me] = 1", .kind = STEP_MARK, .mark = PETERSON_MARK_FLAG, .python_line = 12, .c_line = 13 },
    { .text = "store  turn = you", .kind = STEP_MARK, .mark = PETERSON_MARK_TURN, .python_line = 13, .c_line = 14 },
    { .text = "wait   up[you], turn", .kind = STEP_AWAIT, .python_line = 14, .c_line = 15 },
    SOURCE_UPDATES(6, 7),
    { .text = "store  up[me] = 0", .kind = STEP_OPEN, .python_line = 17, .c_line = 17 },
};

static const struct program listing = {
    .steps = steps,
    .step_count = sizeof steps / sizeof *steps,
    .python = peterson_python,
    .c = c_source,
    .protocol = &peterson_protocol,
};

static const struct program *program(enum python_version python)
{
    (void)python;
    return &listing;
}

// Acquire and release keep everything in its order but one thing: a load may be made before an earlier store is seen.
WORK_INLINE bool looks_free(void *memory, uint32_t me) { return peterson_lets_in(memory, me, memory_order_acquire); }

WORK_INLINE void raise_and_offer(struct peterson *lock, uint32_t me)
{
    peterson_raise(lock, me, memory_order_relaxed);
    peterson_offer(lock, me, memory_order_release); // the flag is seen no later than the turn
    atomic_signal_fence(memory_order_seq_cst);      // it is the machine that lets the load pass, never the compiler
}

WORK_INLINE void enter(struct work *work, uint32_t sequence, bool timed)
{
    struct peterson *lock = work->lock;
    work->sequence = sequence;
    raise_and_offer(lock, work->index);
    by_hand_enter(work, &lock->passage, timed, looks_free);
}

static void by_hand(struct work *work, const struct step *step, bool timed)
{
    struct peterson *lock = work->lock;
    if (step->kind == STEP_AWAIT)
        by_hand_enter(work, &lock->passage, timed, looks_free);
    else if (step->kind == STEP_OPEN)
        peterson_leave(work, work->sequence, timed);
    else if (step->mark == PETERSON_MARK_FLAG)
        peterson_raise(lock, work->index, memory_order_relaxed);
    else
        peterson_offer(lock, work->index, memory_order_release);
}

static void run(struct work *work) { work_run(work, enter, work_update_apart, peterson_leave); }

const struct guard guard_peterson_unfenced = {
    .name = "peterson-unfenced",
    .title = SAID("Peterson unfenced"),
    .lock_count = 1,
    .locks = { { .name = "Peterson lock", .kind = RESOURCE_SPIN_LOCK, .capacity = 0 } }, // it bars nobody for sure
    .workers = PETERSON_WORKERS,
    .unfenced = true,
    .program = program,
    .state_bytes = sizeof(struct peterson),
    .state_init = peterson_init,
    .run = run,
    .by_hand = by_hand,
};
