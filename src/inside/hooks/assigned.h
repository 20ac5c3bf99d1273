// Whether the store behind a hook stores a constant: an assignment, which has nothing to do with what was loaded before.
#ifndef INSIDE_HOOKS_ASSIGNED_H
#define INSIDE_HOOKS_ASSIGNED_H

#include <stdbool.h>
#include <stdint.h>

// place: where the hook returns to. The code there must be mapped.
bool assigned_at(uintptr_t place);

// Whether the call that returns there got this value as a constant: an atomic store.
bool assigned_before(uintptr_t place, uint64_t value);

// The same of a piece of code, looked at no further than its end.
bool assigned_in(const uint8_t *code, const uint8_t *end);

#endif
