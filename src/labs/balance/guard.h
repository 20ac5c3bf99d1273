// A guard: what protects the update. One table, one file each; adding a guard is adding a row and a file.
//
// A guard's file holds both of its faces: the listing of its program's micro-steps, and the loop that runs them for
// real.
#ifndef LABS_BALANCE_GUARD_H
#define LABS_BALANCE_GUARD_H

#include "labs/balance/experiment.h"
#include "labs/balance/guards/guard.h"
#include "labs/balance/python/python.h"

#include <stdbool.h>

// By enum guard_id; GUARD_COUNT entries.
extern const struct guard *const guards[GUARD_COUNT];

static inline const struct guard *guard_of(const struct experiment *experiment) { return guards[experiment->guard]; }

// Whether the guard keeps every update of this experiment: no schedule can lose one, and the machine does no more than some
// schedule would. Private memory keeps all too: nobody shares.
bool guard_keeps_all(const struct experiment *experiment);

// What the guard does about an update: its program takes a lock round it; the update is one step of the machine, so that nothing is
// held in between; or an interpreter, which keeps it whole only as its switch points do not fall inside.
bool guard_takes_lock(const struct experiment *experiment);
bool guard_by_hand(const struct experiment *experiment); // it takes a lock, made of loads and stores
bool guard_is_one_step(const struct experiment *experiment);
bool guard_keeps_by_points(const struct experiment *experiment);

// The listing the workers of this experiment run.
const struct program *guard_program(const struct experiment *experiment);

// What workers of this experiment hold and wait for, as its recording lists it: the guard's locks, a GIL as the version
// has it. Returns how many.
uint32_t guard_resources(const struct experiment *experiment, struct resource resources[GUARD_LOCKS_MAX]);

// How it is timed where nobody says: as changes the run least and still tells when what happened.
enum timing_kind guard_timing(const struct experiment *experiment);

// Whether there is a GIL in this experiment: its guard interprets bytecodes, of a version that has one.
bool experiment_has_gil(const struct experiment *experiment);

#endif
