// How an allocation came about: the functions that called each other up to it, the innermost first. What a library's
// headers allocate for the program can be told by the line of the program that asked for it. So can an atomic operation, whose chain
// ends with the first function that is no header's.
//
// A chain has a number. Of a function that calls itself, or comes again, the innermost call alone is kept, so that a recursion makes
// few chains.
#ifndef INSIDE_HOOKS_CHAINS_H
#define INSIDE_HOOKS_CHAINS_H

#include <stdbool.h>
#include <stdint.h>

struct task;

enum {
    CHAINS_MAX = 1 << 15, // numbers are below
};

// That of an allocation whose call returns to `place`, made by the calling thread; 0: there is no room for another.
uint32_t chain_here(uintptr_t place);

// That of an atomic operation by the task, the calling thread, whose hook returns to `place`; 0: no header has it done, or there is no
// room. In a hook, while it has no turn.
uint32_t chain_of_header(struct task *task, uintptr_t place);

// Whether a value was a constant to a function of the C++ library in the chain of an atomic store: its caller gave it so.
bool chain_has_constant(uint32_t number, uint64_t value);

// Where the allocation returned to; 0: of number 0.
uintptr_t chain_place(uint32_t number);

// Its block of the memory that is left behind (books_layout.h), put there the first time in an image; 0: it has none.
uint32_t chain_leave(uint32_t number, uint32_t image);

#endif
