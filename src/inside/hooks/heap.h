// What was allocated on the heap, and where in the program.
#ifndef INSIDE_HOOKS_HEAP_H
#define INSIDE_HOOKS_HEAP_H

#include "inside/hooks/heap_object.h"

#include <stdbool.h>
#include <stdint.h>

// What lies around the address; false: nothing that is known. Costs some µs where the object is large.
bool heap_find(uintptr_t address, struct heap_object *found);

#endif
