// Takes in the page of a real CPython: what compare-real --lines tells as it comes, and both runs when they are there.
#ifndef VIEW_COMPARE_REAL_FEED_H
#define VIEW_COMPARE_REAL_FEED_H

#include "view/compare/compare_model.h"

#include <stdbool.h>

// "model MADE IN-ALL" or "real"; false where the line is neither, or tells what cannot be.
bool real_feed(struct compare_model *model, const char *line);

// What the page runs where the dial stands at these settings: the model of its version, with its program, threads, amounts,
// iterations and interval, and nothing that no CPython has.
struct experiment real_experiment(const struct experiment *settings);

// Shows a run of the model and a recorded one beside each other, from their start; NULL both: none. They must be as they were
// made, and outlive what the model shows of them. STATUS_FAILED when memory is short: then none are shown.
struct status real_show(struct compare_model *model, const struct document *run, const struct document *recorded);

#endif
