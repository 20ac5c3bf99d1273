// A search by switches over what matters of a walk: where everybody stands, what kind of store the balance is from, and
// of whom carries what an update of no account has read, the kind of that.
//
// Stores are of four kinds: the fork, a victim (each its own), AFTER (the heir and all that was computed from it), and
// OTHER. The heir survives, and the victims do not, if and only if the last store is of the kind AFTER. A member must
// read its parent, and any other update must read OTHER or AFTER: from the fork or a victim it would hang in the collision
// too. So a store over the fork or a victim is a dead end unless all that must read it have: this keeps the search
// narrow. Which store of the kind OTHER is the fork is guessed when it is made.
//
// What a worker does after the pass of its last member is whole passes that count for nothing, often thousands. They
// are cut to a few. In one run all they read is of one kind, OTHER or AFTER, and so is what they store: a pass more or
// less within a run changes nothing. So a schedule of the short course is made into one of the whole course, with as
// few switches, by putting in what was cut where a worker begins its last pass. And a schedule of the whole course with
// s switches lets a worker run at most s / 2 + 1 times; of each run all passes but one and a bit can be left out,
// which leaves less than twice as many passes as runs. Where no worker was cut to fewer, nothing was missed.
//
// The search goes by switches, those made and those that must follow: every other worker that has not ended needs one.
#include "schedules/collide.h"

#include "base/fault.h"

#include <stdlib.h>
#include <string.h>

enum {
    STEPS = 4, // of a pass
    PASS_UPDATES = 2,
    NOBODY = -1,
    FREE = -1,       // an update that is no member
    TRAIL_FIRST = 3, // passes after the last member that are tried first
    // Kinds of stores.
    OTHER = 0,
    FORK = 1,
    AFTER = 2,
    VICTIM = 3, // + member
};

struct key {
    uint32_t places[SCHEDULES_WORKERS_MAX];
    int32_t current;   // kind of the store that the balance is from
    uint8_t after;     // bit w: what worker w carries for an update of no account is of the kind AFTER
    int8_t last;       // who moved last
    uint8_t unused[2]; // 0: keys are compared by their bytes
};

struct state {
    struct key key;
    uint32_t switches;
    uint32_t from; // index
    bool done;
};

struct stack {
    uint32_t *items;
    size_t count, room;
};

struct search {
    const struct course *course;
    const struct collide_shape *shape;
    uint32_t lengths[SCHEDULES_WORKERS_MAX];     // places of the short course
    uint32_t involved[SCHEDULES_WORKERS_MAX];    // passes up to that of its last member
    uint32_t victims_end[SCHEDULES_WORKERS_MAX]; // a place past its last victim's store
    uint32_t trail;                              // passes left after those, at most
    int32_t *members[SCHEDULES_WORKERS_MAX];     // by update of the short course
    uint32_t (*readers)[SCHEDULES_WORKERS_MAX];  // by kind and worker: a place past its load; 0: it does not read it
    struct state *states;
    size_t count, room;
    size_t steps, steps_most; // walked
    uint32_t *slots;          // state + 1, by hash; 0: free
    size_t slot_count;
    struct stack now, next; // with as few switches in the end as known to be needed, and one more
    struct status status;
};

// ---- steps ----------------------------------------------------------------------------------------------------------

static int32_t kind_read(const struct search *search, int32_t member)
{
    const int32_t parent = search->shape->members[member].parent;
    return parent == COLLIDE_FORK ? FORK : VICTIM + parent;
}

static bool all_have_read(const struct search *search, const struct key *key)
{
    if (key->current == OTHER || key->current == AFTER)
        return true;
    for (int w = 0; w < search->course->count; w++)
        if (key->places[w] < search->readers[key->current][w])
            return false;
    return true;
}

static bool forked(const struct search *search, const struct key *key)
{
    const struct collide_member *heir = &search->shape->members[COLLIDE_HEIR];
    return key->current == FORK || key->places[heir->worker] > 2 * heir->update;
}

static bool load(const struct search *search, struct key *key, int worker, int32_t member)
{
    if (member != FREE)
        return key->current == kind_read(search, member);
    if (key->current == AFTER)
        key->after |= (uint8_t)(1U << worker);
    return key->current == OTHER || key->current == AFTER;
}

