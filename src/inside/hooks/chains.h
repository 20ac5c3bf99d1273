// How an allocation came about: the functions that called each other up to it, the innermost first. What a library's
// headers allocate for the program can be told by the line of the program that asked for it.
//
// A chain has a number. Of a function that calls itself, or comes again, the innermost call alone is kept, so that a recursion makes
// few chains.
#ifndef INSIDE_HOOKS_CHAINS_H
#define INSIDE_HOOKS_CHAINS_H

#include <stdint.h>

enum {
    CHAINS_MAX = 1 << 15, // numbers are below
};

// That of an allocation whose call returns to `place`, made by the calling thread; 0: there is no room for another.
uint32_t chain_here(uintptr_t place);

// Where the allocation returned to; 0: of number 0.
uintptr_t chain_place(uint32_t number);

// Its block of the memory that is left behind (books_layout.h), put there the first time; 0: it has none.
uint32_t chain_leave(uint32_t number, uint32_t image);

#endif
