// Frames of functions on the stacks of threads: at -O0 a function's own variables lie between its stack pointer and its frame
// pointer.
#ifndef INSIDE_HOOKS_FRAME_H
#define INSIDE_HOOKS_FRAME_H

#include "inside/hooks/task.h"

#include <stdbool.h>
#include <stdint.h>

enum {
    FRAME_BYTES_MAX = 1 << 20,
};

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

// The task on whose stack the address lies: of these two; NULL: neither's.
static inline struct task *frame_owner(struct task *task, struct task *other, uintptr_t address)
{
    if (address >= task->stack_low && address < task->stack_high)
        return task;
    return other && address >= other->stack_low && address < other->stack_high ? other : NULL;
}

#endif
