// A place may make fewer words watched the more are watched in all: what comes late finds room, wherever it lies.
#include "inside/hooks/quota.h"

#include "inside/hooks/books.h"
#include "inside/hooks/roots.h"

#include <stdatomic.h>

enum {
    COUNTS = 1 << 14,
};

struct quota {
    _Atomic uint16_t count[COUNTS]; // by place; two may have one in common
};

static const struct {
    uint32_t all, place;
} limits[] = {
    { 32 << 10, 16 << 10 },
    { 48 << 10, 4 << 10 },
    { 60 << 10, 256 },
    { 64 << 10, 16 },
};

static uint32_t limit_of_place(uint64_t all)
{
    for (unsigned i = 0; i < sizeof limits / sizeof *limits; i++)
        if (all < limits[i].all)
            return limits[i].place;
    return 0;
}

bool quota_takes(uintptr_t place)
{
    struct quota *quota = root_make(ROOT_QUOTA, sizeof *quota);
    if (!quota)
        return false;
    _Atomic uint16_t *count = &quota->count[place * UINT64_C(0x9e3779b97f4a7c15) >> 50];
    if (atomic_load_explicit(count, memory_order_relaxed) >= limit_of_place(atomic_load(&books_head->words)))
        return false;
    atomic_fetch_add_explicit(count, 1, memory_order_relaxed);
    return true;
}
