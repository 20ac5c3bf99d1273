// Binary search, once.
#ifndef BASE_SEARCH_H
#define BASE_SEARCH_H

#include <stdbool.h>
#include <stddef.h>

// Of `count` things in order, how many have come by some moment, position or the like: those for which `come` is true, which stand
// before those for which it is not. Logarithmic.
static inline size_t search_count(const void *things, size_t count, const void *moment,
                                  bool (*come)(const void *things, size_t index, const void *moment))
{
    size_t low = 0, high = count;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (come(things, middle, moment))
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

#endif
