// The worst of many things, without sorting them all.
#ifndef BASE_WORST_OF_H
#define BASE_WORST_OF_H

#include <stddef.h>
#include <stdint.h>

enum {
    WORST_OF_MOST = 1000
};

// Puts the numbers of the worst of `count` things (counted from 0) into the list, worst first, of equals the earlier one, and
// returns how many: `most` at most, which is WORST_OF_MOST at most. Asks how bad each is once. Cost: linear, and logarithmic in
// `most` for each that is worse than those kept so far.
size_t worst_of(uint32_t *list, size_t most, size_t count, const void *things,
                uint64_t (*badness)(const void *things, uint32_t number));

#endif
