// Runs a bytecode listing as CPython's evaluation loop would: one bytecode after the other at a set pace, looking
// whether the GIL is asked for where the version looks.
#ifndef EXPERIMENT_INTERPRETER_H
#define EXPERIMENT_INTERPRETER_H

#include "experiment/gil.h"
#include "experiment/guards/passage.h"

#include <semaphore.h>

// The state of a guard that interprets: the GIL, and the program's own lock where it has one (lock 1).
struct interpreter_locks {
    struct gil gil;
    sem_t lock; // threading.Lock, which CPython builds on a semaphore too
    _Alignas(64) struct passage lock_passage;
};

// On zeroed memory.
void interpreter_locks_init(void *memory, const struct experiment *experiment);

// A worker's whole run: takes the GIL, interprets work->program for every iteration, gives the GIL back. work->lock
// is a struct interpreter_locks.
void interpreter_run(struct work *work);

#endif
