// The model of a CPython's GIL and a real CPython, which both ran the same program: their figures side by side, printed.
#ifndef LABS_BALANCE_REPORT_BESIDE_H
#define LABS_BALANCE_REPORT_BESIDE_H

#include "labs/balance/beside.h"
#include "labs/balance/experiment.h"

#include <stdio.h>

struct beside {
    const struct experiment *experiment;
    const char *version;     // as asked for: "3.9", "3.7"
    const char *interpreter; // the path of the real one
    struct beside_run model, real;
};

void beside_text(FILE *out, const struct beside *beside);
void beside_json(FILE *out, const struct beside *beside);

#endif
