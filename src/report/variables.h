// What a command's shared variables come to, within the report of the command.
#ifndef REPORT_VARIABLES_H
#define REPORT_VARIABLES_H

#include "base/json.h"
#include "report/paper.h"
#include "report/variables_account.h"

// A table, worst first; what was lost of the worst, line by line; what raced and lost nothing, what is uncertain; and how exact
// all of it is. Begins with an empty line.
void variables_text(const struct paper *paper, const struct variables_account *account);

// Of one variable all its lines. number: of the sums.
void variable_text(const struct paper *paper, const struct variables_account *account, uint32_t number);

// The keys "watched" and "variables", in an object that has been begun.
void variables_json(struct json *json, const struct variables_account *account);

// Values and amounts as JSON: a number where it is one, true or false, else as text.
void variable_value_json(struct json *json, const struct variable *variable, uint64_t value);
void variable_amount_json(struct json *json, const struct variable *variable, struct amount amount);

#endif
