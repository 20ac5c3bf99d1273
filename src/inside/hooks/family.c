#include "inside/hooks/family.h"

#include "inside/hooks/books.h"
#include "inside/hooks/hooks.h"

#define TAKEN_FROM (FAMILY_HEAD + (uint64_t)FAMILY_HEAD_BYTES)

enum {
    LINE_BYTES = 64,
};

struct family *family(void) { return (struct family *)(OWN_BASE + FAMILY_HEAD); } // NOLINT(performance-no-int-to-ptr)

void family_begin(void) { family()->number = atomic_fetch_add(&books_head->families, 1); }

void family_lose_order(void)
{
    atomic_store_explicit(&family()->lost, 1, memory_order_relaxed);
    if (books_head)
        atomic_store_explicit(&books_head->order_lost, 1, memory_order_relaxed);
}

void *family_take(size_t bytes) { return region_take(&family()->used, TAKEN_FROM, FAMILY_TO, bytes); }

void *take_beside(const void *beside, size_t bytes)
{
    return is_of_family(beside) ? family_take(bytes) : hooks_take(bytes);
}

void *take_lines_beside(const void *beside, size_t bytes)
{
    char *const taken = take_beside(beside, bytes + LINE_BYTES - 16);
    return taken ? taken + (-(uintptr_t)taken & (LINE_BYTES - 1)) : NULL;
}
