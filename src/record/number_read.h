// Reads what numbers that know their lineage left in their memory (inside/number_layout.h).
#ifndef RECORD_NUMBER_READ_H
#define RECORD_NUMBER_READ_H

#include "base/status.h"
#include "record/books.h"
#include "record/event.h"

#include <stdint.h>

// Adds to the books what a copy of the memory has. bytes: of the copy, a head at least; start_ns: CLOCK_MONOTONIC when it was
// made; streams: of the same moment, by which images are numbered. Whatever stands there, it is safe and ends; an image's records
// are read up to the first that makes no sense, and that there was one is said (`disagrees`). STATUS_FAILED when memory is short.
struct status number_read(const void *memory, uint64_t bytes, uint64_t start_ns, const struct event_streams *streams,
                          struct raw_books *books);

#endif
