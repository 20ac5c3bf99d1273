// Why a lock by hand lost updates: the lock itself is broken, or the machine does more than any order of its steps.
#ifndef LABS_BALANCE_REPORT_BROKEN_H
#define LABS_BALANCE_REPORT_BROKEN_H

#include "labs/balance/account.h"

enum {
    BROKEN_BYTES = 768,
};

// The sentence, in the buffer, which is returned; NULL where there is none to say: it lost nothing, or is no such lock.
const char *broken_told(char text[BROKEN_BYTES], const struct account *account);

#endif
