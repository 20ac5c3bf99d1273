// Whether a line that says in its source by how much it changes a variable changed it by something else: then its loads were not
// what its stores were computed from, and nothing may be claimed.
#ifndef RECORD_AMOUNT_DOUBT_H
#define RECORD_AMOUNT_DOUBT_H

#include "record/variable_places.h"
#include "recording/variables.h"

struct amount_doubt_from {
    const struct act *acts;
    const struct store *stores; // the variable's
    const struct variable_places *places;
};

// Adds DOUBT_AMOUNTS to the variable, and where, if so.
void amount_doubt(struct variable *variable, const struct amount_doubt_from *from);

#endif
