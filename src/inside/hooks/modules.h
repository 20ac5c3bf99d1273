// The files that lie in the process's memory: its program and libraries.
#ifndef INSIDE_HOOKS_MODULES_H
#define INSIDE_HOOKS_MODULES_H

#include <stdint.h>

struct books_module;

enum {
    OWN_COPIES_MAX = 1 << 16, // bytes of a thread's own copies of variables, that are looked for
};

// Leaves those that were not left yet, of this image. Gives where the program itself was loaded.
uint64_t modules_leave(uint32_t image);

// The one that has an address, and which of them it is, below MODULES_MAX; the first is the program. NULL: none that was left so far.
enum {
    MODULES_MAX = 512,
};
const struct books_module *modules_find(uint64_t address, uint32_t *which);

// One may have been closed: where such a one lay, what comes is new. Not in a hook.
void modules_forget_closed(void);

#endif
