// Runs of one plan, counted by what each came to (lab/lab.h: outcome).
#ifndef REPORT_OUTCOMES_H
#define REPORT_OUTCOMES_H

#include "base/json.h"
#include "recording/recording.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

enum {
    OUTCOMES_MAX = 256, // different ones; what is beyond is counted together
};

struct outcome_count {
    uint32_t outcome, runs;
};

struct outcomes {
    struct plan plan;
    uint32_t runs, beside; // in all; that came to something else than the counts below
    uint32_t unbalanced;   // runs whose books did not balance
    uint32_t count;
    struct outcome_count all[OUTCOMES_MAX]; // by outcome, ascending
};

void outcomes_init(struct outcomes *outcomes, const struct plan *plan);

// Counts a run of the plan; its lab tells outcomes.
void outcomes_add(struct outcomes *outcomes, const struct recording *recording);

// A line an outcome, with its share of the runs as a bar; or the keys runs, outcomes and balance in the object begun.
void outcomes_text(const struct outcomes *outcomes, FILE *out);
void outcomes_json(const struct outcomes *outcomes, struct json *json);

#endif
