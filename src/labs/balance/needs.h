// What a run of an experiment takes: memory, and room for the events of its locks.
#ifndef LABS_BALANCE_NEEDS_H
#define LABS_BALANCE_NEEDS_H

#include "labs/balance/experiment.h"

// Bytes of shared memory a run of this experiment needs: journals, times, events, locks.
uint64_t experiment_memory_bytes(const struct experiment *experiment);

// How many notes each worker's buffer holds in a run of this experiment.
uint64_t experiment_notes_capacity(const struct experiment *experiment);

#endif
