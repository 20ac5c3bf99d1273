// A page of memory has a block of bits, found by its address and segment. Where no more pages have room, all words are left alone that
// have no cell by then.
#include "inside/hooks/alone.h"

#include "inside/hooks/family.h"

#include <stddef.h>

#define PAGE_BYTES UINT64_C(4096)

enum {
    WORDS = 4096 / WORD_BYTES,
    TRIES = 64,
};

struct alone {
    _Atomic uint64_t bits[WORDS / 64];
};

static uint64_t spread(uint64_t value)
{
    value = (value ^ value >> 31) * UINT64_C(0x9e3779b97f4a7c15);
    return value ^ value >> 29;
}

// NULL: it has none, or there is no room for it.
static struct alone *page_of(uint32_t segment, uintptr_t word, bool make)
{
    const uint64_t key = (uint64_t)segment << 48 | word / PAGE_BYTES;
    uint64_t at = spread(key);
    for (int i = 0; i < TRIES; i++, at++) {
        struct alone_slot *slot = &family()->alone[at % ALONE_PAGES];
        uint64_t there = atomic_load_explicit(&slot->key, memory_order_acquire);
        if (there == 0 && !make)
            return NULL;
        if (there == 0 && atomic_compare_exchange_strong(&slot->key, &there, key))
            there = key;
        if (there != key)
            continue;
        struct alone *page = atomic_load_explicit(&slot->page, memory_order_acquire), *none = NULL;
        if (!page && make && (page = family_take(sizeof *page)) &&
            !atomic_compare_exchange_strong(&slot->page, &none, page))
            page = none;
        return page;
    }
    return NULL;
}

void alone_put(uint32_t segment, uintptr_t word)
{
    const uintptr_t number = word % PAGE_BYTES / WORD_BYTES;
    struct alone *page = page_of(segment, word, true);
    if (page)
        atomic_fetch_or(&page->bits[number / 64], UINT64_C(1) << number % 64);
    else
        atomic_store(&family()->all_alone, 1);
}

bool alone_has(uint32_t segment, uintptr_t word)
{
    const uintptr_t number = word % PAGE_BYTES / WORD_BYTES;
    struct alone *page = page_of(segment, word, false);
    return (page && atomic_load(&page->bits[number / 64]) >> number % 64 & 1) || atomic_load(&family()->all_alone);
}
