// Whether a store that a hook announces is done before the next call, by the instructions behind the hook.
#ifndef INSIDE_HOOKS_ANNOUNCED_H
#define INSIDE_HOOKS_ANNOUNCED_H

#include <stdint.h>

// place: where the hook returns to. Where the next call returns to, if nothing is stored before it; 0: something may be.
uintptr_t announced_until(uintptr_t place);

// The same of bytes of code, without what is remembered: how many there are up to behind the call; 0: something may be stored.
unsigned announced_bytes(const uint8_t *code, const uint8_t *end);

#endif
