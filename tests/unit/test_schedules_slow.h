// Every schedule of a listing, walked one by one: slow, obvious, and its own reading of the listing (it shares no
// code with the explorer).
//
// A worker moves: it runs its steps until, having done one that others can see, it comes to a switch point; or,
// having done one, to a lock that is held. It cannot move while the next such step takes a lock that is held, or
// when none is left. A ledger of parents says at the end whether an update was lost.
#ifndef TESTS_TEST_SCHEDULES_SLOW_H
#define TESTS_TEST_SCHEDULES_SLOW_H

#include "labs/balance/program.h"

#include <assert.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

enum {
    SLOW_WORKERS = 4,
    SLOW_STORES = 256,
    SLOW_FINALS = 512,
    SLOW_LOCKS = 8,
    SLOW_MOVES = 512,
};

struct slow_worker {
    int pass, step;
    int64_t value; // in its register
    int seen;      // the store that it loaded, 0 the start
};

// A lock by hand, as the program's text has it: plain words, and nothing but single steps.
enum slow_hand {
    SLOW_NO_HAND,
    SLOW_FLAG,
    SLOW_PETERSON,
    SLOW_TICKET,
};

struct slow_hand_memory {
    int taken;           // the flag
    int raised[2], turn; // Peterson's
    int tickets, serving, mine[SLOW_WORKERS];
};

struct slow_state {
    struct slow_hand_memory memory;
    struct slow_worker workers[SLOW_WORKERS];
    int holder[SLOW_LOCKS]; // worker + 1
    int64_t balance;
    int stores, current; // stores made, and the one whose value the balance is
    int parents[SLOW_STORES];
    int last, switches, moves;
    char schedule[SLOW_MOVES];
};

struct slow_best { // fewest switches to a goal
    int switches;  // −1: never reached
    uint64_t schedules;
    char first[SLOW_MOVES];
};

struct slow {
    const struct program *program;
    enum slow_hand hand;
    int count, iterations;
    int32_t amounts[SLOW_WORKERS];
    int64_t expected;
    uint64_t schedules_max; // walks no more; too_many then
    bool too_many;
    // Found.
    uint64_t schedules, losing, deadlocks, wrong;
    double probability_losing, probability_deadlock;
    int final_count;
    struct {
        int64_t final;
        uint64_t schedules;
        double probability;
        int switches;                // the fewest
        uint64_t shortest_schedules; // with so few
    } finals[SLOW_FINALS];
    struct slow_best best_wrong, best_losing, best_deadlock;
};

static inline bool slow_seen_by_others(const struct step *step)
{
    return step->kind == STEP_LOAD || step->kind == STEP_STORE || step->kind == STEP_MODIFY ||
           step->kind == STEP_LOCK || step->kind == STEP_UNLOCK || step->kind == STEP_MARK ||
           step->kind == STEP_AWAIT || step->kind == STEP_OPEN;
}

static inline const struct step *slow_step_at(const struct slow *slow, const struct slow_worker *worker)
{
    return worker->pass < slow->iterations ? &slow->program->steps[worker->step] : NULL;
}

static inline void slow_advance(const struct slow *slow, struct slow_worker *worker)
{
    if (++worker->step == slow->program->step_count) {
        worker->step = 0;
        worker->pass++;
    }
}

// The next step of the worker that others can see, or NULL.
static inline const struct step *slow_next(const struct slow *slow, struct slow_worker worker)
{
    const struct step *step;
    while ((step = slow_step_at(slow, &worker)) && !slow_seen_by_others(step))
        slow_advance(slow, &worker);
    return step;
}

static inline bool slow_barred(const struct slow *slow, const struct slow_hand_memory *memory, int me)
{
    switch (slow->hand) {
    case SLOW_FLAG:
        return memory->taken != 0;
    case SLOW_PETERSON:
        return memory->raised[1 - me] && memory->turn == 1 - me;
    case SLOW_TICKET:
        return memory->serving != memory->mine[me];
    case SLOW_NO_HAND:
        break;
    }
    return false;
}

// first: of the steps that mark, the first of a pass.
static inline void slow_write(const struct slow *slow, struct slow_hand_memory *memory, int me, bool first, bool opens)
{
    switch (slow->hand) {
    case SLOW_FLAG:
        memory->taken = !opens;
        break;
    case SLOW_PETERSON:
        if (!opens && !first)
            memory->turn = 1 - me;
        else
            memory->raised[me] = !opens;
        break;
    case SLOW_TICKET:
        if (opens)
            memory->serving = memory->mine[me] + 1;
        else
            memory->mine[me] = memory->tickets++;
        break;
    case SLOW_NO_HAND:
        break;
    }
}

// Whether the step has to wait for somebody.
static inline bool slow_held(const struct slow *slow, const struct slow_state *state, int worker,
                             const struct step *step)
{
    return (step->kind == STEP_LOCK && state->holder[step->lock] != 0) ||
           (step->kind == STEP_AWAIT && slow_barred(slow, &state->memory, worker));
}

static inline bool slow_can_move(const struct slow *slow, const struct slow_state *state, int worker)
{
    const struct step *next = slow_next(slow, state->workers[worker]);
    return next && !slow_held(slow, state, worker, next);
}

static inline void slow_store(struct slow_state *state, int parent, int64_t value)
{
    assert(state->stores + 1 < SLOW_STORES);
    state->parents[++state->stores] = parent;
    state->current = state->stores;
    state->balance = value;
}

