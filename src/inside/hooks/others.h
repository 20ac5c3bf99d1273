// What is asked of other threads: of the process, and of those of its family.
#ifndef INSIDE_HOOKS_OTHERS_H
#define INSIDE_HOOKS_OTHERS_H

#include <stdbool.h>
#include <stdint.h>

// SIGRTMAX − 1 of Linux: no program that we know of uses it, and glibc does not.
enum {
    BELL_SIGNAL = 63,
};

// Makes all threads of this process pass a full memory barrier; beginning: false where the kernel cannot.
bool others_begin(void);
void others_barrier(void);

// Whether the kernel says that the thread sleeps, or is no more; or just the latter.
bool other_sleeps(int32_t tid);
bool other_is_over(int32_t tid);

// How long a thread has computed so far; 0: it is no more.
uint64_t other_cpu_ns(int32_t tid);

// Sends a thread the bell's signal; false: it is no more, or does not hear it.
bool other_ring(int32_t tid);

// Gives the processor to somebody else.
void others_first(void);

#endif
