// Reads what the library inside a program left in its memory (inside/layout.h).
#ifndef RECORD_LEFT_READ_H
#define RECORD_LEFT_READ_H

#include "base/status.h"
#include "record/event.h"

// Copies what stands there now; what is not there is left as it is, and that is zeros.
typedef void left_look(const void *context, uint64_t at, void *copy, uint64_t bytes);

// Reads what look shows, chunk by chunk, so that nothing but one of them is held beside what becomes of it. bytes: of the memory,
// a head at least; start_ns: CLOCK_MONOTONIC when it was made. Who writes may go on: a chunk that was begun anew meanwhile is passed over.
// Whatever stands there, it is safe and ends. STATUS_FAILED when memory is short; *streams is empty then.
struct status left_read_from(left_look *look, const void *context, uint64_t bytes, uint64_t start_ns,
                             struct event_streams *streams);

// Frees what it read.
void left_read_free(struct event_streams *streams);

#endif
