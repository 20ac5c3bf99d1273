// Each thread remembers the chains that it came by last, by a hash of all calls up to there, so that a loop that allocates looks
// once. Chains stand in one table, found by a hash of what is kept of them, of which the child of a fork has a copy.
#include "inside/hooks/chains.h"

#include "inside/books_layout.h"
#include "inside/hooks/assigned.h"
#include "inside/hooks/books.h"
#include "inside/hooks/calls.h"
#include "inside/hooks/code.h"
#include "inside/hooks/hooks.h"
#include "inside/hooks/region.h"
#include "inside/hooks/roots.h"
#include "inside/hooks/task.h"

#include <stddef.h>
#include <string.h>

enum {
    TRIES = 64,
    CALLS_LOOKED_AT = 64,
    CHAINS_FEW = CHAINS_MAX / 4 * 3, // from then on the innermost step alone is kept
};

#define MIX UINT64_C(0x9e3779b97f4a7c15)

struct steps {
    uint32_t count;
    struct books_step step[BOOKS_STEPS_MAX]; // there is room for so many as there are
};

struct chain {
    _Atomic uint64_t key;              // 0: free
    _Atomic uint64_t left;             // its block, above it whose image that is; block 0: it was not left yet
    const struct steps *_Atomic steps; // NULL: it is being made
};

struct chains {
    _Atomic uint32_t count;
    struct chain chain[CHAINS_MAX]; // by number; 0 is nobody's
};

static bool has_function(const struct steps *steps, uintptr_t within)
{
    for (uint32_t i = 0; i < steps->count; i++)
        if (steps->step[i].within == within)
            return true;
    return false;
}

// A function that called what has no hooks is told by its own frame; what that has called returns to nobody that is known.
static void put_step(struct steps *steps, const struct call *call, uintptr_t at, uintptr_t back)
{
    if (back != at) {
        steps->step[steps->count++] = (struct books_step){ 0, at };
        at = back;
    }
    steps->step[steps->count++] = (struct books_step){ call->within, at };
}

// to_program: of a hook's place, no further than to the first function that is no header's. The function that called the hook is there,
// and the others are where the inner ones return to, where they do not tell.
static void collect(const struct calls *calls, uintptr_t place, uint32_t most, bool to_program, struct steps *steps)
{
    uint32_t depth = calls->depth;
    uintptr_t at = place, frame = stack_pointer();
    steps->count = 0;
    for (uint32_t i = 0; i < CALLS_LOOKED_AT && depth > 0 && steps->count + 1 < most; i++, depth--) {
        const struct call *call = calls_at(calls, depth);
        if (call->frame <= frame)
            continue;
        frame = call->frame;
        const uintptr_t told = to_program && steps->count == 0 ? 0 : calls_back(call);
        const uintptr_t back = told || !to_program ? told : at;
        if (!has_function(steps, call->within))
            put_step(steps, call, at, back);
        if (to_program && code_owner(steps->step[steps->count - 1].at) == CODE_PROGRAM)
            break;
        at = call->caller;
    }
    if (steps->count == 0)
        steps->step[steps->count++] = (struct books_step){ 0, place };
}

static uint64_t key_of(const struct steps *steps)
{
    uint64_t key = steps->count;
    for (uint32_t i = 0; i < steps->count; i++) {
        key = (key ^ steps->step[i].within) * MIX;
        key = (key ^ key >> 29 ^ steps->step[i].at) * MIX;
    }
    return key ? key : 1;
}

// Who had begun may be in the parent of this process, where it goes on: then whoever comes next does it here.
static void fill(struct chain *chain, const struct steps *steps)
{
    const size_t bytes = offsetof(struct steps, step) + steps->count * sizeof *steps->step;
    const struct steps *none = NULL;
    struct steps *kept = atomic_load_explicit(&chain->steps, memory_order_relaxed) ? NULL : kept_take(bytes);
    if (!kept)
        return;
    memcpy(kept, steps, bytes);
    atomic_compare_exchange_strong(&chain->steps, &none, kept);
}

// The number of a chain; 0: there is no room for another.
static uint32_t number_of(struct chains *all, const struct steps *steps)
{
    const uint64_t key = key_of(steps);
    uint64_t at = key >> 40;
    for (int i = 0; i < TRIES; i++, at++) {
        const uint32_t number = at % CHAINS_MAX ? (uint32_t)(at % CHAINS_MAX) : 1;
        struct chain *chain = &all->chain[number];
        uint64_t there = atomic_load_explicit(&chain->key, memory_order_relaxed);
        if (there == 0 && atomic_compare_exchange_strong(&chain->key, &there, key)) {
            atomic_fetch_add_explicit(&all->count, 1, memory_order_relaxed);
            there = key;
        }
        if (there == key) {
            fill(chain, steps);
            return number;
        }
    }
    return 0;
}

