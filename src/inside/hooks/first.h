// Who touched a word first, where, and under which locks: of words that are one task's alone so far. When a second task comes,
// that first access is told as well, and held against what comes: so a race is seen whose one side was over before the other
// began, as it is where a short thread is done before the next one has started.
//
// What is kept is the last of many words that fall into one place: of a program that touches more than a million of them some
// are forgotten, and their races at first touch then missed. Nothing is ever made up.
#ifndef INSIDE_HOOKS_FIRST_H
#define INSIDE_HOOKS_FIRST_H

#include "inside/hooks/way.h"

#include <stdbool.h>
#include <stdint.h>

struct task;

// The task has just made the word its own by touching so many bytes there.
void first_touched(struct task *task, uintptr_t address, unsigned bytes, bool store, uintptr_t place);

// How it did, if any of these bytes were among those; NULL: they were not, or that is not known.
const struct way *first_of(uintptr_t address, unsigned bytes, uint32_t task);

#endif
