// A recording's evidence on who wrote over whom: all that is derived from it for that.
#ifndef COMMANDS_EVIDENCE_H
#define COMMANDS_EVIDENCE_H

#include "labs/balance/overwrites.h"

struct evidence {
    struct recording recording;
    struct ledger ledger;
    struct order order;
    struct overwrites overwrites;
};

// Reads the recording and derives the rest. On failure too it is to be closed.
struct status evidence_read(struct evidence *evidence, const char *path);
void evidence_close(struct evidence *evidence);

// "--collision N" as it was given, a number from 1; checked against how many there are.
struct status evidence_collision(const struct evidence *evidence, const char *given, uint64_t number);

#endif
