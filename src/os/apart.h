// Work on what strangers wrote, done in a process apart, so that whatever it makes of it (crashes, loops, takes all memory, does
// what the stranger wants) harms nobody: all that it can do is to leave something in the memory that is shared with it.
//
// The process may read files and take memory, up to its limits; everything else the system refuses it where it can: files are
// not written, nothing is started, nobody is signalled, no network. What it writes to its outputs goes nowhere.
#ifndef OS_APART_H
#define OS_APART_H

#include "base/status.h"

#include <stdbool.h>
#include <stdint.h>

struct os_apart_limits {
    uint64_t memory_bytes; // besides what this process has now
    uint64_t time_ns;      // of cpu; of the clock four times as much
};

// Does work(context) so, and waits for its end. What `work` writes is seen here only in memory from os_memory_map_shared; whatever
// stands there must be taken as a stranger's. From a single-threaded process. STATUS_FAILED: it was not done to its end, and why.
struct status os_apart(void (*work)(void *context), void *context, struct os_apart_limits limits);

// The same limits for the process that calls, from here on; again for the next piece of work. Past its memory it is refused more, past
// its time the system ends it. False: they cannot be set.
bool os_limit_here(struct os_apart_limits limits);

#endif
