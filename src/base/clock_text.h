// Moments of a run as a clock shows them: always in the unit of the whole, with three places behind the point.
#ifndef BASE_CLOCK_TEXT_H
#define BASE_CLOCK_TEXT_H

#include <stdint.h>

#define CLOCK_TEXT_BYTES 40

// 1214000 of 1958000 → "1.214 ms". A total below a microsecond gives whole nanoseconds. Returns the buffer.
char *clock_text(char buffer[CLOCK_TEXT_BYTES], uint64_t ns, uint64_t total_ns);

// Of a moment on a clock that begins at zero_ns; one before that with a minus sign.
char *clock_text_from(char buffer[CLOCK_TEXT_BYTES], uint64_t zero_ns, uint64_t ns, uint64_t total_ns);

// How long after another moment: "+297 ns", three digits; "−18 ns" before it.
char *clock_text_after(char buffer[CLOCK_TEXT_BYTES], uint64_t from_ns, uint64_t ns);

#endif
