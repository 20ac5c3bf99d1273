// Ticket: a lock by hand for any number of workers, and a fair one: each draws a number in one indivisible step, and goes in
// when its number is called.
#include "base/said.h"
#include "labs/balance/by_hand.h"
#include "labs/balance/guards/guard.h"
#include "labs/balance/guards/sources.h"

static const char *const python_source[] = {
    "balance = 0",
    "tickets, serving = count(), 0",
    "",
    "def change_it(n):",
    "    global balance",
    "    balance = balance + n",
    "    balance = balance - n",
    "",
    "def run_thread(n):",
    "    global serving",
    "    for i in range(iterations):",
    "        mine = next(tickets)",
    "        while serving != mine: pass",
    "        change_it(n)",
    "        serving = mine + 1",
    NULL,
};

static const char *const c_source[] = {
    "long balance = 0;",
    "_Atomic unsigned tickets, serving;",
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
    "        unsigned mine = atomic_fetch_add(&tickets, 1);",
    "        while (serving != mine) pause();",
    "        change_it(n);",
    "        serving = mine + 1;",
    "    }",
    "}",
    NULL,
};

static const struct step steps[] = {
    { .text = "atomic mine = tickets++", .kind = STEP_MARK, .python_line = 12, .c_line = 13 },
    { .text = "wait   serving = mine", .kind = STEP_AWAIT, .python_line = 13, .c_line = 14 },
    SOURCE_UPDATES(6, 7),
    { .text = "store  serving = mine + 1", .kind = STEP_OPEN, .python_line = 15, .c_line = 16 },
};

// ---- as interleavings see it ----------------------------------------------------------------------------------------
// Three bits a worker: how many are served until it is done; 0: it has no ticket, 1: its number is called. Numbers
// themselves do not matter, only their order.

enum {
    QUEUE_BITS = 3,
    QUEUE_WORKERS = 5, // as many as the word has room for
};

static unsigned queue_of(uint16_t memory, int worker) { return (unsigned)memory >> (QUEUE_BITS * worker) & 7U; }

static uint16_t protocol_mark(uint16_t memory, int worker, int mark)
{
    unsigned last = 0;
    (void)mark;
    for (int i = 0; i < QUEUE_WORKERS; i++)
        last = queue_of(memory, i) > last ? queue_of(memory, i) : last;
    return (uint16_t)(memory | (last + 1) << (QUEUE_BITS * worker));
}

static bool protocol_lets_in(uint16_t memory, int worker) { return queue_of(memory, worker) == 1; }

static uint16_t protocol_open(uint16_t memory, int worker)
{
    (void)worker; // whose number it was
    for (int i = 0; i < QUEUE_WORKERS; i++)
        if (queue_of(memory, i) > 0)
            memory = (uint16_t)(memory - (1U << (QUEUE_BITS * i)));
    return memory;
}

static const struct protocol protocol = {
    .excludes = true,
    .mark = protocol_mark,
    .lets_in = protocol_lets_in,
    .open = protocol_open,
};

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
    _Atomic uint32_t tickets;
    _Alignas(BY_HAND_LINE_BYTES) _Atomic uint32_t serving;
    _Alignas(BY_HAND_LINE_BYTES) struct passage passage;
    struct {
        _Alignas(BY_HAND_LINE_BYTES) uint32_t number;
    } mine[WORKERS_MAX]; // each its worker's own
};

static void state_init(void *memory, const struct experiment *experiment)
{
    struct state *state = memory;
    (void)experiment;
    atomic_init(&state->tickets, 0);
    atomic_init(&state->serving, 0);
}

// Relaxed: a number says nothing of what others did; its being called does.
WORK_INLINE void draw(struct state *state, uint32_t worker)
{
    state->mine[worker].number = atomic_fetch_add_explicit(&state->tickets, 1, memory_order_relaxed);
}

// Acquire: what the last holder did is seen by the next.
WORK_INLINE bool is_called(void *memory, uint32_t worker)
{
    struct state *state = memory;
    return atomic_load_explicit(&state->serving, memory_order_acquire) == state->mine[worker].number;
}

WORK_INLINE void enter(struct work *work, uint32_t sequence, bool timed)
{
    struct state *state = work->lock;
    work->sequence = sequence;
    draw(state, work->index);
    by_hand_enter(work, &state->passage, timed, is_called);
}

WORK_INLINE void leave(struct work *work, uint32_t sequence, bool timed)
{
    struct state *state = work->lock;
    work->sequence = sequence;
    passage_releases(work, &state->passage, 0, timed);
    atomic_store_explicit(&state->serving, state->mine[work->index].number + 1,
                          memory_order_release); // pairs with is_called
}

static void by_hand(struct work *work, const struct step *step, bool timed)
{
    struct state *state = work->lock;
    if (step->kind == STEP_MARK)
        draw(state, work->index);
    else if (step->kind == STEP_AWAIT)
        by_hand_enter(work, &state->passage, timed, is_called);
    else
        leave(work, work->sequence, timed);
}

static void run(struct work *work) { work_run(work, enter, work_update_apart, leave); }

const struct guard guard_ticket = {
    .name = "ticket",
    .title = SAID("ticket lock"),
    .lock_count = 1,
    .locks = { { .name = "ticket lock", .kind = RESOURCE_SPIN_LOCK, .capacity = 1 } },
    .program = program,
    .state_bytes = sizeof(struct state),
    .state_init = state_init,
    .run = run,
    .by_hand = by_hand,
};