static bool victims_stored(const struct search *search, const struct key *key)
{
    for (int w = 0; w < search->course->count; w++)
        if (key->places[w] < search->victims_end[w])
            return false;
    return true;
}

static bool store(const struct search *search, struct key *key, int worker, int32_t member, bool is_fork)
{
    const bool after = key->after >> worker & 1;
    const struct collide_shape *shape = search->shape;
    if (!all_have_read(search, key) || (is_fork && (member != FREE || after || forked(search, key))))
        return false;
    const bool all_stored = victims_stored(search, key);
    if (member == COLLIDE_HEIR && shape->heir_last && !all_stored)
        return false;
    if (key->current >= VICTIM && all_stored && shape->overwriter >= 0 && worker != shape->overwriter)
        return false;
    key->after &= (uint8_t) ~(1U << worker);
    if (member == COLLIDE_HEIR)
        key->current = AFTER;
    else if (member != FREE)
        key->current = VICTIM + member;
    else
        key->current = is_fork ? FORK : after ? AFTER : OTHER;
    return true;
}

// One move. fork_step: of its steps the one whose store is the fork, from 1; 0: none. False where that leads nowhere.
static bool make_move(const struct search *search, struct key *key, int worker, int fork_step, int *steps)
{
    uint32_t *place = &key->places[worker];
    *steps = 0;
    do {
        const int32_t member = search->members[worker][*place / 2];
        const bool is_fork = ++*steps == fork_step;
        if (*place % 2 == 0 ? is_fork || !load(search, key, worker, member)
                            : !store(search, key, worker, member, is_fork))
            return false;
        ++*place;
    } while (*place < search->lengths[worker] && !search->course->steps[*place % STEPS].cut);
    key->last = (int8_t)worker;
    return true;
}

// ---- states ---------------------------------------------------------------------------------------------------------

static bool no_memory(struct search *search)
{
    search->status = status_with(STATUS_FAILED, FAULT_SEARCH_MEMORY, part_number(search->count));
    return false;
}

static bool too_long(struct search *search)
{
    search->status =
        status_with(STATUS_USAGE, FAULT_SEARCH_LONG, part_number(COLLIDE_STATES_MAX), part_number(COLLIDE_STEPS_MAX));
    return false;
}

static bool push(struct search *search, struct stack *stack, uint32_t item)
{
    if (stack->count == stack->room) {
        const size_t room = stack->room ? stack->room * 2 : 1024;
        uint32_t *items = realloc(stack->items, room * sizeof *items);
        if (!items)
            return no_memory(search);
        stack->items = items;
        stack->room = room;
    }
    stack->items[stack->count++] = item;
    return true;
}

static size_t hash(const struct key *key)
{
    uint64_t words[3], mixed = 0;
    _Static_assert(sizeof words == sizeof *key, "a key is three words");
    memcpy(words, key, sizeof words);
    for (int i = 0; i < 3; i++) {
        mixed = (mixed ^ words[i]) * UINT64_C(0x9e3779b97f4a7c15);
        mixed ^= mixed >> 29;
    }
    return (size_t)mixed;
}

static uint32_t *slot_of(struct search *search, const struct key *key)
{
    size_t at = hash(key);
    for (;; at++) {
        uint32_t *slot = &search->slots[at & (search->slot_count - 1)];
        if (*slot == 0 || memcmp(&search->states[*slot - 1].key, key, sizeof *key) == 0)
            return slot;
    }
}

static bool grow(struct search *search)
{
    const size_t room = search->room ? search->room * 2 : 4096;
    struct state *states = realloc(search->states, room * sizeof *states);
    if (!states)
        return no_memory(search);
    search->states = states;
    uint32_t *slots = calloc(room * 2, sizeof *slots);
    if (!slots)
        return no_memory(search);
    free(search->slots);
    search->slots = slots;
    search->slot_count = room * 2;
    search->room = room;
    for (size_t i = 0; i < search->count; i++)
        *slot_of(search, &states[i].key) = (uint32_t)i + 1;
    return true;
}

// Switches that must follow: each other worker that has not ended.
static uint32_t still_needed(const struct search *search, const struct key *key)
{
    uint32_t needed = 0;
    for (int w = 0; w < search->course->count; w++)
        needed += w != key->last && key->places[w] < search->lengths[w];
    return needed;
}

