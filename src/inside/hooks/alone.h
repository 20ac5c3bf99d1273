// Words that processes share and that nobody wants to know of, since there was no room for them when they were first touched. All
// processes of the family must agree on that, and there may be very many: a bit each.
#ifndef INSIDE_HOOKS_ALONE_H
#define INSIDE_HOOKS_ALONE_H

#include <stdbool.h>
#include <stdint.h>

// Says so of a word of a segment, or whether it was said.
void alone_put(uint32_t segment, uintptr_t word);
bool alone_has(uint32_t segment, uintptr_t word);

#endif
