// Memory that goes at once, however much: what is mapped, a stack, a large object.
#ifndef INSIDE_HOOKS_WIDE_H
#define INSIDE_HOOKS_WIDE_H

#include <stddef.h>
#include <stdint.h>

// As hooks_forget, in a time that does not grow with the bytes where these are many; and nobody follows what came there (order.h)
// any more.
void forget_wide(uintptr_t address, size_t bytes);

// The same, but for what came there.
void forget_shadow(uintptr_t address, size_t bytes);

#endif
