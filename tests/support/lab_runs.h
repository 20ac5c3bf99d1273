// What the tests that run a lab for real share: how often, and of which plan.
#ifndef SUPPORT_LAB_RUNS_H
#define SUPPORT_LAB_RUNS_H

#include "lab/settings.h"

// How often each variant is run: as many times as RACELEDGER_ROUNDS says (`make soak` says 100), else as usual.
int lab_rounds(int usual);

// A plan of the lab from options as they are written, ended by NULL. Fails the test where it is none.
struct plan lab_plan(const struct lab_settings *lab, const char *const *words);

#endif