// Comes to a state. in_all: the switches made and needed of where it came from.
static bool reach(struct search *search, const struct key *key, uint32_t from, uint32_t switches, uint32_t in_all)
{
    if (search->count == search->room && search->room < COLLIDE_STATES_MAX && !grow(search))
        return false;
    uint32_t *slot = slot_of(search, key);
    if (*slot == 0) {
        if (search->count == COLLIDE_STATES_MAX)
            return too_long(search);
        search->states[search->count] = (struct state){ .key = *key, .switches = UINT32_MAX };
        *slot = (uint32_t)++search->count;
    }
    struct state *state = &search->states[*slot - 1];
    if (state->done || state->switches <= switches)
        return true;
    state->switches = switches;
    state->from = from;
    return push(search, switches + still_needed(search, key) > in_all ? &search->next : &search->now, *slot - 1);
}

static bool expand(struct search *search, uint32_t index)
{
    const struct state state = search->states[index];
    const uint32_t in_all = state.switches + still_needed(search, &state.key);
    for (int w = 0; w < search->course->count; w++) {
        if (state.key.places[w] == search->lengths[w])
            continue;
        int steps = 0;
        for (int fork_step = 0; fork_step == 0 || (fork_step <= STEPS && !forked(search, &state.key)); fork_step++) {
            struct key key = state.key;
            const bool made = make_move(search, &key, w, fork_step, &steps);
            search->steps += (size_t)steps;
            if (search->steps > search->steps_most)
                return too_long(search);
            if (made && fork_step <= steps &&
                !reach(search, &key, index, state.switches + (state.key.last != w), in_all))
                return false;
        }
    }
    return true;
}

static bool is_goal(const struct search *search, const struct key *key)
{
    for (int w = 0; w < search->course->count; w++)
        if (key->places[w] < search->lengths[w])
            return false;
    return key->current == AFTER;
}

// The two ways to begin: the start is the fork, or it is not. Whoever moves first makes no switch.
static bool begin(struct search *search)
{
    for (int32_t kind = OTHER; kind <= FORK; kind++) {
        for (int w = 0; w < search->course->count; w++) {
            const struct key key = { .current = kind, .last = (int8_t)w };
            if (!reach(search, &key, UINT32_MAX, 0, (uint32_t)search->course->count - 1))
                return false;
        }
    }
    return true;
}

// The index of the first goal come to; UINT32_MAX: there is none, or status says why not.
static uint32_t run_search(struct search *search)
{
    if (!begin(search))
        return UINT32_MAX;
    while (search->now.count > 0 || search->next.count > 0) {
        if (search->now.count == 0) {
            const struct stack empty = search->now;
            search->now = search->next;
            search->next = empty;
        }
        const uint32_t index = search->now.items[--search->now.count];
        struct state *state = &search->states[index];
        if (state->done)
            continue;
        state->done = true;
        if (is_goal(search, &state->key))
            return index;
        if (!expand(search, index))
            return UINT32_MAX;
    }
    return UINT32_MAX;
}

// ---- the short course -----------------------------------------------------------------------------------------------

static void search_finish(struct search *search)
{
    for (int w = 0; w < SCHEDULES_WORKERS_MAX; w++)
        free(search->members[w]);
    free(search->readers);
    free(search->states);
    free(search->slots);
    free(search->now.items);
    free(search->next.items);
    *search = (struct search){ 0 };
}

static uint32_t trail_of(const struct search *search, int worker)
{
    return search->course->iterations - search->involved[worker];
}

static uint32_t trail_kept(const struct search *search, int worker)
{
    const uint32_t trail = trail_of(search, worker);
    return trail < search->trail ? trail : search->trail;
}

