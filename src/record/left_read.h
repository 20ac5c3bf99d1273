// Reads what the library inside a program left in its memory (inside/layout.h).
#ifndef RECORD_LEFT_READ_H
#define RECORD_LEFT_READ_H

#include "base/status.h"
#include "record/event.h"

// bytes of memory, aligned to 8: a copy that nobody writes to; start_ns: CLOCK_MONOTONIC when it was made. Whatever
// stands there, it is safe and ends. STATUS_FAILED when memory is short; *streams is empty then.
struct status left_read_memory(const void *memory, uint64_t bytes, uint64_t start_ns, struct event_streams *streams);

// Frees what it read.
void left_read_free(struct event_streams *streams);

#endif
