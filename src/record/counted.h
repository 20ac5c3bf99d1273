// Counts that a recorded program tells of itself may be any number: what is kept of them is at most what a recording may hold.
#ifndef RECORD_COUNTED_H
#define RECORD_COUNTED_H

#include <stdint.h>

#define COUNTED_MOST (UINT64_C(1) << 50) // recording/check.c believes no more

// A sum of such, with more in it.
static inline uint64_t counted_sum(uint64_t sum, uint64_t more)
{
    return more < COUNTED_MOST - sum ? sum + more : COUNTED_MOST;
}

#endif
