// What all analysis of journals rests on. Inside analysis only.
#ifndef LABS_BALANCE_JOURNALS_H
#define LABS_BALANCE_JOURNALS_H

#include "base/status.h"
#include "recording/recording.h"

// Whether there is a journal for every update that the facts speak of, and no more than versions can number.
// STATUS_BAD_FILE names the worker.
struct status journals_check(const struct recording *recording);

#endif
