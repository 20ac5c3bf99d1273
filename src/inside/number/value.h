// The values of ints and floats, and how this interpreter keeps those of its ints.
#ifndef INSIDE_NUMBER_VALUE_H
#define INSIDE_NUMBER_VALUE_H

#include "inside/inside.h"
#include "inside/number/lineage.h"

#include <stdbool.h>
#include <stdint.h>

#define INT_LIMIT (INT64_C(1) << 60) // values of numbers lie between it and its negative

// The types of ours; NULL: not made yet.
extern py *value_int_type __attribute__((visibility("hidden"))),
    *value_float_type __attribute__((visibility("hidden")));

static inline bool is_number(py *of) { return of->type == value_int_type || of->type == value_float_type; }

enum {
    VALUE_DIGIT_BITS = 30,
};
extern bool value_is_tagged __attribute__((visibility("hidden"))); // an int's count of digits has its sign beside it

// Finds out how ints are kept; false: in no way that is known.
bool value_learn(void);

// What stands behind an int's head.
static inline void value_write_int(uint64_t body[2], int64_t value)
{
    const uint64_t size = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
    const uint64_t high = size >> VALUE_DIGIT_BITS, low = size & ((1u << VALUE_DIGIT_BITS) - 1);
    const uint64_t count = size == 0 ? 0 : high ? 2 : 1, sign = value == 0 ? 1 : value < 0 ? 2 : 0;
    body[0] = value_is_tagged ? count << 3 | sign : value < 0 ? 0 - count : count;
    body[1] = high << 32 | low;
}

// Of an int of Python's own with two digits at most; false: it has more.
static inline bool value_read_int(const uint64_t body[2], int64_t *value)
{
    const int64_t sized = (int64_t)body[0];
    const int64_t count = value_is_tagged ? sized >> 3 : sized < 0 ? -sized : sized;
    const bool is_negative = value_is_tagged ? (sized & 3) == 2 : sized < 0;
    if (unlikely(count > 2))
        return false;
    const int64_t size = count == 0   ? 0
                         : count == 1 ? (int64_t)(body[1] & UINT32_MAX)
                                      : (int64_t)((body[1] & UINT32_MAX) | body[1] >> 32 << VALUE_DIGIT_BITS);
    *value = is_negative ? -size : size;
    return true;
}

// Of an int or a float, the bits of a float's; false: it is neither, or does not fit.
bool value_of_other(py *of, int64_t *value, bool *is_float);
static inline bool value_of(py *of, int64_t *value, bool *is_float)
{
    *is_float = of->type == value_float_type;
    if (of->type == value_int_type || *is_float) {
        *value = ((const struct number *)of)->value;
        return true;
    }
    return (of->type == python.PyLong_Type && value_read_int((const uint64_t *)(of + 1), value)) ||
           value_of_other(of, value, is_float);
}

#endif
