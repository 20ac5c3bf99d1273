// The memory that is left behind (books_layout.h), as the hooks write it.
#ifndef INSIDE_HOOKS_BOOKS_H
#define INSIDE_HOOKS_BOOKS_H

#include "inside/books_layout.h"

#include <stdbool.h>
#include <stddef.h>

// NULL: nobody wants to know.
extern struct books_head *books_head __attribute__((visibility("hidden")));

// Finds it beside this library or the preloaded one; false: there is none.
bool books_begin(void);

// Whether there is hardly room for anything any more: nothing new is begun then.
static inline bool books_are_full(void)
{
    return atomic_load_explicit(&books_head->next, memory_order_relaxed) + 64 > books_head->blocks;
}

// Where a block begins, as blocks refer to each other.
static inline uint32_t books_number(const void *block)
{
    const char *const from = (const char *)books_head + BOOKS_HEAD_BYTES;
    return (uint32_t)(((const char *)block - from) / BOOKS_BLOCK_BYTES) + 1;
}

#endif
