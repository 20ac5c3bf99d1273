// A set of numbers below 4 096, as bits: of tasks, mostly. Zeroed it is empty. A plain value of 512 bytes.
#ifndef BASE_BIT_SET_H
#define BASE_BIT_SET_H

#include <stdbool.h>
#include <stdint.h>

enum {
    BIT_SET_MAX = 4096,
};

struct bit_set {
    uint64_t words[BIT_SET_MAX / 64];
};

static inline bool bit_set_has(const struct bit_set *set, uint32_t number)
{
    return set->words[number / 64] >> number % 64 & 1;
}

static inline void bit_set_add(struct bit_set *set, uint32_t number)
{
    set->words[number / 64] |= UINT64_C(1) << number % 64;
}

static inline void bit_set_toggle(struct bit_set *set, uint32_t number)
{
    set->words[number / 64] ^= UINT64_C(1) << number % 64;
}

// How many are in it.
static inline uint32_t bit_set_count(const struct bit_set *set)
{
    uint32_t count = 0;
    for (int i = 0; i < BIT_SET_MAX / 64; i++)
        count += (uint32_t)__builtin_popcountll(set->words[i]);
    return count;
}

// The least of them from a number on (which may be BIT_SET_MAX); −1: none.
static inline int bit_set_next(const struct bit_set *set, uint32_t from)
{
    for (uint32_t word = from / 64; word < BIT_SET_MAX / 64; word++) {
        const uint64_t bits = word == from / 64 ? set->words[word] & UINT64_MAX << from % 64 : set->words[word];
        if (bits)
            return (int)(64 * word) + __builtin_ctzll(bits);
    }
    return -1;
}

#endif
