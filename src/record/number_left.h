// The memory in which numbers that know their lineage leave what became of them (inside/number_layout.h), beside the library
// that is preloaded: made before the program starts where --watch named something.
#ifndef RECORD_NUMBER_LEFT_H
#define RECORD_NUMBER_LEFT_H

#include "base/status.h"
#include "record/books.h"
#include "record/event.h"

#include <stddef.h>
#include <stdint.h>

struct number_left;

// preload: the library as left_preload has it, whose folder's end is the memory's too. names: what is watched; what is longer or
// more than there is room for is left out. most_bytes: how much may be left. STATUS_FAILED says why it cannot be made.
struct status number_left_open(struct number_left **left, const char *preload, const char *const *names, size_t count,
                               uint64_t most_bytes);

// Adds to the books what stands there now; may be called while the program still runs, and again. streams: of the same moment. STATUS_FAILED when memory is
// short; the books stay such that they can be freed.
struct status number_left_read(const struct number_left *left, const struct event_streams *streams,
                               struct raw_books *books);

// NULL is allowed. The file goes with its folder.
void number_left_close(struct number_left *left);

#endif
