// The collisions of one variable of a recorded command, by time: all of them in a row each, or one step by step. As text and as
// JSON; the same forms as the balance's.
//
// Numbers are by time, from 1; moments are on the recording's clock (recording_since_ns).
#ifndef REPORT_VARIABLE_COLLISIONS_H
#define REPORT_VARIABLE_COLLISIONS_H

#include "analysis/history.h"

#include <stdio.h>

void variable_collisions_text(FILE *out, const struct history *history);
void variable_collisions_json(FILE *out, const struct history *history);

// Every load and store from the fork to the store that overwrote, in order; the text folds what is long. number: one that
// there is. False: memory is short, and nothing was written.
bool variable_collision_text(FILE *out, const struct history *history, size_t number);
bool variable_collision_json(FILE *out, const struct history *history, size_t number);

// ---- shared by the two forms ----------------------------------------------------------------------------------------

// A step: a store, or the load of what was stored later.
struct variable_step {
    uint32_t store; // number; of a load that of the store which it was for
    bool is_load;
    bool about;           // its moment has no stamp of its own (analysis/history.h)
    uint64_t from_ns, ns; // it was not before the one nor after the other; the same: its moment is known, or about
};

// From the fork's store to the one that overwrote, with the loads of all stores between. A load stands behind the store
// whose value it had, whatever the clocks say. NULL: memory is short. To be freed.
struct variable_step *variable_steps(const struct history *history, size_t collision, size_t *count);

// Stores that a store lost; 0 where it wrote over none.
uint32_t variable_lost_by(const struct history *history, uint32_t store);

#endif
