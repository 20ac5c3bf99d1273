// Sorted once, then read off.
#include "analysis/spread.h"

#include <stdlib.h>

static int compare_doubles(const void *a, const void *b)
{
    const double left = *(const double *)a, right = *(const double *)b;
    return left < right ? -1 : left > right;
}

struct spread spread_of(double *values, size_t count)
{
    struct spread spread = { 0 };
    if (count == 0)
        return spread;
    qsort(values, count, sizeof *values, compare_doubles);
    for (size_t i = 0; i < count; i++)
        spread.mean += values[i] / (double)count;
    spread.min = values[0];
    spread.max = values[count - 1];
    spread.median = count % 2 ? values[count / 2] : (values[count / 2 - 1] + values[count / 2]) / 2;
    return spread;
}
