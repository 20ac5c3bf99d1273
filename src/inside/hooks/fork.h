// The process forks: its child's first task follows the one that forks, and the one that waits for the child follows all of its tasks.
#ifndef INSIDE_HOOKS_FORK_H
#define INSIDE_HOOKS_FORK_H

#include <stdint.h>

// Once in a process, when libc is ready.
void forks_begin(void);

// After fork, in the parent; pid 0: it was refused.
void fork_is_done(int32_t pid);

#endif
