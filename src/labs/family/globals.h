// The globals of the family's processes: one number, and pages of objects as CPython has them. A fork leaves both to the child,
// and whoever writes gets a page of its own.
#ifndef LABS_FAMILY_GLOBALS_H
#define LABS_FAMILY_GLOBALS_H

#include "program/program.h"

#include <stdbool.h>
#include <stdint.h>

// By the main task, before it forks: the number is 0, the objects are there. False: there is no memory.
bool family_globals_make(struct self *self);

// What the child does: sets the number to 1, and reads and writes its quarters of the pages.
void family_globals_use(struct self *self, uint64_t argument);

// Prints the number, and notes it; returns it.
int64_t family_globals_show(struct self *self);

#endif
