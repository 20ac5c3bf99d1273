// Memory that is given back all at once: one arena per recording's analysis, one per frame.
//
// An arena hands out zeroed, 16-byte aligned pieces from blocks it gets with malloc. Nothing is freed alone.
// Not thread-safe: one thread at a time.
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stddef.h>

struct arena_block;

struct arena {
    struct arena_block *blocks; // newest first
    size_t used_bytes;          // handed out since the last reset
    size_t reserved_bytes;      // held from the system
};

// An arena on the caller's memory may simply be zeroed; it takes no memory until the first piece.
#define ARENA_EMPTY ((struct arena){ 0 })

// size_bytes of zeroed memory, or NULL when the system has none (the arena stays as it was). A size of 0 gives a
// valid pointer.
void *arena_get(struct arena *arena, size_t size_bytes);

// count elements of size_bytes each; NULL also when the product overflows.
void *arena_get_array(struct arena *arena, size_t count, size_t size_bytes);

// A copy, in the arena, of the printf result; NULL when memory is short.
char *arena_printf(struct arena *arena, const char *format, ...) __attribute__((format(printf, 2, 3)));

// Takes back everything handed out but keeps (most of) the memory for the next round.
void arena_reset(struct arena *arena);

// Gives all memory back. The arena is empty and usable again.
void arena_finish(struct arena *arena);

#endif
