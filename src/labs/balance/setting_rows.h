// The rows of the balance's settings.
#ifndef LABS_BALANCE_SETTING_ROWS_H
#define LABS_BALANCE_SETTING_ROWS_H

#include "lab/setting.h"
#include "labs/balance/experiment.h"

extern const struct setting balance_setting_rows[]; // ended by a row with a NULL name

const char *memory_kind_name(enum memory_kind kind);

#endif
