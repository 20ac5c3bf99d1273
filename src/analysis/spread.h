// Many values: for medians and spreads.
#ifndef ANALYSIS_SPREAD_H
#define ANALYSIS_SPREAD_H

#include <stddef.h>

struct spread {
    double min, median, max, mean;
};

// Sorts in place. All 0 for none.
struct spread spread_of(double *values, size_t count);

#endif
