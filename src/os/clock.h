// Two clocks: nanoseconds since the machine started, and the cpu's own time-stamp counter, which is cheaper.
//
// Any thread or process may read both at any time. Ticks are turned into nanoseconds with a mapping measured around
// a run.
#ifndef OS_CLOCK_H
#define OS_CLOCK_H

#include <stdint.h>

#if defined(__x86_64__)
#include <x86intrin.h>
#endif

// CLOCK_MONOTONIC in nanoseconds: the clock of the kernel's switch records as well.
uint64_t os_now_ns(void);

// The date: nanoseconds since 1970, UTC. It may jump; for showing when a run was made, not for measuring.
uint64_t os_unix_ns(void);

// The cpu time the calling thread has used so far, in nanoseconds (the kernel's own account).
uint64_t os_thread_cpu_ns(void);

// Sleeps until os_now_ns() has reached the moment, or a signal was handled by this thread. A moment that has passed
// returns at once.
void os_sleep_until_ns(uint64_t moment_ns);

// The time-stamp counter: constant rate, the same on all cpus of the machine. Not ordered against surrounding loads
// and stores by itself: the compiler keeps its place (volatile), the cpu may move it by some ten instructions.
static inline uint64_t os_ticks(void)
{
#if defined(__x86_64__)
    return __rdtsc();
#elif defined(__aarch64__)
    uint64_t ticks;
    __asm__ volatile("mrs %0, cntvct_el0" : "=r"(ticks));
    return ticks;
#else
    return os_now_ns();
#endif
}

// Tells the cpu that this is a waiting loop.
static inline void os_pause(void)
{
#if defined(__x86_64__)
    _mm_pause();
#elif defined(__aarch64__)
    __asm__ volatile("isb");
#endif
}

// One moment, read on both clocks at once.
struct os_instant {
    uint64_t ticks;
    uint64_t ns;
};

// Reads both clocks as close together as it can (the tightest of several tries): within some tens of nanoseconds.
struct os_instant os_instant_now(void);

// Notes the moment from which os_ticks_per_ns measures: call it early, and nobody has to wait for it later. Further calls do
// nothing. Not thread-safe.
void os_clock_start(void);

// Ticks per nanosecond, measured once per process, from os_clock_start to the first call here, over 0.5 ms at least (it
// waits for what is left of them). Not thread-safe the first time. Good to some 30 millionths, over 10 ms to one: over a run
// map by two instants of it instead.
double os_ticks_per_ns(void);

#endif
