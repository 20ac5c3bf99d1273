// What the library inside a program lets another one of ours hear that is in the program as well: the hooks (inside/hooks).
// That one calls raceledger_listen once, before the program runs; where it finds no such name it hears nothing. Until then what
// is told here costs a branch.
//
// A listener is called in the program's own thread and holds to what inside.h says: it allocates, locks and prints nothing that
// the program could notice and leaves errno alone.
#ifndef INSIDE_LISTEN_H
#define INSIDE_LISTEN_H

#include <stdint.h>

// Before: the real function has not been called yet; after: it has come back, and had done it.
enum heard {
    HEARD_ENTERS,  // before anything that may wait or leaves the program's own code; comes before most of these too
    HEARD_MADE,    // after: a mutex, condition … where another one may have been; value: of a barrier, for how many
    HEARD_LOCKED,  // after; value: enum heard_lock
    HEARD_UNLOCKS, // before
    HEARD_POSTS,   // before a semaphore is posted, a condition signalled, bytes written; after what is done once
    HEARD_GETS,    // after a semaphore was had, a thread woken at a condition, bytes read, once found done
    HEARD_ARRIVES, // before: at a barrier
    HEARD_PASSES,  // after
    HEARD_CREATES, // before a thread is made: what the listener answers comes back as the value of the two below
    HEARD_CREATED, // after, in who made it; object: the thread, 0: it was refused
    HEARD_BEGINS, // in the new thread, before its function; object: itself. Not heard where there was no room to remember it
    HEARD_JOINED, // after; object: the thread
    HEARD_FORKED, // after, in who forked; object: the process, 0: it was refused
    HEARD_REAPED, // after; object: the process, which has ended; 0: all that have
    HEARD_OPENED, // after; value: what all have in common who open it by its name
};

enum heard_lock {
    HEARD_WHOLE = 0, // a mutex, a spin lock, or to write
    HEARD_TO_READ = 1,
};

// 0 but for HEARD_CREATES.
typedef uint64_t heard_function(enum heard what, uint64_t object, uint64_t value);

// NULL: listens no more.
void raceledger_listen(heard_function *hears);

#endif
