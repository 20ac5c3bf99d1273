// Time stamps: CLOCK_MONOTONIC, for the most part without asking for it.
#ifndef INSIDE_NUMBER_STAMP_H
#define INSIDE_NUMBER_STAMP_H

#include <stdint.h>

// To be called early: from then on it is measured how fast the processor counts.
void stamp_begin(void);

// In nanoseconds. To be called with the interpreter's lock held.
uint64_t stamp_now(void);

#endif
