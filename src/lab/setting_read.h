// Values from outside: what a person wrote, what a file holds.
#ifndef LAB_SETTING_READ_H
#define LAB_SETTING_READ_H

#include "base/status.h"
#include "lab/setting.h"

// Reads a value as a person writes it, into the plan; a wrong one leaves it alone. STATUS_USAGE with the line to print.
struct status setting_read(const struct setting *setting, struct plan *plan, int machine_cores, const char *value);

// Checks what comes from a file: every number in its range. STATUS_BAD_FILE names the setting.
struct status setting_check(const struct setting *setting, const struct plan *plan);

#endif