static bool search_init(struct search *search, const struct course *course, const struct collide_shape *shape,
                        uint32_t trail)
{
    *search = (struct search){ .course = course, .shape = shape, .trail = trail };
    for (size_t i = 0; i < shape->count; i++) {
        const struct collide_member *member = &shape->members[i];
        const uint32_t passes = member->update / PASS_UPDATES + 1;
        if (search->involved[member->worker] < passes)
            search->involved[member->worker] = passes;
    }
    search->readers = calloc(shape->count + VICTIM, sizeof *search->readers);
    bool made = search->readers != NULL;
    for (int w = 0; w < course->count; w++) {
        const uint32_t updates = PASS_UPDATES * (search->involved[w] + trail_kept(search, w));
        search->lengths[w] = 2 * updates;
        search->members[w] = malloc((updates + 1) * sizeof *search->members[w]);
        made = made && search->members[w];
        for (uint32_t u = 0; search->members[w] && u < updates; u++)
            search->members[w][u] = FREE;
    }
    for (size_t i = 0; made && i < shape->count; i++) {
        const struct collide_member *member = &shape->members[i];
        search->members[member->worker][member->update] = (int32_t)i;
        search->readers[kind_read(search, (int32_t)i)][member->worker] = 2 * member->update + 1;
        if (i != COLLIDE_HEIR && search->victims_end[member->worker] < 2 * member->update + 2)
            search->victims_end[member->worker] = 2 * member->update + 2;
    }
    return made || no_memory(search);
}

// Where a worker that stands at a place of the short course stands in the whole one.
static uint32_t whole_place(const struct search *search, int worker, uint32_t place)
{
    const uint32_t kept = trail_kept(search, worker), cut = trail_of(search, worker) - kept;
    const bool in_last = cut > 0 && place > STEPS * (search->involved[worker] + kept - 1);
    return in_last ? place + STEPS * cut : place;
}

static struct status take_runs(const struct search *search, uint32_t goal, struct collide_found *found)
{
    const size_t count = (size_t)search->states[goal].switches + 1;
    struct collide_run *runs = calloc(count, sizeof *runs);
    if (!runs)
        return status_with(STATUS_FAILED, FAULT_RUNS_MEMORY, part_number(count));
    *found = (struct collide_found){ true, search->states[goal].switches, runs, count, found->steps };
    for (uint32_t at = goal; at != UINT32_MAX; at = search->states[at].from) {
        const struct key *key = &search->states[at].key;
        struct collide_run *run = &found->runs[search->states[at].switches];
        if (run->place == 0)
            *run = (struct collide_run){ key->last, whole_place(search, key->last, key->places[key->last]) };
    }
    return status_ok();
}

// How many passes a worker can make use of after its last member where there are so many switches.
static uint32_t passes_of_use(uint32_t switches)
{
    const uint32_t runs = switches / 2 + 1;
    return 2 * runs - 1;
}

static bool nothing_missed(const struct search *search, uint32_t switches)
{
    for (int w = 0; w < search->course->count; w++)
        if (trail_of(search, w) > search->trail && search->trail < passes_of_use(switches))
            return false;
    return true;
}

void collide_finish(struct collide_found *found)
{
    free(found->runs);
    *found = (struct collide_found){ 0 };
}

// Searches with so many passes left at the most. *enough: no more of them are needed; else *trail is how many.
static struct status find_with(struct collide_found *found, const struct course *course,
                               const struct collide_shape *shape, uint32_t *trail, bool *enough)
{
    struct search search;
    const bool ready = search_init(&search, course, shape, *trail);
    search.steps_most = shape->steps_most - found->steps;
    const uint32_t goal = ready ? run_search(&search) : UINT32_MAX;
    struct status status = search.status;
    found->steps += search.steps;
    *enough = true;
    if (goal != UINT32_MAX) {
        const uint32_t switches = search.states[goal].switches;
        *enough = nothing_missed(&search, switches);
        *trail = passes_of_use(switches);
        if (*enough)
            status = take_runs(&search, goal, found);
    }
    search_finish(&search);
    return status;
}

static bool loads_and_stores(const struct course *course)
{
    if (course->step_count != STEPS)
        return false;
    for (uint32_t i = 0; i < STEPS; i++)
        if (course->steps[i].kind != (i % 2 == 0 ? STEP_LOAD : STEP_STORE))
            return false;
    return true;
}

struct status collide_find(struct collide_found *found, const struct course *course, const struct collide_shape *shape)
{
    *found = (struct collide_found){ 0 };
    if (!loads_and_stores(course))
        return status_fault(STATUS_USAGE, FAULT_NO_LOSS);
    struct status status = status_ok();
    uint32_t trail = TRAIL_FIRST;
    for (bool enough = false; status_is_ok(status) && !enough;)
        status = find_with(found, course, shape, &trail, &enough);
    return status;
}
