// Who ends a turn for its owner and the owner itself may meet. The owner first says that it settles, then looks whether somebody
// is at it; the other first says that he is at it, makes all threads pass a barrier, then looks whether the owner settles. So
// at least one sees the other, and the owner waits or the other goes back. The owner's side needs no barrier of its own.
// An owner of another process does not pass that barrier. It was asleep after the other had said that he is at it, and who
// wakes passes one: so what it says of itself is looked at after the kernel was asked whether it sleeps.
#include "inside/hooks/turn.h"

#include "inside/hooks/books.h"
#include "inside/hooks/cell.h"
#include "inside/hooks/family.h"
#include "inside/hooks/hooks.h"
#include "inside/hooks/others.h"
#include "inside/hooks/task.h"
#include "inside/hooks/variable.h"
#include "inside/ticks.h"

#include <string.h>

enum {
    SPINS = 200,
    LOOK_EVERY = 600, // turns of the loop, most of which let others run first
    TURNS_AT_FIRST = 16,
};

static void compiler_barrier(void) { __atomic_signal_fence(__ATOMIC_SEQ_CST); }

// ---- left half done ------------------------------------------------------------------------------------------------

static bool is_over(uint32_t identity)
{
    const struct task *task = identity < IDENTITIES ? atomic_load(&family()->task[identity]) : NULL;
    return task && other_is_over(task->tid);
}

// What the owner of the word's turn, or who was ending that turn for it, was killed at.
static void repair(struct task *owner, struct cell *cell)
{
    for (struct variable *variable = cell->variables; variable; variable = variable->next) {
        if (!variable_repair(cell, variable))
            continue;
        for (uint32_t i = 0; owner->turn && i < owner->turn_count; i++)
            if (owner->turn[i].variable == variable)
                owner->turn[i].stores = false;
        variable_repaired(variable);
    }
}

// ---- ended for one that sleeps --------------------------------------------------------------------------------------

// All turns of the word, which are more than one where it holds several variables. What is counted belongs to who has the
// turn, which is now us.
static bool end_for(struct task *owner, struct cell *cell)
{
    bool ended = false;
    for (uint32_t i = 0; i < owner->turn_count; i++) {
        struct turn *turn = &owner->turn[i];
        if (atomic_load_explicit(&turn->cell, memory_order_relaxed) != cell)
            continue;
        variable_settle(turn);
        turn->variable->left->settled++;
        atomic_fetch_add(&books_head->settled, 1);
        atomic_store_explicit(&turn->cell, NULL, memory_order_release);
        ended = true;
    }
    return ended;
}

// Takes the turn from an owner that sleeps. Who was doing so before may have been killed at it; then the owner's turns of the word may
// be gone, and nobody else would give it back.
static bool take_from_sleeper(const struct task *task, struct cell *cell, struct task *owner)
{
    uint32_t before = atomic_load(&cell->stealing);
    if ((before != 0 && !(cell_is_shared(cell) && is_over(before))) ||
        !atomic_compare_exchange_strong(&cell->stealing, &before, task->identity))
        return false;
    others_barrier();
    const bool may =
        other_sleeps(owner->tid) && atomic_load(&cell->owner) == owner && !owner->settling && !owner->in_hook;
    if (may && before != 0)
        repair(owner, cell);
    const bool ended = may && (end_for(owner, cell) || before != 0);
    if (ended)
        atomic_store_explicit(&cell->taken, task->identity, memory_order_relaxed);
    atomic_store(&cell->stealing, may ? 0 : before);
    return ended;
}

// ---- left by one that was killed ------------------------------------------------------------------------------------

static void end_for_dead(struct task *dead, struct cell *cell)
{
    repair(dead, cell);
    for (uint32_t i = 0; dead->turn && i < dead->turn_count; i++) {
        struct turn *turn = &dead->turn[i];
        if (atomic_load_explicit(&turn->cell, memory_order_relaxed) != cell)
            continue;
        variable_settle_dead(turn);
        atomic_store_explicit(&turn->cell, NULL, memory_order_release);
    }
    for (struct variable *variable = cell->variables; variable; variable = variable->next)
        variable_look_dead(variable);
}

// Only of another process; a thread that is cancelled gives back itself what it has.
static bool take_from_dead(const struct task *task, struct cell *cell)
{
    uint32_t stealing = atomic_load(&cell->stealing);
    const uint32_t taken = atomic_load(&cell->taken);
    if (taken == 0 || !is_over(taken) || (stealing != 0 && !is_over(stealing)) ||
        !atomic_compare_exchange_strong(&cell->stealing, &stealing, task->identity))
        return false;
    const bool may = atomic_load(&cell->taken) == taken;
    if (may) {
        end_for_dead(atomic_load(&family()->task[taken]), cell);
        atomic_store_explicit(&cell->taken, task->identity, memory_order_relaxed);
    }
    atomic_store(&cell->stealing, may ? 0 : stealing);
    return may;
}

// ---- taken ----------------------------------------------------------------------------------------------------------

static inline bool try_take(const struct task *task, struct cell *cell)
{
    uint32_t nobody = 0;
    return atomic_load_explicit(&cell->taken, memory_order_relaxed) == 0 &&
           atomic_compare_exchange_strong_explicit(&cell->taken, &nobody, task->identity, memory_order_acquire,
                                                   memory_order_relaxed);
}

// What can be done about an owner that does not give it back.
static bool press(const struct task *task, struct cell *cell, struct patience *patience)
{
    struct task *owner = atomic_load(&cell->owner);
    if (cell_is_shared(cell) && take_from_dead(task, cell))
        return true;
    if (!owner)
        return false;
    if (other_sleeps(owner->tid))
        return take_from_sleeper(task, cell, owner);
    task_press(owner, patience);
    return false;
}

