// What a run of the balance comes to, for a person at a terminal and for a program.
//
// Pure functions of an account, written to a stdio stream; errors stay in the stream.
#ifndef LABS_BALANCE_REPORT_REPORT_H
#define LABS_BALANCE_REPORT_REPORT_H

#include "labs/balance/account.h"
#include "labs/balance/experiment.h"

#include <stdbool.h>
#include <stdio.h>

// The short report a student understands; colour with ANSI sequences where wanted.
void balance_report_text(FILE *out, const struct account *account, bool colour);

// One JSON document, schema 1; keys and their meaning are in the README.
void balance_report_json(FILE *out, const struct account *account);

// The experiment as a sentence, without a full stop: "2 threads · 100 000 × (balance += n; balance −= n) · …".
void report_sentence(FILE *out, const struct experiment *experiment);

// Why it did not race, as one or two sentences; false, and nothing written, where there is nothing to explain.
bool report_why(FILE *out, const struct account *account);

// What this version of CPython can do to this program, and where; false, and nothing written, where the guard is no GIL.
bool report_explanation(FILE *out, const struct experiment *experiment);

#endif
