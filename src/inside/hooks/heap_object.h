// What was allocated, or mapped, and where in the program.
#ifndef INSIDE_HOOKS_HEAP_OBJECT_H
#define INSIDE_HOOKS_HEAP_OBJECT_H

#include <stddef.h>
#include <stdint.h>

struct heap_object {
    uintptr_t at;
    size_t bytes;    // as asked for
    uintptr_t place; // to which the call that allocated it returned; 0: not known
    uint32_t chain;  // by which it came about (chains.h); 0: not known
};

#endif
