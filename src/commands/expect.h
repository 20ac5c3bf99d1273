// --expect: what a command's variables should have come to, for who grades a program.
#ifndef COMMANDS_EXPECT_H
#define COMMANDS_EXPECT_H

#include "base/status.h"
#include "recording/recording.h"

enum expect {
    EXPECT_NOTHING,
    EXPECT_CORRECT, // nothing was lost
    EXPECT_LOST,    // something was
    EXPECT_ORDERED, // nothing was lost, and no two accesses were unordered
};

#define EXPECT_HELP "correct, lost or ordered: exit status 1 unless its variables came so"

// word NULL: EXPECT_NOTHING. STATUS_USAGE with the line to print.
struct status expect_read(const char *word, enum expect *expect);

// The exit status: `code` where it came so, EXIT_FAILED with a line on stderr where it did not, or that is not known because
// not all was kept; EXIT_USAGE where the recording has no ledger.
int expect_judge(const struct recording *recording, enum expect expect, int code);

#endif
