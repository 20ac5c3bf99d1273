// A global interpreter lock for workers that compute in a loop: CPython's protocol, of which a loop meets no more than this.
//
// From 3.2 on a waiter asks for the lock when its interval ran out with nobody else having taken it meanwhile, and whoever was asked
// waits until another has it. Up to 2.7 the holder lets go after a count and takes the lock again at once, if it can. 3.13t has none.
// Source: CPython, Python/ceval.c and Python/ceval_gil.h; the balance's, which knows bytecodes, is labs/balance/python/gil.h.
#ifndef LABS_WORKERS_GIL_H
#define LABS_WORKERS_GIL_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

struct self;

// Numbers of recordings: append, never renumber.
enum workers_python {
    WORKERS_PYTHON_2_7 = 0,
    WORKERS_PYTHON_3_9 = 1,
    WORKERS_PYTHON_3_10 = 2,
    WORKERS_PYTHON_3_12 = 3,
    WORKERS_PYTHON_3_13 = 4,
    WORKERS_PYTHON_3_13T = 5,
    WORKERS_PYTHONS,
};

#define WORKERS_INTERVAL_NS UINT64_C(5000000) // sys.getswitchinterval()

const char *workers_python_name(uint32_t python);

// Zeroed it is free.
struct workers_gil {
    _Atomic uint32_t locked, waiters;
    _Atomic uint32_t taken;   // how often it was; each takes it for itself, so it tells that another has it
    _Atomic uint32_t asked;   // the holder is asked to let go
    _Atomic uint32_t handing; // how many wait for another to take it
    _Atomic uint32_t holder;  // the last that was a task of the recording: its index + 1; 0: another
};

// A worker's part. self: who notes what it waits for, as of that resource; NULL: nobody does.
struct workers_holder {
    struct workers_gil *gil; // NULL: there is none
    struct self *self;
    uint8_t resource;
    bool counts; // it lets go after a count, as 2.7
};

struct workers_holder workers_holder_of(struct workers_gil *gil, uint32_t python, struct self *self, uint8_t resource);

void workers_gil_take(struct workers_holder *holder);
void workers_gil_drop(struct workers_holder *holder); // before a wait, and at the end

// The holder comes by a place at which it may let go: some 100 bytecodes of a loop after the last.
void workers_gil_look(struct workers_holder *holder);

#endif
