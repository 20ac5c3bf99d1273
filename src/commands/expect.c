// See expect.h.
#include "commands/expect.h"

#include "analysis/variable_sums.h"
#include "base/text.h"
#include "commands/command.h"

#include <stdio.h>
#include <string.h>

static const char *const words[] = {
    [EXPECT_CORRECT] = "correct", [EXPECT_LOST] = "lost", [EXPECT_ORDERED] = "ordered"
};

struct status expect_read(const char *word, enum expect *expect)
{
    *expect = EXPECT_NOTHING;
    for (int i = EXPECT_CORRECT; word && i <= EXPECT_ORDERED; i++)
        if (strcmp(word, words[i]) == 0)
            *expect = (enum expect)i;
    if (word && *expect == EXPECT_NOTHING)
        return status_make(STATUS_USAGE, "--expect %s: must be correct, lost or ordered", word);
    return status_ok();
}

// The worst variable with accesses that were not ordered; there is one.
static const char *unordered_name(const struct variable_sums *sums, const struct recording *recording)
{
    uint32_t i = 0;
    while (i + 1 < sums->count && !sums->all[i].guarded.unordered)
        i++;
    return recording->variables[sums->all[i].variable].name;
}

// What speaks against it, in the buffer; false: nothing does.
static bool fails(const struct variable_sums *sums, const struct recording *recording, enum expect expect, char *buffer,
                  size_t bytes)
{
    char lost[TEXT_NUMBER_BYTES];
    if (expect == EXPECT_LOST ? sums->lost == 0 : sums->lost > 0)
        snprintf(buffer, bytes, "%s lost", text_were(lost, sums->lost, "update"));
    else if (expect == EXPECT_ORDERED && sums->unordered)
        snprintf(buffer, bytes, "nothing puts the threads that touch %s in order", unordered_name(sums, recording));
    else
        return false;
    return true;
}

// Why nothing can be said of it; NULL: it can.
static const char *why_not_known(const struct watched *watched)
{
    if (watched->disagrees)
        return "the program wrote to the memory that it is recorded in";
    return watched->dropped_stores || watched->folded_variables ? "not all was kept (--max-memory)" : NULL;
}

static int judge(const struct variable_sums *sums, const struct recording *recording, enum expect expect, int code)
{
    char why[160], uncertain[TEXT_NUMBER_BYTES];
    if (sums->doubtful)
        fprintf(stderr, "raceledger: %s uncertain, and not judged\n",
                text_counted(uncertain, sums->doubtful, "variable"));
    if (fails(sums, recording, expect, why, sizeof why)) {
        fprintf(stderr, "raceledger: expected %s, but %s\n", words[expect], why);
        return EXIT_FAILED;
    }
    const char *unknown = why_not_known(recording->watched);
    if (expect != EXPECT_LOST && unknown) {
        fprintf(stderr, "raceledger: expected %s, which is not known: %s\n", words[expect], unknown);
        return EXIT_FAILED;
    }
    if (expect == EXPECT_ORDERED && recording->watched->order_lost) {
        fputs("raceledger: expected ordered, which is not known: there was no room for so many locks and atomics\n",
              stderr);
        return EXIT_FAILED;
    }
    if (expect == EXPECT_ORDERED && !sums->pairs_known) {
        fputs("raceledger: --expect ordered: of a Python program the order is not known\n", stderr);
        return EXIT_USAGE;
    }
    return code;
}

int expect_judge(const struct recording *recording, enum expect expect, int code)
{
    struct variable_sums sums;
    if (expect == EXPECT_NOTHING)
        return code;
    if (!recording->watched) {
        fprintf(
            stderr,
            "raceledger: --expect %s: this recording has no ledger: build the C program with raceledger cc, or name "
            "a variable of the Python program with --watch\n",
            words[expect]);
        return EXIT_USAGE;
    }
    const struct status status = variable_sums_build(&sums, recording);
    if (!status_is_ok(status))
        return command_failed(status);
    const int judged = judge(&sums, recording, expect, code);
    variable_sums_finish(&sums);
    return judged;
}
