// The bell: a signal to a thread that computes for long and has a turn that somebody waits for.
#ifndef INSIDE_HOOKS_BELL_H
#define INSIDE_HOOKS_BELL_H

#include <stdbool.h>

bool bell_begin(void);

#endif
