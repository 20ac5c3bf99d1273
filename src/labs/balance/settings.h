// The balance's own settings.
#ifndef LABS_BALANCE_SETTINGS_H
#define LABS_BALANCE_SETTINGS_H

#include "lab/lab_settings.h"
#include "labs/balance/experiment.h"

extern const struct lab_settings balance_settings;

const char *memory_kind_name(enum memory_kind kind);

#endif