static inline void slow_do(const struct slow *slow, struct slow_state *state, struct slow_worker *worker, int index,
                           const struct step *step, int32_t amount)
{
    switch ((enum step_kind)step->kind) {
    case STEP_LOAD:
        worker->value = state->balance;
        worker->seen = state->current;
        break;
    case STEP_ADD:
        worker->value += step->sign * amount;
        break;
    case STEP_STORE:
        slow_store(state, worker->seen, worker->value);
        break;
    case STEP_MODIFY:
        slow_store(state, state->current, state->balance + step->sign * amount);
        break;
    case STEP_LOCK:
        state->holder[step->lock] = index + 1;
        break;
    case STEP_UNLOCK:
        state->holder[step->lock] = 0;
        break;
    case STEP_MARK:
    case STEP_OPEN:
        slow_write(slow, &state->memory, index, worker->step == 0, step->kind == STEP_OPEN);
        break;
    case STEP_AWAIT:
    case STEP_LOCAL:
    case STEP_KINDS:
        break;
    }
}

static inline void slow_move(const struct slow *slow, struct slow_state *state, int index)
{
    struct slow_worker *worker = &state->workers[index];
    bool any = false, point = false;
    const struct step *step;
    while ((step = slow_step_at(slow, worker))) {
        point = point || !slow->program->bytecode || step->looks == LOOKS_BEFORE;
        if (any && (point || slow_held(slow, state, index, step)))
            break;
        slow_do(slow, state, worker, index, step, slow->amounts[index]);
        any = any || slow_seen_by_others(step);
        point = step->looks == LOOKS_AFTER;
        slow_advance(slow, worker);
    }
    state->switches += state->last >= 0 && state->last != index;
    state->last = index;
    assert(state->moves + 1 < SLOW_MOVES);
    state->schedule[state->moves++] = (char)('1' + index);
    state->schedule[state->moves] = '\0';
}

// Survivors are the balance's store, its parent, and so on to the start; all others are lost.
static inline bool slow_lost(const struct slow_state *state)
{
    int survivors = 0;
    for (int store = state->current; store != 0; store = state->parents[store])
        survivors++;
    return survivors < state->stores;
}

static inline void slow_note(struct slow_best *best, const struct slow_state *state)
{
    if (best->switches < 0 || state->switches < best->switches) {
        best->switches = state->switches;
        best->schedules = 0;
        memcpy(best->first, state->schedule, sizeof best->first);
    }
    best->schedules += state->switches == best->switches;
}

static inline void slow_end(struct slow *slow, const struct slow_state *state, bool ended, double probability)
{
    slow->schedules++;
    const bool lost = slow_lost(state);
    if (lost) {
        slow->losing++;
        slow->probability_losing += probability;
    }
    if (!ended) {
        slow->deadlocks++;
        slow->probability_deadlock += probability;
        slow_note(&slow->best_deadlock, state);
        return;
    }
    if (lost)
        slow_note(&slow->best_losing, state);
    if (state->balance != slow->expected) {
        slow->wrong++;
        slow_note(&slow->best_wrong, state);
    }
    int at = 0;
    while (at < slow->final_count && slow->finals[at].final != state->balance)
        at++;
    assert(at < SLOW_FINALS);
    if (at == slow->final_count)
        slow->finals[slow->final_count++].final = state->balance;
    slow->finals[at].schedules++;
    slow->finals[at].probability += probability;
    if (slow->finals[at].shortest_schedules == 0 || state->switches < slow->finals[at].switches) {
        slow->finals[at].switches = state->switches;
        slow->finals[at].shortest_schedules = 0;
    }
    slow->finals[at].shortest_schedules += state->switches == slow->finals[at].switches;
}

// NOLINTNEXTLINE(misc-no-recursion): the slow way, on purpose; as deep as a schedule is long
static inline void slow_go_on(struct slow *slow, const struct slow_state *state, double probability)
{
    int movers[SLOW_WORKERS], count = 0;
    bool ended = true;
    for (int i = 0; i < slow->count; i++) {
        ended = ended && !slow_next(slow, state->workers[i]);
        if (slow_can_move(slow, state, i))
            movers[count++] = i;
    }
    if (count == 0)
        slow_end(slow, state, ended, probability);
    for (int i = 0; i < count && !slow->too_many; i++) {
        struct slow_state after = *state;
        slow_move(slow, &after, movers[i]);
        slow_go_on(slow, &after, probability / count);
    }
    slow->too_many = slow->too_many || slow->schedules > slow->schedules_max;
}

// Every worker alone, one after the other: what is there when nothing is lost.
static inline int64_t slow_expected(const struct slow *slow, struct slow_state state)
{
    for (int i = 0; i < slow->count; i++)
        while (slow_can_move(slow, &state, i))
            slow_move(slow, &state, i);
    return state.balance;
}

static inline struct slow_state slow_start(void) { return (struct slow_state){ .last = -1 }; }

// Walks all schedules of the program, from the start or, where `prefix` is one, from after its moves (fewest
// switches then count from there). Set program, count, iterations, amounts, expected and schedules_max before; the
// rest must be zero.
static inline void slow_walk(struct slow *slow, const char *prefix)
{
    struct slow_state state = slow_start();
    for (; *prefix; prefix++)
        slow_move(slow, &state, *prefix - '1');
    state.switches = 0;
    state.moves = 0;
    state.schedule[0] = '\0';
    slow->best_wrong.switches = slow->best_losing.switches = slow->best_deadlock.switches = -1;
    slow_go_on(slow, &state, 1);
}

#endif
