// The processor's own count of time: no unit, good for "it was long ago" alone.
#ifndef INSIDE_TICKS_H
#define INSIDE_TICKS_H

#include <stdint.h>

static inline uint64_t clock_ticks(void)
{
#if defined(__x86_64__)
    return __builtin_ia32_rdtsc();
#else
    uint64_t ticks;
    __asm__ volatile("mrs %0, cntvct_el0" : "=r"(ticks));
    return ticks;
#endif
}

// While somebody else is waited for.
static inline void relax(void)
{
#if defined(__x86_64__)
    __builtin_ia32_pause();
#else
    __asm__ volatile("yield");
#endif
}

#endif
