// Reads the stores of one variable: the stream of records that its tasks left one after the other (inside/books_layout.h).
#ifndef RECORD_BOOKS_STORES_H
#define RECORD_BOOKS_STORES_H

#include "record/books_index.h"

#include <stdbool.h>
#include <stdint.h>

struct books_variable;

struct books_stores {
    const char *memory;
    uint64_t bytes; // of it
    uint64_t start_ns;
    struct books_index *index;
    size_t store_room; // of the books' stores
    uint64_t most;     // that are kept of a variable
    struct books_who (*who)(const void *context, uint32_t task);
    const void *context;
};

// How many stores there are of a variable, whatever they are.
uint64_t books_count_stores(const struct books_stores *stores, const struct books_variable *left, uint32_t number);

// Adds them to the books' stores and says so in the variable; image: its number as in record/event.h. left: the block, whose number
// is given. false: memory is short.
bool books_read_stores(struct books_stores *stores, const struct books_variable *left, uint32_t number,
                       struct raw_variable *variable);

#endif
