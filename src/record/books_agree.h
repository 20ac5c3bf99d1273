// Figures of the hooks' memory that are told twice, or follow from others: held against each other. The program may write there
// itself, by mistake or on purpose; then they do not add up, and none of them is to be believed.
#ifndef RECORD_BOOKS_AGREE_H
#define RECORD_BOOKS_AGREE_H

#include "inside/books_layout.h"
#include "record/books.h"

// What was found on the way.
struct books_found {
    uint64_t settled, interrupted; // of all variables
    size_t images, tasks;          // blocks of them
    bool stores_differ;            // a variable counts more than it has, and there was room
};

// Bits of enum watch_disagreement. The books are whole, the accesses in their places; the memory is that of a program that has ended.
// start_ns, blocks: what the head was made with.
uint32_t books_disagree(const struct books_found *found, const struct books_head *head, const struct raw_books *books,
                        uint64_t start_ns, uint32_t blocks);

#endif
