// A variable: some bytes of a watched word, always touched in the same width, and its books. All of it belongs to who has the
// word's turn.
#ifndef INSIDE_HOOKS_VARIABLE_H
#define INSIDE_HOOKS_VARIABLE_H

#include "inside/hooks/again.h"
#include "inside/hooks/seat.h"

#include <stdbool.h>
#include <stdint.h>

struct cell;
struct task;
struct turn;

// The variable of so many bytes there, made where there is none; NULL: there is no room for it.
struct variable *variable_of(struct task *task, struct cell *cell, uintptr_t address, unsigned bytes, bool by_range);

// Makes what the task is about to do the turn's; before the program's own instruction. false: there is no room.
bool variable_access(struct task *task, struct turn *turn, struct variable *variable, uintptr_t place, bool store);

// A store's value has been read: the store is put into the books.
void variable_put(struct turn *turn);

// What stands there is what the last store left, or else it came from code without hooks. place: of the hook that found out.
void variable_checked(struct turn *turn, uintptr_t place);

// Settles what the turn was taken for last, and makes it that of a plain access at the place.
static inline __attribute__((always_inline)) void variable_again(struct task *task, struct turn *turn, uintptr_t place,
                                                                 bool store)
{
    struct variable *const variable = turn->variable;
    struct seat *const seat = turn->seat;
    const enum touch_kind kind = store ? TOUCH_STORE : TOUCH_LOAD;
    const uint64_t value = again_peek(variable);
    if (!turn->stores ? unlikely(value != variable->value) : unlikely(!again_put(turn, value)))
        turn->stores ? variable_put(turn) : variable_checked(turn, place);
    turn->place = place;
    turn->ns = unlikely(again_is_timed(variable, seat, (int)kind, false)) ? books_now() : 0;
    if (unlikely(!clock_again(&task->clocks, &variable->clocks, &seat->clocks, kind, place)))
        clock_access(&task->clocks, &variable->clocks, &seat->clocks, kind, place);
    again_touch(turn, store);
}

// What the task is about to touch is more than this variable, and goes on in another word: nothing is claimed of its parts.
void variable_is_a_piece(struct turn *turn);

// Reads what the program's instruction stored, if it was a store. The task is the turn's own.
void variable_settle(struct turn *turn);

// Of a task of another process that was killed: what its books were in the middle of is made whole. True: it had just put its store
// there, which counts with variable_repaired, once its turn says so. Else whether its instruction was done nobody knows but for what
// stands there now.
bool variable_repair(struct cell *cell, struct variable *variable);
void variable_repaired(struct variable *variable);
void variable_settle_dead(struct turn *turn);

// When all its turns are settled: what else it may have done there, in the middle of a hook.
void variable_look_dead(struct variable *variable);

// An atomic access, around the instruction itself. kind: enum touch_kind; false: there is no room.
bool variable_atomic_begin(struct task *task, struct turn *turn, struct variable *variable, uintptr_t place, int kind);
void variable_atomic_end(struct turn *turn, int kind, int order, bool done);

// What it is by now goes into the books, where may_look: its memory is there.
void variable_look(struct variable *variable, bool may_look);

// Its memory is given back: the same, for the last time.
void variable_end(struct variable *variable, bool may_look);

#endif
