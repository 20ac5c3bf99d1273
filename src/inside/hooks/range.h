// Loads and stores of any length: struct copies, memcpy, what is not aligned.
#ifndef INSIDE_HOOKS_RANGE_H
#define INSIDE_HOOKS_RANGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct task;

// Gives back the turns that the task has, and takes those of all watched words of the range, in order of their addresses; the
// others are marked, and the range is published. To be called in a hook.
void range_take(struct task *task, uintptr_t address, size_t bytes, bool store, uintptr_t place);

#endif
