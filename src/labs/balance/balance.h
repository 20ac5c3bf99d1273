// The shared balance: workers add to one balance and take away again, and their updates are accounted for.
#ifndef LABS_BALANCE_BALANCE_H
#define LABS_BALANCE_BALANCE_H

#include "lab/lab.h"

extern const struct lab lab_balance;

#endif
