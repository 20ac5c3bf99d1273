// The shadow: four bytes for each word of the program's memory, which say whose it is.
//
// A word that one task alone has touched so far is that task's. Its hooks write nothing but `loaded`: which of the word's bytes
// it has loaded since it last stored there. When a second task comes the word becomes watched for good: the rest is then the
// number of its cell. Only `loaded` may be written without an atomic instruction, by the task whose word it is.
//
// The quick way reads `who` and then `low`, and never the four bytes as one number: a processor hands a byte that was just stored on to
// who reads that byte alone; a wider read waits until it is in the cache (half of 8.3 ns on a Zen 4). What it reads may be of two
// moments. So `low` is 0 for nothing but a task's own and what is nobody's: where `who` was a lease's at the first moment, the
// word was given back before the second.
#ifndef INSIDE_HOOKS_SHADOW_H
#define INSIDE_HOOKS_SHADOW_H

#include "inside/hooks/region.h"

struct shadow {
    uint8_t loaded;
    uint8_t low; // of a cell or a lease, or of what is left alone; 0: of none
    uint16_t
        who; // 0: nobody's; below TASKS_MAX: a task's own, or a lease's high bits; from SHADOW_WATCHED on: a cell's
};

enum {
    SHADOW_UNWATCHED = 0x7fff, // more than one has touched it, and nobody wants to know
    SHADOW_WATCHED = 0x8000,
    SHADOW_WHO_SHIFT = 16, // in the four bytes as one number
    SHADOW_LEFT_ALONE = SHADOW_UNWATCHED << SHADOW_WHO_SHIFT | 1 << 8,
};

static inline uintptr_t word_of(uintptr_t address) { return address & ~(uintptr_t)(WORD_BYTES - 1); }

static inline struct shadow *shadow_of(uintptr_t address)
{
    const uintptr_t word = (address & ((UINT64_C(1) << ADDRESS_BITS) - 1)) / WORD_BYTES;
    return (struct shadow *)(SHADOW_BASE + word * sizeof(struct shadow)); // NOLINT(performance-no-int-to-ptr)
}

static inline uint32_t shadow_load(const struct shadow *shadow)
{
    return __atomic_load_n((const uint32_t *)shadow, __ATOMIC_ACQUIRE);
}

// Whose a word is that is not watched: the number of a task in the upper bits and 0 in the lower eight, or a lease (handed.h).
static inline uint32_t shadow_holder(uint32_t seen) { return seen >> 8; }
static inline uint32_t shadow_own(uint32_t task) { return task << 8; }

// Whether it is a task's own, of whose number that is the complement; for the quick way.
static inline bool shadow_is_own(const struct shadow *shadow, uint32_t inverse)
{
    const uint32_t who = __atomic_load_n(&shadow->who, __ATOMIC_ACQUIRE);
    const uint32_t low = __atomic_load_n(&shadow->low, __ATOMIC_RELAXED);
    return ((~who ^ inverse) | low) == 0;
}

// NOLINTNEXTLINE(readability-non-const-parameter): the builtin writes to it
static inline bool shadow_change(struct shadow *shadow, uint32_t *seen, uint32_t wanted)
{
    return __atomic_compare_exchange_n((uint32_t *)shadow, seen, wanted, false, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);
}

#define ALL_BYTES UINT8_MAX // of a word, a bit for each

// Which bits of a word stand for so many of its bytes from an address on.
static inline uint8_t bytes_mask(uintptr_t address, unsigned bytes)
{
    return (uint8_t)(((1u << bytes) - 1) << (address & (WORD_BYTES - 1)));
}

// By the task whose word it is.
static inline void shadow_mark(struct shadow *shadow, uint8_t mask, bool store)
{
    shadow->loaded = store ? (uint8_t)(shadow->loaded & ~mask) : (uint8_t)(shadow->loaded | mask);
}

#endif
