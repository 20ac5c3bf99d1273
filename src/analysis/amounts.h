// What the eight bytes of a variable's values mean, and what lies between two of them. Pure functions.
//
// Whole numbers of every width are reckoned modulo that width, as the machine does: from 255 to 1 a byte went by +2. A float
// or double is reckoned as double. Of pointers, flags and the like no sums are made.
#ifndef ANALYSIS_AMOUNTS_H
#define ANALYSIS_AMOUNTS_H

#include "base/text.h"
#include "recording/variables.h"

#include <stdbool.h>
#include <stdint.h>

struct amount {
    int64_t whole; // modulo 2^64
    double real;   // of VALUE_FLOAT; else 0
};

// Whether amounts of it mean something.
bool variable_has_sums(const struct variable *variable);

// A value as its type has it: cut to its width, extended by its sign.
int64_t variable_whole(const struct variable *variable, uint64_t value);
double variable_real(const struct variable *variable, uint64_t value);

struct amount variable_amount_of(const struct variable *variable, uint64_t value); // from 0 to it
struct amount variable_difference(const struct variable *variable, uint64_t to, uint64_t from);
struct amount amount_plus(struct amount a, struct amount b);

// A sum cut to the variable's width, as the value that it is.
struct amount variable_wrapped(const struct variable *variable, struct amount amount);

// Whether two sums are the same value of the variable: modulo its width; of float, but for what rounding may have done to
// sums of numbers as large as `magnitude`.
bool variable_same(const struct variable *variable, struct amount a, struct amount b, double magnitude);

// How bad an amount is, either way; for orders.
uint64_t variable_badness(const struct variable *variable, struct amount amount);

// For terminals and captions: "-12", "1 204", "0.5", "true", "0x7f…"; amounts with a sign: "+5", "-8", "0".
char *variable_value_text(char buffer[TEXT_NUMBER_BYTES], const struct variable *variable, uint64_t value);
char *variable_amount_text(char buffer[TEXT_NUMBER_BYTES], const struct variable *variable, struct amount amount);
char *variable_sum_text(char buffer[TEXT_NUMBER_BYTES], const struct variable *variable, struct amount amount);

#endif
