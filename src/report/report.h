// What a recording comes to, for a person at a terminal and for a program. Its lab tells it; what none has run is told by what
// every recording has.
#ifndef REPORT_REPORT_H
#define REPORT_REPORT_H

#include "base/language.h"
#include "recording/recording.h"

#include <stdbool.h>
#include <stdio.h>

// As JSON, schema 1, whose keys are in the README, else as text, in colour where wanted. Sentences and names of states are in that
// language: of JSON that others read in English. Errors of the stream stay there. STATUS_BAD_FILE where what was recorded contradicts
// itself, STATUS_FAILED when memory is short: then nothing is written.
struct status report_recording(FILE *out, const struct recording *recording, bool json, bool colour,
                               enum language language);

#endif
