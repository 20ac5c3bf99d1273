// Frames of functions on the stacks of threads: at -O0 a function's own variables lie between its stack pointer and its frame
// pointer.
#ifndef INSIDE_HOOKS_FRAME_H
#define INSIDE_HOOKS_FRAME_H

#include "inside/hooks/calls.h"
#include "inside/hooks/modules.h"
#include "inside/hooks/task.h"

#include <stdbool.h>
#include <stdint.h>

// The frame pointer of the function that called a hook, asked for in the hook itself, which has no frame of its own.
static inline __attribute__((always_inline)) uintptr_t frame_pointer(void)
{
    uintptr_t pointer;
#if defined(__x86_64__)
    __asm__ volatile("mov %%rbp, %0" : "=r"(pointer));
#else
    __asm__ volatile("mov %0, x29" : "=r"(pointer));
#endif
    return pointer;
}

// Whether the address lies in the frame of the function that called the hook that the task is in. What is below it on the stack
// is ours.
static inline bool frame_has(const struct task *task, uintptr_t address)
{
    const uintptr_t here = (uintptr_t)__builtin_frame_address(0), frame = task->frame;
    return address >= here && address < frame && frame - here < FRAME_BYTES_MAX;
}

// The task on whose stack the address lies, which its own variables with a copy for each thread stand above; NULL: it lies on
// none. Looks at all tasks.
struct task *frame_owner(struct task *task, uintptr_t address);

#endif
