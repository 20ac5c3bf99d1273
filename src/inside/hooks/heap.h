// What was allocated on the heap, and where in the program.
#ifndef INSIDE_HOOKS_HEAP_H
#define INSIDE_HOOKS_HEAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct heap_object {
    uintptr_t at;
    size_t bytes;    // as asked for
    uintptr_t place; // to which the call that allocated it returned; 0: not known
};

// What lies around the address; false: nothing that is known. Costs some µs where the object is large.
bool heap_find(uintptr_t address, struct heap_object *found);

#endif
