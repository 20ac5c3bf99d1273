// A word goes over from its one task to all, exactly: who comes second marks it by compare-and-swap, makes all threads pass a
// barrier, and waits until the first one, should it be about to touch the word, is past it. Only then does it know what that
// one has loaded there (the shadow's `loaded`), and so whether its next store has a parent.
#include "inside/hooks/word.h"

#include "inside/hooks/books.h"
#include "inside/hooks/cell.h"
#include "inside/hooks/first.h"
#include "inside/hooks/hooks.h"
#include "inside/hooks/others.h"
#include "inside/hooks/quota.h"
#include "inside/hooks/shadow.h"
#include "inside/hooks/shared.h"
#include "inside/hooks/task.h"
#include "inside/hooks/turn.h"
#include "inside/hooks/variable.h"
#include "inside/ticks.h"

enum {
    SPINS = 200,
    LOOK_EVERY = 600,
};

static void compiler_barrier(void) { __atomic_signal_fence(__ATOMIC_SEQ_CST); }

// ---- cells ----------------------------------------------------------------------------------------------------------

// One that was given back, or a new one; NULL: there is none. Its turn is taken.
static struct cell *new_cell(struct task *task, uintptr_t word)
{
    struct cell *cell = task->spare_cell;
    if (!cell) {
        if (atomic_load_explicit(&process()->cells, memory_order_relaxed) >= CELLS_OWN - TASKS_MAX)
            return NULL;
        cell = cell_at(atomic_fetch_add_explicit(&process()->cells, 1, memory_order_relaxed));
    }
    task->spare_cell = NULL;
    atomic_store_explicit(&cell->taken, task->identity, memory_order_relaxed);
    atomic_store_explicit(&cell->owner, task, memory_order_relaxed);
    cell->word = word;
    cell->variables = NULL;
    cell->before = 0;
    cell->loaded = 0;
    cell->closed = false;
    return cell;
}

// ---- over from one to all -------------------------------------------------------------------------------------------

static bool is_about_to(const struct task *owner, uintptr_t word)
{
    return (owner->at && word_of(owner->at) == word) ||
           (owner->high && owner->low < word + WORD_BYTES && owner->high > word);
}

// Until the owner is past the word, or has nothing more to do there before it wakes.
static void wait_until_past(struct task *owner, uintptr_t word)
{
    struct patience patience = { 0 };
    others_barrier();
    for (uint32_t i = 1; is_about_to(owner, word) && !owner->ended; i++) {
        if (i < SPINS)
            relax();
        else
            others_first();
        if (i % LOOK_EVERY != 0)
            continue;
        if (!owner->in_hook && other_sleeps(owner->tid))
            return;
        task_press(owner, &patience);
    }
}

static bool is_asked(const struct books_asked *asked, uint64_t word)
{
    return asked->address < word + WORD_BYTES && word < asked->address + asked->bytes;
}

static bool is_wanted(uintptr_t word)
{
    const uint32_t count = process()->asked;
    for (uint32_t i = 0; i < count && i < BOOKS_ASKED_MAX; i++)
        if (is_asked(&books_head->asked[i], word - process()->base))
            return true;
    return count == 0;
}

static void leave_alone(struct shadow *shadow, uint32_t seen)
{
    shadow_change(shadow, &seen, (uint32_t)SHADOW_UNWATCHED << SHADOW_WHO_SHIFT);
}

// Makes the word watched; NULL: somebody else was at it meanwhile, or it is left alone from now on.
static struct cell *watch(struct task *task, uintptr_t word, struct shadow *shadow, uint32_t seen, uintptr_t place)
{
    const uint16_t who = (uint16_t)(seen >> SHADOW_WHO_SHIFT);
    const bool wanted = is_wanted(word);
    struct cell *cell = wanted && !books_are_full() && quota_takes(place) ? new_cell(task, word) : NULL;
    if (!cell) {
        if (wanted)
            atomic_fetch_add(&books_head->folded, 1);
        leave_alone(shadow, seen);
        return NULL;
    }
    if (!shadow_change(shadow, &seen, shadow_watched(cell_number(cell), (uint8_t)seen))) {
        task->spare_cell = cell;
        return NULL;
    }
    atomic_fetch_add_explicit(&books_head->words, 1, memory_order_relaxed);
    struct task *before = who ? atomic_load(&process()->task[who]) : NULL;
    if (before && before != task)
        wait_until_past(before, word);
    cell->before = who;
    cell->loaded = shadow->loaded;
    return cell;
}

