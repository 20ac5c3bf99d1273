// The files that lie in the process's memory: its program and libraries.
#ifndef INSIDE_HOOKS_MODULES_H
#define INSIDE_HOOKS_MODULES_H

#include <stdint.h>

enum {
    OWN_COPIES_MAX = 1 << 16, // bytes of a thread's own copies of variables, that are looked for
};

// Leaves those that were not left yet, of this image. Gives where the program itself was loaded.
uint64_t modules_leave(uint32_t image);

// One may have been closed: where such a one lay, what comes is new. Not in a hook.
void modules_forget_closed(void);

#endif
