// A variable: some bytes of a watched word, always touched in the same width, and its books. All of it belongs to who has the
// word's turn.
#ifndef INSIDE_HOOKS_VARIABLE_H
#define INSIDE_HOOKS_VARIABLE_H

#include "inside/books_layout.h"
#include "inside/hooks/clock.h"
#include "inside/hooks/stream.h"

#include <stdbool.h>
#include <stdint.h>

struct cell;
struct task;
struct turn;

// What one task has with one variable.
struct seat {
    struct seat *next; // of the variable's
    struct task *task;
    uint32_t seated;      // as in struct task
    bool has;             // it has loaded since it last stored:
    uint32_t version;     // which store's value; 0: the first
    uint64_t value;       // that value
    uintptr_t load_place; // 0: not known
    uint64_t load_ns;     // 0: not looked at
    struct act *act;      // the last one that it did
    struct clock_seat clocks;
};

struct variable {
    struct variable *next; // of the word's
    struct seat *seats;    // the one that touched it last comes first
    struct books_variable *left;
    uintptr_t address;
    uint8_t offset, bytes; // within the word
    bool is_plain;         // was touched by itself, not only within a range
    uint64_t value;        // what the last store left
    struct task *stack;    // on whose stack it lies; NULL: on none
    uint64_t ticks;        // when the time was looked at last
    struct stream stream;
    struct clock_variable clocks;
};

// The variable of so many bytes there, made where there is none; NULL: there is no room for it.
struct variable *variable_of(struct task *task, struct cell *cell, uintptr_t address, unsigned bytes, bool by_range);

// Makes what the task is about to do the turn's; before the program's own instruction. false: there is no room.
bool variable_access(struct task *task, struct turn *turn, struct variable *variable, uintptr_t place, bool store);

// The same, where the turn is the task's already, and so the variable and the seat are those of its last access, which is settled.
void variable_again(struct task *task, struct turn *turn, uintptr_t place, bool store);

// What the task is about to touch is more than this variable, and goes on in another word: nothing is claimed of its parts.
void variable_is_a_piece(struct turn *turn);

// Reads what the program's instruction stored, if it was a store. The task is the turn's own.
void variable_settle(struct turn *turn);

// An atomic access, around the instruction itself. kind: enum touch_kind; false: there is no room.
bool variable_atomic_begin(struct task *task, struct turn *turn, struct variable *variable, uintptr_t place, int kind);
void variable_atomic_end(struct turn *turn, int kind, int order, bool done);

// What it is by now goes into the books, where may_look: its memory is there.
void variable_look(struct variable *variable, bool may_look);

// Its memory is given back: the same, for the last time.
void variable_end(struct variable *variable, bool may_look);

#endif
