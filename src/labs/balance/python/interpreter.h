// Runs a bytecode listing as CPython's evaluation loop would: one bytecode after the other at a set pace, looking
// whether the GIL is asked for, or its ticks are over, where the version looks. An io-bound worker gives the GIL up now
// and then and sleeps.
#ifndef LABS_BALANCE_PYTHON_INTERPRETER_H
#define LABS_BALANCE_PYTHON_INTERPRETER_H

#include "labs/balance/guards/passage.h"
#include "labs/balance/python/gil.h"

#include <semaphore.h>

// The state of a guard that interprets: the GIL, and the program's own lock where it has one (lock 1).
struct interpreter_locks {
    struct gil gil;
    sem_t lock; // threading.Lock, which CPython builds on a semaphore too
    _Alignas(64) struct passage lock_passage;
};

// On zeroed memory.
void interpreter_locks_init(void *memory, const struct experiment *experiment);

// A worker's whole run: takes the GIL, where the version has one, interprets work->program for every iteration, gives
// the GIL back. work->lock is a struct interpreter_locks.
void interpreter_run(struct work *work);

// The program's own lock, as lock.acquire() and lock.release() take it and give it back: with the GIL held, where there
// is one.
void interpreter_take(struct work *work, bool timed);
void interpreter_give(struct work *work, bool timed);

#endif
