// The model of a CPython's GIL and a real CPython, which both ran the same program: their figures side by side.
#ifndef LABS_BALANCE_REPORT_BESIDE_H
#define LABS_BALANCE_REPORT_BESIDE_H

#include "analysis/gil_figures.h"
#include "labs/balance/experiment.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

struct beside_run {
    struct gil_figures gil; // of the program's own threads alone
    bool gil_known;         // false: none was found
    uint64_t interval_ns;   // a waiter's patience; 0: it has none, or nobody waited
    int64_t final;
    bool lost_known;
    uint64_t lost; // updates
};

struct beside {
    const struct experiment *experiment;
    const char *version;      // as asked for: "3.9", "3.7"
    const char *interpreter;  // the path of the real one
    const char *real_version; // as it tells itself: "3.9.18"
    struct beside_run model, real;
};

void beside_text(FILE *out, const struct beside *beside);
void beside_json(FILE *out, const struct beside *beside);

#endif
