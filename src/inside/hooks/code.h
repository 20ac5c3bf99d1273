// Whose a piece of the program's code is: its own, or that of a header, which was compiled into it.
#ifndef INSIDE_HOOKS_CODE_H
#define INSIDE_HOOKS_CODE_H

#include <stdint.h>

enum code_owner {
    CODE_PROGRAM = 1, // or that is not known
    CODE_INLINE,      // a function that every file has which uses it: a header's mostly
    CODE_STD,         // one of the C++ library's
};

// Of the instruction before an address, as the symbols of its file tell. In a hook of a task that has no turn.
enum code_owner code_owner(uintptr_t at);

#endif
