// The memory of numbers that know their lineage, written as the library writes it, and what must hold of whatever is read of one.
#ifndef SUPPORT_NUMBER_MEMORY_H
#define SUPPORT_NUMBER_MEMORY_H

#include "inside/number_layout.h"
#include "record/books.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    NUMBER_MEMORY_BLOCKS = 4,
    NUMBER_MEMORY_BYTES = NUMBER_HEAD_BYTES + NUMBER_MEMORY_BLOCKS * NUMBER_BLOCK_BYTES,
};

struct number_memory {
    char *bytes; // NUMBER_MEMORY_BYTES
    uint64_t *at;
    uint32_t blocks;
};

void number_memory_begin(struct number_memory *memory);
void number_memory_finish(struct number_memory *memory);

// The next block, of that image and process.
void number_memory_block(struct number_memory *memory, uint32_t image, uint32_t sequence, int32_t pid);

// One record; counts: words between it and its text, which are loads and doubts of a variable.
void number_memory_put(struct number_memory *memory, unsigned kind_and_flags, uint64_t ns,
                       const uint64_t words[NUMBER_WORDS - 1], const uint64_t *counts, const char *text, size_t bytes);

void number_memory_thread(struct number_memory *memory, uint32_t number, int32_t tid);
void number_memory_variable(struct number_memory *memory, uint32_t number, const char *name, uint64_t first,
                            unsigned flags, uint64_t doubt);
void number_memory_store(struct number_memory *memory, uint64_t ns, uint64_t value, uint32_t parent, uint32_t act,
                         uint32_t variable, uint32_t thread, unsigned flags);

// NULL, or what does not hold.
const char *number_memory_problem(const struct raw_books *books);

#endif
