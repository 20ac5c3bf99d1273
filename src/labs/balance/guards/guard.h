// What a guard is: the row that its file fills in, for the table in labs/balance/guard.h.
#ifndef LABS_BALANCE_GUARDS_GUARD_H
#define LABS_BALANCE_GUARDS_GUARD_H

#include "labs/balance/experiment.h"
#include "labs/balance/program.h"
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
    uint32_t workers;                       // it is made for so many, no more and no fewer; 0: for any number
    bool unfenced; // right in every order of its steps, but the machine may let a load pass the store before it
    bool bytecode; // python version, program, switch interval and bytecode cost mean something
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
    // The same of STEP_MARK, STEP_AWAIT and STEP_OPEN, of a lock by hand; its program then has a protocol. NULL where it is none.
    void (*by_hand)(struct work *work, const struct step *step, bool timed);
};

#endif
