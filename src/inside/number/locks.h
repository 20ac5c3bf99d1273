// From CPython 3.14 on its locks are words of its own: no semaphore of the C library tells when one is taken. So we stand before
// the methods of _thread.lock and _thread.RLock that take and give back, in the tables that the interpreter calls them by, and
// tell of each what a semaphore would have told: made, waited for, got, posted. The types, their names and what they do stay.
#ifndef INSIDE_NUMBER_LOCKS_H
#define INSIDE_NUMBER_LOCKS_H

#include <stdbool.h>

// Once, with the interpreter's lock held. False: its tables are not as we know them or cannot be written; nothing was changed.
bool locks_begin(void);

#endif
