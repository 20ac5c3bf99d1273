// What exploring every schedule found, as text and as JSON.
#ifndef LABS_BALANCE_REPORT_EXPLORATION_H
#define LABS_BALANCE_REPORT_EXPLORATION_H

#include "labs/balance/experiment.h"
#include "schedules/explore.h"
#include "schedules/shortest.h"

#include <stdbool.h>
#include <stdio.h>

// shortest: the fewest switches that end wrong, or NULL where that was not looked for (or nothing ends wrong). list: print its
// schedules.
void exploration_text(FILE *out, const struct experiment *experiment, const struct exploration *exploration,
                      const struct shortest *shortest, bool list);
void exploration_json(FILE *out, const struct experiment *experiment, const struct exploration *exploration,
                      const struct shortest *shortest, bool list);

#endif
