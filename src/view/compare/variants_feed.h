// Takes in the runs of a lab's variants, line by line (raceledger compare LAB --lines).
#ifndef VIEW_COMPARE_VARIANTS_FEED_H
#define VIEW_COMPARE_VARIANTS_FEED_H

#include "view/compare/compare_model.h"

#include <stdbool.h>
#include <stdio.h>

// One run of a variant, as a line tells it: ROW RUN OUTCOME BALANCE SAVED. ROW: the variant's place; RUN: of that row, from 0;
// BALANCE: 1 where its books do; SAVED: 1 if this run is now the one that is kept of its row.
struct variant_line {
    int row, run, balance, saved;
    uint32_t outcome;
};

void variant_line_print(FILE *out, const struct variant_line *line);

// Makes a row for each variant of the settings' lab, everything else as set, with no runs in them yet.
void variants_empty(struct compare_model *model, const struct settings *settings);

// Fills the model in; false where the line does not follow the last one of its row.
bool variants_take(struct compare_model *model, const struct variant_line *line);

// The same from the text of a line; false also where the text is none of these.
bool variants_feed(struct compare_model *model, const char *line);

#endif
