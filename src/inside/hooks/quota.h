// How many words are watched, and because of what. A recording has room for so many variables and no more (VARIABLES_MAX in
// recording/variables.h), and a loop over a large table that all threads read may not take it all.
#ifndef INSIDE_HOOKS_QUOTA_H
#define INSIDE_HOOKS_QUOTA_H

#include <stdbool.h>
#include <stdint.h>

// Whether one more word may be watched that a second task touches at this place; it is counted then.
bool quota_takes(uintptr_t place);

#endif
