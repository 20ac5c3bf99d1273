// By which calls of the program its allocations came about: chains of steps, each of which stands in a block of the memory.
#ifndef RECORD_BOOKS_CHAINS_H
#define RECORD_BOOKS_CHAINS_H

#include "inside/books_layout.h"
#include "record/books.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct books_chains {
    struct chain *all; // by block
    size_t count, room, step_room;
};

// Of the books' steps.
struct books_steps {
    uint32_t first, count;
};

// Adds the one of a block, in the order of the blocks, and its steps to the books; what makes no sense is passed over. image: the
// streams'. false: memory is short.
bool books_chains_add(struct books_chains *chains, const struct books_chain *left, uint32_t block, uint32_t image,
                      struct raw_books *books);

// The steps of the chain in a block; none where there is none.
struct books_steps books_chains_of(const struct books_chains *chains, uint32_t block);

// Tells each place its chain's steps. Once nothing is asked for by its block any more.
void books_chains_tell(struct books_chains *chains, struct raw_books *books);

void books_chains_free(struct books_chains *chains);

#endif
