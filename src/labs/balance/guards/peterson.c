// Peterson's lock as it must be written for a real machine: with a fence between the stores and the load.
#include "labs/balance/guards/peterson.h"

#include "base/said.h"

const char *const peterson_python[] = {
    "balance = 0",
    "up, turn = [False, False], 0",
    "",
    "def change_it(n):",
    "    global balance",
    "    balance = balance + n",
    "    balance = balance - n",
    "",
    "def run_thread(me, you, n):",
    "    global turn",
    "    for i in range(iterations):",
    "        up[me] = True",
    "        turn = you",
    "        while up[you] and turn != me:",
    "            pass",
    "        change_it(n)",
    "        up[me] = False",
    NULL,
};

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
    "        up[me] = 1;",
    "        turn = you;",
    "        fence();",
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
    { .text = "fence  stores first", .kind = STEP_LOCAL, .c_line = 15 },
    { .text = "wait   up[you], turn", .kind = STEP_AWAIT, .python_line = 14, .c_line = 16 },
    SOURCE_UPDATES(6, 7),
    { .text = "store  up[me] = 0", .kind = STEP_OPEN, .python_line = 17, .c_line = 18 },
};

// ---- as interleavings see it: bits 0 and 1 the flags, bit 2 the turn ------------------------------------------------

static uint16_t mark(uint16_t memory, int worker, int mark)
{
    if (mark == PETERSON_MARK_FLAG)
        return (uint16_t)(memory | 1U << worker);
    return (uint16_t)((memory & 3U) | (1U - (unsigned)worker) << 2);
}

static bool lets_in(uint16_t memory, int worker)
{
    const unsigned word = memory;
    return !(word >> (1 - worker) & 1U) || (word >> 2 & 1U) == (unsigned)worker;
}

static uint16_t open(uint16_t memory, int worker) { return (uint16_t)(memory & ~(1U << worker)); }

const struct protocol peterson_protocol = {
    .excludes = true,
    .workers = PETERSON_WORKERS,
    .mark = mark,
    .lets_in = lets_in,
    .open = open,
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

// ---- for real -------------------------------------------------------------------------------------------------------

void peterson_init(void *memory, const struct experiment *experiment)
{
    struct peterson *lock = memory;
    assert(experiment->count == PETERSON_WORKERS);
    (void)experiment;
    for (int i = 0; i < PETERSON_WORKERS; i++)
        atomic_init(&lock->flags[i].up, 0);
    atomic_init(&lock->turn, 0);
}

// Sequentially consistent, stores and loads: each store then ends with what the machine has for a fence, and all there is
// left is interleavings.
WORK_INLINE bool looks_free(void *memory, uint32_t me) { return peterson_lets_in(memory, me, memory_order_seq_cst); }

WORK_INLINE void enter(struct work *work, uint32_t sequence, bool timed)
{
    struct peterson *lock = work->lock;
    work->sequence = sequence;
    peterson_raise(lock, work->index, memory_order_seq_cst);
    peterson_offer(lock, work->index, memory_order_seq_cst);
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
        peterson_raise(lock, work->index, memory_order_seq_cst);
    else
        peterson_offer(lock, work->index, memory_order_seq_cst);
}

static void run(struct work *work) { work_run(work, enter, work_update_apart, peterson_leave); }

const struct guard guard_peterson = {
    .name = "peterson",
    .title = SAID("Peterson"),
    .lock_count = 1,
    .locks = { { .name = "Peterson lock", .kind = RESOURCE_SPIN_LOCK, .capacity = 1 } },
    .workers = PETERSON_WORKERS,
    .program = program,
    .state_bytes = sizeof(struct peterson),
    .state_init = peterson_init,
    .run = run,
    .by_hand = by_hand,
};
