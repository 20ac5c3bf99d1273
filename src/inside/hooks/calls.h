// The functions that a thread is in, as they say when they begin and end: so it can be told how an allocation came about, and whose
// frame an address on a stack lies in.
//
// An entry whose frame lies at or below the one that is looked at belongs to a function that was left without a word (longjmp), or,
// as there is room for the innermost alone, was written over: it is passed over, and dropped by the next that begins or ends. So
// what stands here may lack functions, but those that it has are running.
//
// Written by the thread itself. Another one may look (calls_frame): the frame that it looks for does not end as long as
// what lies in it is used.
#ifndef INSIDE_HOOKS_CALLS_H
#define INSIDE_HOOKS_CALLS_H

#include <stdbool.h>
#include <stdint.h>

enum {
    CALLS_KEPT = 256, // a power of two
    FRAME_BYTES_MAX = 1 << 20,
};

struct call {
    volatile uintptr_t frame;  // its frame pointer
    volatile uintptr_t within; // an address in the function: where its first hook returns to
    uintptr_t caller;          // where it returns to
    uintptr_t back;            // where its calls leave the address they return to; 0: not known
    uint64_t way;              // a hash of the callers up to it
};

struct calls {
    volatile uint32_t depth;
    struct call call[CALLS_KEPT];
};

// Asked for in a hook, of the function that called it.
static inline __attribute__((always_inline)) uintptr_t stack_pointer(void)
{
    uintptr_t pointer;
#if defined(__x86_64__)
    __asm__ volatile("mov %%rsp, %0" : "=r"(pointer));
#else
    __asm__ volatile("mov %0, sp" : "=r"(pointer));
#endif
    return pointer;
}

// Where a function keeps no frame pointer the register holds anything.
static inline bool calls_is_frame(uintptr_t frame)
{
    const uintptr_t here = stack_pointer();
    return frame > here && frame - here < FRAME_BYTES_MAX;
}

static inline const struct call *calls_at(const struct calls *calls, uint32_t depth)
{
    return &calls->call[(depth - 1) & (CALLS_KEPT - 1)];
}

// How many are left when those up to a frame are gone.
static inline uint32_t calls_above(const struct calls *calls, uintptr_t frame)
{
    uint32_t depth = calls->depth;
    while (depth > 0 && calls_at(calls, depth)->frame <= frame)
        depth--;
    return depth;
}

// back: where the hook's own way back lies, which is where all calls of a function at -O0 have it that push nothing.
static inline void calls_enter(struct calls *calls, uintptr_t frame, uintptr_t within, uintptr_t caller, uintptr_t back)
{
    if (__builtin_expect(!calls_is_frame(frame), 0))
        return;
    const uint32_t outer = calls_above(calls, frame);
    const uint64_t way = outer > 0 ? calls_at(calls, outer)->way : 0;
    struct call *call = &calls->call[outer & (CALLS_KEPT - 1)];
    calls->depth = outer + 1; // first, so that the handler of a signal leaves this one alone
    __atomic_signal_fence(__ATOMIC_SEQ_CST);
    call->frame = frame;
    call->within = within;
    call->caller = caller;
    call->back = back;
    call->way = (way + caller) * UINT64_C(0x9e3779b97f4a7c15);
}

static inline void calls_leave(struct calls *calls, uintptr_t frame)
{
    if (__builtin_expect(calls_is_frame(frame), 1))
        calls->depth = calls_above(calls, frame);
}

// By the thread itself.
static inline void calls_copy(struct calls *copy, const struct calls *calls)
{
    const uint32_t depth = calls->depth;
    for (uint32_t i = 0; i < depth && i < CALLS_KEPT; i++)
        copy->call[i] = calls->call[i];
    copy->depth = depth;
}

// Where the call returns to that the function is at, as far as its own frame tells it surely; 0: not known. By the thread itself.
uintptr_t calls_back(const struct call *call);

// The innermost function in whose frame, or below it, an address of the thread's stack lies; NULL: it is not known.
const struct call *calls_frame(const struct calls *calls, uintptr_t address);

#endif
