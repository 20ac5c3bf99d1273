// Reads who touched a variable where, under which locks, and what nothing put in order (inside/books_layout.h, "the order of
// accesses").
//
// Blocks come in any order of their variables; what the books want together is put together at the end.
#ifndef RECORD_BOOKS_ORDER_H
#define RECORD_BOOKS_ORDER_H

#include "record/books_index.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct books_block;

struct books_order {
    uint64_t start_ns;
    struct books_index *index;
    struct books_who (*who)(const void *context, uint32_t task);
    const void *context;

    struct books_order_variable *variables; // by the number of their block
    struct books_order_access *accesses;
    struct books_order_pair *pairs;
    struct books_order_set *sets; // sorted once all are there
    size_t variable_count, variable_room, access_count, access_room, pair_count, pair_room, set_count, set_room,
        set_books_room;
};

// Each false: memory is short. First all variables, in the order of the books and of their blocks' numbers. Then lock sets, event_image:
// theirs in the streams. Then the others.
bool books_order_add_variable(struct books_order *order, uint32_t block);
bool books_order_add_locks(struct books_order *order, const struct books_block *block, uint32_t event_image);
bool books_order_add_accesses(struct books_order *order, const struct books_block *block);
bool books_order_add_pairs(struct books_order *order, const struct books_block *block);

// Puts all into the books, each variable's together.
bool books_order_finish(struct books_order *order);

void books_order_free(struct books_order *order);

#endif
