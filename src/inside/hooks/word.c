// A word goes over from its one task to all, exactly: who comes second marks it by compare-and-swap, makes all threads pass a
// barrier, and waits until the first one, should it be about to touch the word, is past it. Only then does it know what that
// one has loaded there (the shadow's `loaded`), and so whether its next store has a parent. Words that are handed on (handed.h) go over
// from one to the next without that, as long as they do so in order.
#include "inside/hooks/word.h"

#include "inside/hooks/assigned.h"
#include "inside/hooks/books.h"
#include "inside/hooks/cell.h"
#include "inside/hooks/first.h"
#include "inside/hooks/handed.h"
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
    cell->pending = 0;
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

static void leave_alone(struct shadow *shadow, uint32_t seen) { shadow_change(shadow, &seen, SHADOW_LEFT_ALONE); }

static uint32_t task_before(uint32_t seen)
{
    const uint32_t holder = shadow_holder(seen);
    return lease_is(holder) ? lease_at(holder)->task : seen >> SHADOW_WHO_SHIFT;
}

// Who else may store what was computed from what was there before the word was handed on.
static uint32_t pending_of(uintptr_t word, uint32_t seen)
{
    const struct handed *handed = lease_is(shadow_holder(seen)) ? handed_of(word, false) : NULL;
    return handed ? handed->pending : 0;
}

// Makes the word watched; NULL: somebody else was at it meanwhile, or it is left alone from now on.
static struct cell *watch(struct task *task, uintptr_t word, struct shadow *shadow, uint32_t seen, uintptr_t place)
{
    const uint16_t who = (uint16_t)task_before(seen);
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
    cell->pending = pending_of(word, seen);
    return cell;
}

// ---- what a word is -------------------------------------------------------------------------------------------------

// A store of the task's, whose lease is for loads alone: what it may have to do with was loaded under that lease, or stored; or it is a
// constant, that has to do with nothing.
static bool may_store(uintptr_t address, const struct shadow *shadow, uint8_t mask, uintptr_t place)
{
    struct handed *handed = handed_of(word_of(address), false);
    if (!handed || (mask & ~(shadow->loaded | handed->stored) && !assigned_at(place)))
        return false;
    handed->stored |= mask;
    return true;
}

static bool is_of_now(const struct task *task, uint32_t holder)
{
    return holder == shadow_own(task->number) ||
           (task->clocks.order.lease_inverse != 0 && (holder & ~UINT32_C(1)) == ~task->clocks.order.lease_inverse);
}

bool word_is_own(const struct task *task, uint32_t seen) { return is_of_now(task, shadow_holder(seen)); }

static bool is_store(enum word_how how) { return how == WORD_STORE || how == WORD_PART_STORED; }

// The task's own, as long as it stays so while the address is published.
static bool use_own(struct task *task, uintptr_t address, uint8_t mask, enum word_how how, uintptr_t place)
{
    struct shadow *shadow = shadow_of(address);
    task->at = address;
    compiler_barrier();
    const uint32_t seen = shadow_load(shadow);
    if (!is_of_now(task, shadow_holder(seen)) ||
        (lease_is_for_loads(shadow_holder(seen)) && is_store(how) && !may_store(address, shadow, mask, place))) {
        task->at = 0;
        return false;
    }
    if (how == WORD_LOAD || how == WORD_STORE)
        shadow_mark(shadow, mask, how == WORD_STORE);
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

static void note_first(uintptr_t address, uint8_t mask, enum word_how how, uintptr_t place, struct task *task)
{
    first_touched(task, word_of(address) + (unsigned)__builtin_ctz(mask), (unsigned)__builtin_popcount(mask),
                  is_store(how), place);
}

// A word that nobody has touched becomes the task's: what of it is handed on begins anew.
static bool make_own(struct task *task, struct shadow *shadow, uint32_t seen, uintptr_t address)
{
    const uint32_t lease = books_head->asked_count == 0 && handed_has(address) ? lease_of(task) : 0;
    struct handed *handed = lease ? handed_of(word_of(address), false) : NULL;
    task->at = address;
    compiler_barrier();
    if (!shadow_change(shadow, &seen, (lease ? lease : shadow_own(task->number)) << 8))
        return false;
    if (handed && handed->pending)
        *handed = (struct handed){ .counted = handed->counted };
    return true;
}

// The word, not watched so far, is the task's alone from now on. false: it is not, and has to be watched. True where somebody else was
// faster, too: then it is to be looked at anew.
static bool become_own(struct task *task, uintptr_t address, uint32_t seen, uint8_t mask, enum word_how how,
                       uintptr_t place)
{
    const uint32_t holder = shadow_holder(seen);
    struct shadow *shadow = shadow_of(address);
    if (holder == 0) {
        if (make_own(task, shadow, seen, address))
            note_first(address, mask, how, place, task);
        return true;
    }
    if (!lease_is(holder) || is_of_now(task, holder) || !handed_take(task, address, seen))
        return false;
    note_first(address, mask, how, place, task);
    return true;
}

struct cell *word_take(struct task *task, uintptr_t address, uint8_t mask, enum word_how how, uintptr_t place)
{
    struct shadow *shadow = shadow_of(address);
    struct cell *cell = NULL;
    task->at = 0;
    for (;;) {
        const uint32_t seen = shadow_load(shadow);
        if (likely(shadow_is_watched(seen))) {
            task->at = 0;
            if ((cell = take_watched(task, seen, word_of(address))))
                return cell;
        } else if (seen >> SHADOW_WHO_SHIFT == SHADOW_UNWATCHED) {
            task->at = 0;
            return NULL;
        } else if (unlikely(shadow_holder(seen) == 0 && shared_has(address))) {
            meet_shared(task, word_of(address), shadow, seen, place);
        } else if (how != WORD_ATOMIC && is_of_now(task, shadow_holder(seen)) &&
                   use_own(task, address, mask, how, place)) {
            return NULL;
        } else if (how != WORD_ATOMIC && become_own(task, address, seen, mask, how, place)) {
            continue;
        } else {
            task->at = 0; // whom we wait for may wait for us
            if ((cell = watch(task, word_of(address), shadow, seen, place)))
                return cell;
        }
    }
}

void word_abandon(struct cell *cell)
{
    struct shadow *shadow = shadow_of(cell->word);
    uint32_t seen = shadow_load(shadow);
    while (!shadow_change(shadow, &seen, SHADOW_LEFT_ALONE))
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