static __attribute__((noinline)) void wait_for(const struct task *task, struct cell *cell)
{
    struct patience patience = { 0 };
    atomic_fetch_add_explicit(&cell->waiting, 1, memory_order_relaxed);
    for (uint32_t i = 1; !try_take(task, cell); i++) {
        if (i < SPINS)
            relax();
        else
            others_first();
        if (i % LOOK_EVERY == 0 && press(task, cell, &patience))
            break;
    }
    atomic_fetch_sub_explicit(&cell->waiting, 1, memory_order_relaxed);
}

void turn_take(struct task *task, struct cell *cell)
{
    if (unlikely(!try_take(task, cell)))
        wait_for(task, cell);
    atomic_store_explicit(&cell->owner, task, memory_order_relaxed);
}

bool turn_try(struct task *task, struct cell *cell)
{
    const bool taken = try_take(task, cell);
    if (taken)
        atomic_store_explicit(&cell->owner, task, memory_order_relaxed);
    return taken;
}

void turn_give(struct cell *cell)
{
    atomic_store_explicit(&cell->owner, NULL, memory_order_relaxed);
    atomic_store_explicit(&cell->taken, 0, memory_order_release);
}

// ---- a task's own ---------------------------------------------------------------------------------------------------

struct turn *turn_room(struct task *task)
{
    if (unlikely(task->turn_count == task->turn_room)) {
        const uint32_t room = task->turn_room ? 2 * task->turn_room : TURNS_AT_FIRST;
        struct turn *turns = family_take(room * sizeof *turns);
        if (!turns)
            return NULL;
        if (task->turn_count > 0)
            memcpy(turns, task->turn, task->turn_count * sizeof *turns);
        task->turn = turns;
        task->turn_room = room;
    }
    return &task->turn[task->turn_count];
}

void turn_add(struct task *task, struct cell *cell)
{
    atomic_store_explicit(&task->turn[task->turn_count].cell, cell, memory_order_relaxed);
    compiler_barrier();
    task->turn_count++;
    task->progress++;
}

static struct cell *turn_cell(const struct task *task, uint32_t i)
{
    return atomic_load_explicit(&task->turn[i].cell, memory_order_relaxed);
}

static bool has_turn_of(const struct task *task, const struct cell *cell)
{
    for (uint32_t i = 0; i < task->turn_count; i++)
        if (turn_cell(task, i) == cell)
            return true;
    return false;
}

// Until nobody is at one of our turns any more. Who was may have been killed at it.
static __attribute__((noinline)) void let_steal(struct task *task, struct cell *cell)
{
    uint32_t stealing;
    task->settling = false;
    for (uint32_t i = 1; (stealing = atomic_load(&cell->stealing)); i++) {
        others_first();
        if (i % LOOK_EVERY != 0 || !cell_is_shared(cell) || !is_over(stealing) ||
            !atomic_compare_exchange_strong(&cell->stealing, &stealing, task->identity))
            continue;
        repair(task, cell);
        if (!has_turn_of(task, cell) && atomic_load(&cell->taken) == task->identity)
            turn_give(cell); // it was ended, and not taken yet
        atomic_store(&cell->stealing, 0);
    }
    task->settling = true;
    compiler_barrier();
}

// The turn's word, its store in the books; NULL: somebody ended it meanwhile.
static inline struct cell *end_own(struct task *task, struct turn *turn)
{
    struct cell *cell = atomic_load_explicit(&turn->cell, memory_order_relaxed);
    while (cell && unlikely(atomic_load_explicit(&cell->stealing, memory_order_relaxed))) {
        let_steal(task, cell);
        cell = atomic_load_explicit(&turn->cell, memory_order_acquire);
    }
    if (likely(cell != NULL))
        variable_settle(turn);
    return cell;
}

// What was published is over; where nothing was watched in it as well.
static inline void withdraw_range(struct task *task)
{
    if (task->high == 0)
        return;
    task->high = 0;
    if (!task->has_signal)
        task_call_done(task);
}

// All that were stored are in the books before anybody else sees one of them. Turns of one word stand side by side.
static void settle_many(struct task *task)
{
    for (uint32_t i = 0; i < task->turn_count; i++)
        (void)end_own(task, &task->turn[i]);
    for (uint32_t i = 0; i < task->turn_count; i++) {
        struct cell *cell = turn_cell(task, i);
        if (cell && (i + 1 == task->turn_count || turn_cell(task, i + 1) != cell))
            turn_give(cell);
    }
}

static inline void settle_one(struct task *task)
{
    struct cell *cell = end_own(task, task->turn);
    if (likely(cell != NULL))
        turn_give(cell);
}

void turns_settle(struct task *task)
{
    if (task->turn_count == 0) {
        withdraw_range(task);
        return;
    }
    task->settling = true;
    compiler_barrier();
    if (likely(task->turn_count == 1))
        settle_one(task);
    else
        settle_many(task);
    task->turn_count = 0;
    withdraw_range(task);
    compiler_barrier();
    task->settling = false;
}

struct cell *turns_keep(struct task *task, uintptr_t word)
{
    struct turn *turn = task->turn;
    struct cell *cell = task->turn_count == 1 ? atomic_load_explicit(&turn->cell, memory_order_relaxed) : NULL;
    if (!cell || cell->word != word || atomic_load_explicit(&cell->waiting, memory_order_relaxed) > 0) {
        turns_settle(task);
        return NULL;
    }
    task->settling = true;
    compiler_barrier();
    cell = end_own(task, turn);
    task->turn_count = 0;
    withdraw_range(task);
    compiler_barrier();
    task->settling = false;
    return cell;
}
