// The report of a lab whose row has none of its own: settings, books, outcome and why, tasks and who reaped them, resources,
// the console.
#ifndef REPORT_LAB_REPORT_H
#define REPORT_LAB_REPORT_H

#include "report/parts.h"

void lab_report_text(const struct run_report *report);

// JSON, schema 1, whose keys are in the README.
void lab_report_json(FILE *out, const struct run_report *report);

// The keys lab and variant of a plan, and its settings, in the object that has been begun.
void lab_plan_json(struct json *json, const struct plan *plan);

#endif
