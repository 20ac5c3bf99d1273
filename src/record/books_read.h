// Reads what the hooks inside a program left in their memory (inside/books_layout.h).
#ifndef RECORD_BOOKS_READ_H
#define RECORD_BOOKS_READ_H

#include "base/status.h"
#include "record/books.h"
#include "record/event.h"

// bytes of memory, a head at least, aligned to 8: a copy that nobody writes to; start_ns: CLOCK_MONOTONIC when it was made. Images
// get the numbers that the streams give them. Of all variables' stores at most so many are kept, the first of each; the others
// are counted as dropped. Whatever stands there, it is safe and ends. STATUS_FAILED when memory is
// short; *books is empty then.
struct status books_read(const void *memory, uint64_t bytes, uint64_t start_ns, uint64_t most_stores,
                         const struct event_streams *streams, struct raw_books *books);

#endif
