// A guard: what protects the update. One table, one file each; adding a guard is adding a row and a file.
//
// A guard's file holds both of its faces: the listing of its program's micro-steps, and the loop that runs them for
// real.
#ifndef LABS_BALANCE_GUARD_H
#define LABS_BALANCE_GUARD_H

#include "labs/balance/experiment.h"
#include "labs/balance/program.h"
#include "labs/balance/python/python.h"
#include "recording/resource.h"

#include <stdbool.h>
#include <stddef.h>

struct work; // labs/balance/work.h

enum {
    GUARD_LOCKS_MAX = 2,
};

struct guard {
    const char *name;                       // as on the command line: "gil+mutex"
    const char *title;                      // as in a report: "GIL + mutex"
    int lock_count;                         // locks its workers may wait for
    struct resource locks[GUARD_LOCKS_MAX]; // what they are, before an experiment says more: see guard_resources
    bool bytecode;                          // python version, program, switch interval and bytecode cost mean something
    const struct program *(*program)(enum python_version python); // the usual one; see guard_program
    size_t state_bytes;                                           // the lock's memory, shared by all workers; 0: none
    // Prepares that memory (zeroed, 64-byte aligned) before any worker starts. Nothing undoes it: a killed process
    // may leave a lock held or waited for, which must not be destroyed; the memory just goes away.
    void (*state_init)(void *state, const struct experiment *experiment);
    void (*run)(struct work *work); // the worker's loop, from release to done
    // The listing's steps STEP_LOCK and STEP_UNLOCK one by one, for who runs it so (labs/balance/driven.h). NULL where the
    // listing has none.
    void (*take)(struct work *work, bool timed);
    void (*give)(struct work *work, bool timed);
};

// By enum guard_id; GUARD_COUNT entries.
extern const struct guard *const guards[GUARD_COUNT];

static inline const struct guard *guard_of(const struct experiment *experiment) { return guards[experiment->guard]; }

// Whether the guard keeps every update of this experiment: no schedule can lose one. Private memory keeps all too:
// nobody shares.
bool guard_keeps_all(const struct experiment *experiment);

// What the guard does about an update: its program takes a lock round it; the update is one step of the machine, so that nothing is
// held in between; or an interpreter, which keeps it whole only as its switch points do not fall inside.
bool guard_takes_lock(const struct experiment *experiment);
bool guard_is_one_step(const struct experiment *experiment);
bool guard_keeps_by_points(const struct experiment *experiment);

// The listing the workers of this experiment run.
const struct program *guard_program(const struct experiment *experiment);

// What workers of this experiment hold and wait for, as its recording lists it: the guard's locks, a GIL as the version
// has it. Returns how many.
uint32_t guard_resources(const struct experiment *experiment, struct resource resources[GUARD_LOCKS_MAX]);

// Whether there is a GIL in this experiment: its guard interprets bytecodes, of a version that has one.
bool experiment_has_gil(const struct experiment *experiment);

#endif
