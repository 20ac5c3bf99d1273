// A small random generator for tests: same seed, same numbers, on every machine.
//
// SplitMix64 (G. Steele, D. Lea, C. Flood, "Fast splittable pseudorandom number generators", 2014): any seed is
// good, zero too.
#ifndef SUPPORT_RANDOM_H
#define SUPPORT_RANDOM_H

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

struct random {
    uint64_t state; // the seed, at first
};

static inline uint64_t random_next(struct random *random)
{
    uint64_t z = random->state += 0x9E3779B97F4A7C15u;
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
    z = (z ^ z >> 27) * 0x94D049BB133111EBu;
    return z ^ z >> 31;
}

// 0 to below − 1 (below > 0); the bias of the remainder is of no matter to a test.
static inline uint64_t random_below(struct random *random, uint64_t below)
{
    return random_next(random) % (below ? below : 1);
}

// Both ends included.
static inline uint64_t random_between(struct random *random, uint64_t low, uint64_t high)
{
    return low + random_below(random, high - low + 1);
}

static inline bool random_one_in(struct random *random, uint64_t n) { return random_below(random, n) == 0; }

// The seed that a whole test program starts from: SEED in the environment, so that a failure can be repeated, or
// the given one.
static inline uint64_t random_seed(uint64_t otherwise)
{
    const char *text = getenv("SEED");
    return text && *text ? strtoull(text, NULL, 0) : otherwise;
}

#endif
