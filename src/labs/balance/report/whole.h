// The balance's report of a recording, as struct lab has it.
#ifndef LABS_BALANCE_REPORT_WHOLE_H
#define LABS_BALANCE_REPORT_WHOLE_H

#include "recording/recording.h"

#include <stdbool.h>
#include <stdio.h>

// The account is derived here. See lab/lab.h.
struct status balance_report(FILE *out, const struct recording *recording, bool json, bool colour);

#endif
