// The values of ints and floats, and how this interpreter keeps those of its ints.
#ifndef INSIDE_NUMBER_VALUE_H
#define INSIDE_NUMBER_VALUE_H

#include "inside/number/python.h"

#include <stdbool.h>
#include <stdint.h>

#define INT_LIMIT (INT64_C(1) << 60) // values of numbers lie between it and its negative

// The types of ours; NULL: not made yet.
extern py *value_int_type, *value_float_type;

static inline bool is_number(py *of) { return of->type == value_int_type || of->type == value_float_type; }

// Finds out how ints are kept; false: in no way that is known.
bool value_learn(void);

// What stands behind an int's head.
void value_write_int(uint64_t body[2], int64_t value);

// Of an int or a float, the bits of a float's; false: it is neither, or does not fit.
bool value_of(py *of, int64_t *value, bool *is_float);

#endif
