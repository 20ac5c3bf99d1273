// Each thread remembers the chains that it came by last, by a hash of all calls up to there, so that a loop that allocates looks
// once. Chains stand in one table, found by a hash of what is kept of them.
#include "inside/hooks/chains.h"

#include "inside/books_layout.h"
#include "inside/hooks/assigned.h"
#include "inside/hooks/books.h"
#include "inside/hooks/calls.h"
#include "inside/hooks/code.h"
#include "inside/hooks/hooks.h"
#include "inside/hooks/roots.h"
#include "inside/hooks/task.h"

#include <string.h>

enum {
    TRIES = 64,
    CALLS_LOOKED_AT = 64,
    CHAINS_FEW = CHAINS_MAX / 4 * 3, // from then on the innermost step alone is kept
};

#define MIX UINT64_C(0x9e3779b97f4a7c15)

struct chain {
    _Atomic uint64_t key;   // 0: free
    _Atomic uint32_t count; // 0: it is being made
    _Atomic uint32_t left;  // its block; 0: it was not left yet
    struct books_step step[BOOKS_STEPS_MAX];
};

struct chains {
    _Atomic uint32_t count;
    struct chain chain[CHAINS_MAX]; // by number; 0 is nobody's
};

static bool has_function(const struct chain *chain, uint32_t count, uintptr_t within)
{
    for (uint32_t i = 0; i < count; i++)
        if (chain->step[i].within == within)
            return true;
    return false;
}

// A function that called what has no hooks is told by its own frame; what that has called returns to nobody that is known.
static uint32_t put_step(struct chain *chain, uint32_t count, const struct call *call, uintptr_t at, uintptr_t back)
{
    if (back != at) {
        chain->step[count++] = (struct books_step){ 0, at };
        at = back;
    }
    chain->step[count++] = (struct books_step){ call->within, at };
    return count;
}

// to_program: of a hook's place, no further than to the first function that is no header's. The function that called the hook is there,
// and the others are where the inner ones return to, where they do not tell.
static uint32_t collect(const struct calls *calls, uintptr_t place, uint32_t most, bool to_program, struct chain *chain)
{
    uint32_t count = 0, depth = calls->depth;
    uintptr_t at = place, frame = stack_pointer();
    for (uint32_t i = 0; i < CALLS_LOOKED_AT && depth > 0 && count + 1 < most; i++, depth--) {
        const struct call *call = calls_at(calls, depth);
        if (call->frame <= frame)
            continue;
        frame = call->frame;
        const uintptr_t told = to_program && count == 0 ? 0 : calls_back(call);
        const uintptr_t back = told || !to_program ? told : at;
        if (!has_function(chain, count, call->within))
            count = put_step(chain, count, call, at, back);
        if (to_program && code_owner(chain->step[count - 1].at) == CODE_PROGRAM)
            break;
        at = call->caller;
    }
    if (count == 0)
        chain->step[count++] = (struct books_step){ 0, place };
    return count;
}

static uint64_t key_of(const struct chain *chain, uint32_t count)
{
    uint64_t key = count;
    for (uint32_t i = 0; i < count; i++) {
        key = (key ^ chain->step[i].within) * MIX;
        key = (key ^ key >> 29 ^ chain->step[i].at) * MIX;
    }
    return key ? key : 1;
}

// The number of a chain; 0: there is no room for another.
static uint32_t number_of(struct chains *all, const struct chain *wanted, uint32_t count)
{
    const uint64_t key = key_of(wanted, count);
    uint64_t at = key >> 40;
    for (int i = 0; i < TRIES; i++, at++) {
        const uint32_t number = at % CHAINS_MAX ? (uint32_t)(at % CHAINS_MAX) : 1;
        struct chain *chain = &all->chain[number];
        uint64_t there = atomic_load_explicit(&chain->key, memory_order_relaxed);
        if (there == 0 && atomic_compare_exchange_strong(&chain->key, &there, key)) {
            memcpy(chain->step, wanted->step, count * sizeof *wanted->step);
            atomic_store_explicit(&chain->count, count, memory_order_release);
            atomic_fetch_add_explicit(&all->count, 1, memory_order_relaxed);
            return number;
        }
        if (there == key)
            return number;
    }
    return 0;
}

static bool are_few(const struct chains *all)
{
    return atomic_load_explicit(&all->count, memory_order_relaxed) < CHAINS_FEW;
}

static uint32_t find(struct chains *all, const struct calls *calls, uintptr_t place)
{
    struct chain chain;
    return number_of(all, &chain, collect(calls, place, are_few(all) ? BOOKS_STEPS_MAX : 1, false, &chain));
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
    return chain && atomic_load_explicit(&chain->count, memory_order_acquire) > 0 ? chain : NULL;
}

uintptr_t chain_place(uint32_t number)
{
    const struct chain *chain = chain_at(number);
    return chain ? chain->step[0].at : 0;
}

bool chain_has_constant(uint32_t number, uint64_t value)
{
    const struct chain *chain = chain_at(number);
    const uint32_t count = chain ? atomic_load(&chain->count) : 0;
    for (uint32_t i = 0; i < count && chain->step[i].at; i++) {
        const uintptr_t at = chain->step[i].at;
        if (assigned_before(at, value))
            return true;
        if (code_owner(at) != CODE_STD)
            break;
    }
    return false;
}

static uint32_t leave(const struct books_step *step, uint32_t count, uint32_t number, uint32_t image)
{
    struct books_chain *left = books_take(sizeof *left + count * sizeof *left->step);
    if (!left)
        return 0;
    left->image = image;
    left->number = number;
    left->count = count;
    memcpy(left->step, step, count * sizeof *left->step);
    books_publish(left, BOOKS_CHAIN);
    return books_number(left);
}

uint32_t chain_leave(uint32_t number, uint32_t image)
{
    struct chain *chain = chain_at(number);
    if (!chain || atomic_load(&chain->left))
        return chain ? atomic_load(&chain->left) : 0;
    const uint32_t block = leave(chain->step, atomic_load(&chain->count), number, image);
    if (block)
        atomic_store(&chain->left, block);
    return block;
}

// The chain is left before its number is used: who reads it finds it.
static __attribute__((noinline)) uint32_t find_header(struct task *task, struct known_chain *known, uint64_t way,
                                                      uintptr_t place)
{
    struct chains *all = root_make(ROOT_CHAINS, sizeof *all);
    struct chain chain;
    if (code_owner(place) == CODE_PROGRAM) {
        *task_program_code(task, place) = place;
        return 0;
    }
    const uint32_t count = all && are_few(all) ? collect(&task->calls, place, BOOKS_STEPS_MAX, true, &chain) : 0;
    const uint32_t number = count > 0 ? number_of(all, &chain, count) : 0;
    // Where another thread is just making it, it is left twice: nobody waits.
    if (number == 0 || (!chain_leave(number, task->image) && !leave(chain.step, count, number, task->image)))
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
