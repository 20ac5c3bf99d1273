// Runs that are kept in a folder while more of them are made: what cannot be saved ends nothing, and is told once, at the end.
#ifndef COMMANDS_KEEPING_H
#define COMMANDS_KEEPING_H

#include "base/status.h"
#include "recording/recording.h"

#include <stdbool.h>
#include <stdint.h>

struct keeping {
    const char *folder;   // NULL: nothing is kept
    struct status failed; // the first that could not be saved
    uint32_t not_kept;    // how many could not
};

// Makes the folder where there is none.
struct status keeping_begin(struct keeping *keeping, const char *folder);

// As STEM-ROW.rl, whole or not at all. True: it is there now.
bool keeping_save(struct keeping *keeping, const char *stem, int row, const struct recording *recording);

// Says what could not be kept, behind the report. Returns the exit status: code, or that of the failure where code was none.
int keeping_end(const struct keeping *keeping, int code);

#endif
