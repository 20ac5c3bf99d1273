// The comparison of a lab's variants: how often each came to what.
#ifndef VIEW_COMPARE_VARIANTS_MODEL_H
#define VIEW_COMPARE_VARIANTS_MODEL_H

#include "lab/settings.h"

#include <stdbool.h>
#include <stdint.h>

enum {
    VARIANT_ROWS = 32,
    VARIANT_OUTCOMES = 64, // different ones of a row; what is beyond is counted together
};

struct variant_outcome {
    uint32_t outcome; // of the lab (lab/lab.h)
    int runs;
};

struct variant_row {
    struct plan plan;
    int done, unbalanced; // runs; those whose books did not balance
    int beside;           // runs that came to something else than these
    int count;
    struct variant_outcome all[VARIANT_OUTCOMES]; // by outcome, ascending
    bool kept;                                    // there is a run to open
};

struct variants_model {
    uint32_t lab; // whose rows these are; LAB_NONE: nobody's yet
    int repeat;   // runs asked of each
    int rounds_done, row_count;
    struct variant_row rows[VARIANT_ROWS]; // in the order of the variants
};

#endif
