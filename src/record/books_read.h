// Reads what the hooks inside a program left in their memory (inside/books_layout.h).
#ifndef RECORD_BOOKS_READ_H
#define RECORD_BOOKS_READ_H

#include "base/status.h"
#include "record/books.h"
#include "record/event.h"

// What the memory was made with, and what may be kept of it.
struct books_made {
    uint64_t start_ns;    // CLOCK_MONOTONIC
    uint32_t blocks;      // in all
    uint64_t most_stores; // of all variables, the first of each; the others are counted as dropped
};

// bytes of memory, a head at least, aligned to 8: a copy that nobody writes to. Images get the numbers that the streams give them.
// Whatever stands there, it is safe and ends; what does not add up is said (`disagrees`), as if the program had ended. STATUS_FAILED
// when memory is short; *books is empty then.
struct status books_read(const void *memory, uint64_t bytes, const struct books_made *made,
                         const struct event_streams *streams, struct raw_books *books);

#endif
