// Which locks of Python's a thread had at a moment, by what it did with semaphores: up to 3.13 a lock is one.
#ifndef RECORD_NUMBER_LOCKS_H
#define RECORD_NUMBER_LOCKS_H

#include "record/books.h"
#include "record/event.h"

#include <stdbool.h>
#include <stdint.h>

struct number_locks;

// Of the threads of an image, each followed from its beginning. NULL: memory is short, or some of what they did is missing; *known
// tells which.
struct number_locks *number_locks_new(const struct event_streams *streams, uint32_t image, bool *known);

// The set, of the books', of the locks that the thread has at that moment and has had since `since_ns` or before; moments must
// not run back. The empty one where nothing is known of the thread. UINT32_MAX: memory is short.
uint32_t number_locks_at(struct number_locks *locks, struct raw_books *books, int32_t tid, uint64_t ns,
                         uint64_t since_ns);

void number_locks_free(struct number_locks *locks); // NULL is allowed

#endif
