// Binary search, once; and from a place near where it must end.
#ifndef BASE_SEARCH_H
#define BASE_SEARCH_H

#include <stdbool.h>
#include <stddef.h>

// How many have come: among those from `low` to before `high`, where all before have come and none behind has.
static inline size_t search_within(const void *things, size_t low, size_t high, const void *moment,
                                   bool (*come)(const void *things, size_t index, const void *moment))
{
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (come(things, middle, moment))
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

// Of `count` things in order, how many have come by some moment, position or the like: those for which `come` is true, which stand
// before those for which it is not. Logarithmic.
static inline size_t search_count(const void *things, size_t count, const void *moment,
                                  bool (*come)(const void *things, size_t index, const void *moment))
{
    return search_within(things, 0, count, moment, come);
}

// The same where it is likely near a guess (at most count): steps that double lead away from there. Logarithmic in how far off the guess
// was, and what is looked at lies together.
static inline size_t search_near(const void *things, size_t count, size_t guess, const void *moment,
                                 bool (*come)(const void *things, size_t index, const void *moment))
{
    size_t low = 0, high = count;
    if (guess > 0 && !come(things, guess - 1, moment)) {
        high = guess - 1;
        for (size_t step = 1; high > 0; high -= step, step *= 2) {
            step = step < high ? step : high;
            if (come(things, high - step, moment)) {
                low = high - step + 1;
                break;
            }
        }
    } else {
        low = guess;
        for (size_t step = 1; low < count; low += step, step *= 2) {
            step = step < count - low ? step : count - low;
            if (!come(things, low + step - 1, moment)) {
                high = low + step - 1;
                break;
            }
        }
    }
    return search_within(things, low, high, moment, come);
}

#endif
