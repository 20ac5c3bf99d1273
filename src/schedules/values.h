// How balances become exponents: a tally (tally.h) counts schedules per exponent, and every amount is a shift of
// it.
//
// Two ways, the one with the shorter tallies is taken. Plain: the exponent is the balance itself, in units of the
// amounts' common divisor: short for small amounts. By amount: a balance is a sum of so many times each different
// amount, and those numbers are the digits of the exponent: short for few iterations with large amounts, and no two
// sums share an exponent by accident.
#ifndef SCHEDULES_VALUES_H
#define SCHEDULES_VALUES_H

#include "schedules/walk.h"

struct values {
    int64_t shift[SCHEDULES_WORKERS_MAX];     // of one amount of each worker
    int64_t balance;                          // the exponents at the start of the walk …
    int64_t registers[SCHEDULES_WORKERS_MAX]; // … of a carried register; 0 where none is carried
    int64_t unit;                             // plain: balance = exponent × unit; 0: by amount
    int digits;
    struct {
        int64_t amount, low, width, stride;
    } digit[SCHEDULES_WORKERS_MAX];
};

void values_init(struct values *values, const struct course *course, const struct walk *from);

// The balance that an exponent stands for.
int64_t values_balance(const struct values *values, int64_t exponent);

#endif