// ---- what a word is -------------------------------------------------------------------------------------------------

// The task's own, as long as it stays so while the address is published.
static bool use_own(struct task *task, uintptr_t address, uint8_t mask, bool store)
{
    struct shadow *shadow = shadow_of(address);
    task->at = address;
    compiler_barrier();
    if (__atomic_load_n(&shadow->who, __ATOMIC_RELAXED) != task->number) {
        task->at = 0;
        return false;
    }
    shadow_mark(shadow, mask, store);
    return true;
}

static struct cell *take_watched(struct task *task, uint32_t seen, uintptr_t word)
{
    struct cell *cell = cell_at(shadow_cell(seen));
    turn_take(task, cell);
    if (likely(!cell->closed && cell->word == word))
        return cell;
    const bool is_left = cell->closed && cell_is_shared(cell);
    turn_give(cell);
    if (is_left)
        leave_alone(shadow_of(word), seen);
    return NULL;
}

static bool may_watch(uintptr_t place)
{
    const bool may = !books_are_full() && quota_takes(place);
    atomic_fetch_add_explicit(may ? &books_head->words : &books_head->folded, 1, memory_order_relaxed);
    return may;
}

// A word of memory that processes share, which this one has not touched yet: it is watched from the first time on.
static void meet_shared(struct task *task, uintptr_t word, struct shadow *shadow, uint32_t seen, uintptr_t place)
{
    struct cell *cell = is_wanted(word) ? shared_cell(&task->spare_shared, word, may_watch, place) : NULL;
    if (cell)
        shadow_change(shadow, &seen, shadow_watched(cell_number(cell), 0));
    else
        leave_alone(shadow, seen);
}

// A word that nobody has touched becomes the task's.
static void make_own(struct task *task, struct shadow *shadow, uint32_t seen, uintptr_t address, uint8_t mask,
                     enum word_how how, uintptr_t place)
{
    if (shadow_change(shadow, &seen, task->number << SHADOW_WHO_SHIFT))
        first_touched(task, word_of(address) + (unsigned)__builtin_ctz(mask), (unsigned)__builtin_popcount(mask),
                      how == WORD_STORE || how == WORD_PART_STORED, place);
}

struct cell *word_take(struct task *task, uintptr_t address, uint8_t mask, enum word_how how, uintptr_t place)
{
    struct shadow *shadow = shadow_of(address);
    struct cell *cell = NULL;
    task->at = 0;
    for (;;) {
        uint32_t seen = shadow_load(shadow);
        const uint32_t who = seen >> SHADOW_WHO_SHIFT;
        if (likely(shadow_is_watched(seen))) {
            if ((cell = take_watched(task, seen, word_of(address))))
                return cell;
        } else if (who == SHADOW_UNWATCHED) {
            return NULL;
        } else if (unlikely(who == 0 && shared_has(address))) {
            meet_shared(task, word_of(address), shadow, seen, place);
        } else if (how != WORD_ATOMIC && who == task->number) {
            const bool part = how == WORD_PART_LOADED || how == WORD_PART_STORED;
            if (use_own(task, address, part ? 0 : mask, !part && how == WORD_STORE))
                return NULL;
        } else if (how != WORD_ATOMIC && who == 0) {
            make_own(task, shadow, seen, address, mask, how, place);
        } else if ((cell = watch(task, word_of(address), shadow, seen, place))) {
            return cell;
        }
    }
}

void word_abandon(struct cell *cell)
{
    struct shadow *shadow = shadow_of(cell->word);
    uint32_t seen = shadow_load(shadow);
    while (!shadow_change(shadow, &seen, (uint32_t)SHADOW_UNWATCHED << SHADOW_WHO_SHIFT))
        ;
    atomic_fetch_add(&books_head->folded, 1);
    for (struct variable *variable = cell->variables; variable; variable = variable->next)
        variable_end(variable, true);
    cell->variables = NULL;
    cell->closed = true;
    turn_give(cell);
}

void word_close(struct cell *cell, bool may_look)
{
    struct shadow *shadow = shadow_of(cell->word);
    for (struct variable *variable = cell->variables; variable; variable = variable->next)
        variable_end(variable, may_look);
    uint32_t seen = shadow_load(shadow);
    while (!shadow_change(shadow, &seen, 0))
        ;
    cell->variables = NULL;
    cell->closed = true;
    turn_give(cell);
}
