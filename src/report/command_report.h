// The report of a command that was recorded as it is: how it ended, its tasks, its interpreter locks and how they were found, what was
// waited for longest, what it printed, and what could not be seen.
#ifndef REPORT_COMMAND_REPORT_H
#define REPORT_COMMAND_REPORT_H

#include "report/parts.h"

void command_report_text(const struct run_report *report);

// JSON, schema 1, whose keys are in the README.
void command_report_json(FILE *out, const struct run_report *report);

#endif
