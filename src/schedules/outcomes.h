// The outcomes of an exploration, made from the tallies of its end.
#ifndef SCHEDULES_OUTCOMES_H
#define SCHEDULES_OUTCOMES_H

#include "schedules/exploration.h"
#include "schedules/tally.h"
#include "schedules/values.h"

// Sets outcomes (by final, no probabilities yet) and wrong. False where memory does not suffice; there are then none.
bool outcomes_take(struct exploration *exploration, const struct values *values, const struct tally *counts);

// Adds the probabilities to the outcomes, and probability_wrong.
void outcomes_probabilities(struct exploration *exploration, const struct values *values, const struct tally *shares);

// Sets the one outcome where nothing is lost. False where memory does not suffice.
bool outcomes_expected(struct exploration *exploration, const mpz_t schedules, double probability);

// Forgets the outcomes.
void outcomes_drop(struct exploration *exploration);

#endif
