// Arenas. Pieces are cut one after the other from the newest block. Blocks come zeroed from the system and remember
// how far they were ever written, so that a huge array costs nothing before it is touched and a reused block is
// cleared only as it is handed out again. A reset joins several blocks into one: after a few rounds of the same
// size nothing is allocated any more.
#include "base/arena.h"

#include <assert.h>
#include <stdalign.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ALIGNMENT ((size_t)16)
#define BLOCK_BYTES_MIN ((size_t)64 << 10)
#define BLOCK_BYTES_MAX ((size_t)16 << 20) // what a block grows to by itself; a larger piece gets a block of its size

struct arena_block {
    struct arena_block *next; // older
    size_t size_bytes;        // of data
    size_t used_bytes;
    size_t dirty_bytes; // from here on the data is still zero
    alignas(16) unsigned char data[];
};

static size_t block_room(const struct arena_block *block)
{
    return block == NULL ? 0 : block->size_bytes - block->used_bytes;
}

static struct arena_block *block_create(size_t size_bytes)
{
    if (size_bytes > SIZE_MAX - sizeof(struct arena_block))
        return NULL;
    struct arena_block *block = calloc(1, sizeof *block + size_bytes);
    if (block != NULL)
        block->size_bytes = size_bytes;
    return block;
}

// Adds a block with room for piece_bytes: as large as all so far, so that their number stays small; just large enough
// where the system has no more.
static struct arena_block *arena_grow(struct arena *arena, size_t piece_bytes)
{
    size_t size_bytes = arena->reserved_bytes;
    if (size_bytes < BLOCK_BYTES_MIN)
        size_bytes = BLOCK_BYTES_MIN;
    if (size_bytes > BLOCK_BYTES_MAX)
        size_bytes = BLOCK_BYTES_MAX;
    if (size_bytes < piece_bytes)
        size_bytes = piece_bytes;
    struct arena_block *block = block_create(size_bytes);
    if (block == NULL && size_bytes > piece_bytes)
        block = block_create(piece_bytes);
    if (block == NULL)
        return NULL;
    arena->reserved_bytes += block->size_bytes;

    // A block that this piece fills goes behind the newest one, whose room is still good for small pieces.
    struct arena_block **place = &arena->blocks;
    if (block_room(*place) > block->size_bytes - piece_bytes)
        place = &(*place)->next;
    block->next = *place;
    *place = block;
    return block;
}

void *arena_get(struct arena *arena, size_t size_bytes)
{
    if (size_bytes > SIZE_MAX - ALIGNMENT)
        return NULL;
    // Nothing still gets a place of its own.
    size_t piece_bytes = size_bytes == 0 ? ALIGNMENT : (size_bytes + ALIGNMENT - 1) & ~(ALIGNMENT - 1);
    struct arena_block *block = arena->blocks;
    if (block_room(block) < piece_bytes)
        block = arena_grow(arena, piece_bytes);
    if (block == NULL)
        return NULL;

    unsigned char *piece = block->data + block->used_bytes;
    size_t end = block->used_bytes + piece_bytes;
    if (block->dirty_bytes > block->used_bytes)
        memset(piece, 0, (block->dirty_bytes < end ? block->dirty_bytes : end) - block->used_bytes);
    block->used_bytes = end;
    if (block->dirty_bytes < end)
        block->dirty_bytes = end;
    arena->used_bytes += piece_bytes;
    return piece;
}

void *arena_get_array(struct arena *arena, size_t count, size_t size_bytes)
{
    size_t total_bytes;
    if (__builtin_mul_overflow(count, size_bytes, &total_bytes))
        return NULL;
    return arena_get(arena, total_bytes);
}

char *arena_printf(struct arena *arena, const char *format, ...)
{
    va_list arguments, again;
    va_start(arguments, format);
    va_copy(again, arguments);
    int length = vsnprintf(NULL, 0, format, arguments);
    assert(length >= 0);
    char *text = length < 0 ? NULL : arena_get(arena, (size_t)length + 1);
    if (text != NULL)
        vsnprintf(text, (size_t)length + 1, format, again);
    va_end(again);
    va_end(arguments);
    return text;
}

void arena_reset(struct arena *arena)
{
    arena->used_bytes = 0;
    if (arena->blocks == NULL)
        return;
    if (arena->blocks->next == NULL) {
        arena->blocks->used_bytes = 0;
        return;
    }
    size_t size_bytes = arena->reserved_bytes;
    arena_finish(arena);
    arena->blocks = block_create(size_bytes);
    if (arena->blocks != NULL)
        arena->reserved_bytes = size_bytes;
}

void arena_finish(struct arena *arena)
{
    struct arena_block *block = arena->blocks;
    while (block != NULL) {
        struct arena_block *next = block->next;
        free(block);
        block = next;
    }
    *arena = ARENA_EMPTY;
}
