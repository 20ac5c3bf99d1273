// A variable, some bytes of a watched word that are always touched in the same width, and what each task has with it: its seat. Both belong
// to who has the word's turn.
#ifndef INSIDE_HOOKS_SEAT_H
#define INSIDE_HOOKS_SEAT_H

#include "inside/books_layout.h"
#include "inside/hooks/clock.h"
#include "inside/hooks/stream.h"

#include <stdbool.h>
#include <stdint.h>

struct task;

// Beside the number of locks: what it has loaded, it had before the variable began, when the word was its own. Of the locks it is known
// then with the place alone.
#define LOADED_BEFORE (UINT32_C(1) << 31)

// What one task has with one variable.
struct seat {
    // What every access looks at: a cache line.
    uint32_t seated;      // as in struct task
    uint32_t version;     // of what it has loaded: which store's value; 0: the first
    uint64_t value;       // that value
    uintptr_t load_place; // 0: not known
    uint64_t load_ns;     // 0: not looked at
    struct act *act;      // the last one that it did
    struct task *task;
    uint32_t load_tick, load_locks; // the task's then, and which locks it had
    bool has;                       // it has loaded since it last stored
    bool is_pending;                // it may store first what it computed before the variable began
    uint32_t load_taken;            // with LOADED_BEFORE: so many locks it had taken by then
    struct clock_seat clocks;

    struct seat *next; // of the variable's
};

struct variable {
    // What every access looks at: two cache lines.
    struct variable *next; // of the word's
    uintptr_t address;
    uint8_t bytes, offset; // offset: within the word
    bool is_plain;         // was touched by itself, not only within a range
    uint64_t value;        // what the last store left
    struct seat *seats;    // the one that touched it last comes first
    struct books_variable *left;
    struct stream stream;
    struct clock_variable clocks;

    struct task *stack; // on whose stack it lies; NULL: on none
    uint32_t pending;   // as in struct handed
    uint64_t ticks;     // when the time was looked at last
};

#endif
