// A variable: some bytes of a watched word, always touched in the same width, and its books so far.
#ifndef INSIDE_HOOKS_VARIABLE_H
#define INSIDE_HOOKS_VARIABLE_H

#include "inside/books_layout.h"
#include "inside/hooks/clock.h"

#include <stdint.h>

// What one task has with one variable.
struct seat {
    struct seat *next; // of the variable's
    struct task *task;
    struct clock_seat clocks;
};

struct variable {
    struct variable *next; // of the word's
    struct seat *seats;
    struct books_variable *left;
    uint8_t offset, bytes; // within the word
    struct clock_variable clocks;
};

#endif
