// How threads begin and end.
#ifndef INSIDE_HOOKS_THREADS_H
#define INSIDE_HOOKS_THREADS_H

#include <stdint.h>

// Once in a process, when libc is ready.
void threads_begin(void);

// The calling thread begins, made by who got that answer from order_makes.
void thread_begins(uint32_t made);

// As the order's objects know a thread: who joins it follows its end.
static inline uint64_t thread_object(uint64_t thread) { return UINT64_C(1) << 61 | thread; }

#endif