static bool are_few(const struct chains *all)
{
    return atomic_load_explicit(&all->count, memory_order_relaxed) < CHAINS_FEW;
}

static uint32_t find(struct chains *all, const struct calls *calls, uintptr_t place)
{
    struct steps steps;
    collect(calls, place, are_few(all) ? BOOKS_STEPS_MAX : 1, false, &steps);
    return number_of(all, &steps);
}

// A hash of all that the chain is made of.
static uint64_t way_of(const struct calls *calls, uintptr_t place)
{
    const uint32_t depth = calls_above(calls, stack_pointer());
    const struct call *call = depth > 0 ? calls_at(calls, depth) : NULL;
    return call ? ((call->way ^ place) * MIX ^ calls_back(call)) * MIX : place * MIX;
}

uint32_t chain_here(uintptr_t place)
{
    static const struct calls none;
    struct chains *all = root_make(ROOT_CHAINS, sizeof *all);
    struct task *task = hooks_me;
    if (!all)
        return 0;
    if (!task_is_known(task))
        return find(all, &none, place);
    const uint64_t way = way_of(&task->calls, place);
    struct known_chain *known = &task->chain[way >> 32 & (CHAINS_KNOWN - 1)];
    if (known->way != way || known->number == 0)
        *known = (struct known_chain){ way, find(all, &task->calls, place) };
    return known->number;
}

static struct chain *chain_at(uint32_t number)
{
    struct chains *all = root_of(ROOT_CHAINS);
    struct chain *chain = all && number > 0 && number < CHAINS_MAX ? &all->chain[number] : NULL;
    return chain && atomic_load_explicit(&chain->steps, memory_order_acquire) ? chain : NULL;
}

uintptr_t chain_place(uint32_t number)
{
    const struct chain *chain = chain_at(number);
    return chain ? atomic_load(&chain->steps)->step[0].at : 0;
}

bool chain_has_constant(uint32_t number, uint64_t value)
{
    const struct chain *chain = chain_at(number);
    const struct steps *steps = chain ? atomic_load(&chain->steps) : NULL;
    for (uint32_t i = 0; steps && i < steps->count && steps->step[i].at; i++) {
        const uintptr_t at = steps->step[i].at;
        if (assigned_before(at, value))
            return true;
        if (code_owner(at) != CODE_STD)
            break;
    }
    return false;
}

static uint32_t leave(const struct steps *steps, uint32_t number, uint32_t image)
{
    struct books_chain *left = books_take(sizeof *left + steps->count * sizeof *left->step);
    if (!left)
        return 0;
    left->image = image;
    left->number = number;
    left->count = steps->count;
    memcpy(left->step, steps->step, steps->count * sizeof *left->step);
    books_publish(left, BOOKS_CHAIN);
    return books_number(left);
}

uint32_t chain_leave(uint32_t number, uint32_t image)
{
    struct chain *chain = chain_at(number);
    const uint64_t left = chain ? atomic_load(&chain->left) : 0;
    if (!chain || ((uint32_t)left != 0 && left >> 32 == image))
        return (uint32_t)left;
    const uint32_t block = leave(atomic_load(&chain->steps), number, image);
    if (block)
        atomic_store(&chain->left, (uint64_t)image << 32 | block);
    return block;
}

// The chain is left before its number is used: who reads it finds it.
static __attribute__((noinline)) uint32_t find_header(struct task *task, struct known_chain *known, uint64_t way,
                                                      uintptr_t place)
{
    struct chains *all = root_make(ROOT_CHAINS, sizeof *all);
    struct steps steps;
    if (code_owner(place) == CODE_PROGRAM) {
        *task_program_code(task, place) = place;
        return 0;
    }
    if (!all || !are_few(all))
        return 0;
    collect(&task->calls, place, BOOKS_STEPS_MAX, true, &steps);
    const uint32_t number = number_of(all, &steps);
    // Where another thread leaves it too it is left twice: nobody waits.
    if (number == 0 || !chain_leave(number, task->image))
        return 0;
    *known = (struct known_chain){ way, number };
    return number;
}

uint32_t chain_of_header(struct task *task, uintptr_t place)
{
    if (*task_program_code(task, place) == place)
        return 0;
    const uint32_t depth = calls_above(&task->calls, stack_pointer());
    const uint64_t way = ~((depth > 0 ? calls_at(&task->calls, depth)->way ^ place : place) * MIX);
    struct known_chain *known = &task->chain[way >> 32 & (CHAINS_KNOWN - 1)];
    return known->way == way && known->number ? known->number : find_header(task, known, way, place);
}
