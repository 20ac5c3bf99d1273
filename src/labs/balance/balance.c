// The balance's row in the table of labs.
#include "labs/balance/balance.h"

const struct lab lab_balance = {
    .id = LAB_BALANCE,
    .name = "balance",
};
