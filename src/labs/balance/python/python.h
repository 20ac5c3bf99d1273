// The versions of CPython on the dial: what kind of lock each has and where its evaluation loop looks at it. One
// table; everything that tells versions apart (listings, lock, sentences) reads it here.
//
// From Python/ceval.c, Python/ceval_gil.h (later ceval_gil.c) and, from 3.12 on, Python/bytecodes.c of each version;
// restated in our own words and held against the real interpreters by `make check-cpython`.
#ifndef LABS_BALANCE_PYTHON_PYTHON_H
#define LABS_BALANCE_PYTHON_PYTHON_H

#include "labs/balance/experiment.h"

#include <stdbool.h>

enum gil_kind {
    GIL_TIMED, // a waiter asks after an interval; whoever was asked waits until another has taken it
    GIL_TICKS, // the holder lets go after some bytecodes and at once tries to take it again
    GIL_NONE,  // free-threaded: nothing keeps threads apart
};

enum gil_look {
    GIL_LOOKS_BETWEEN, // before every bytecode, but for the exceptions
    GIL_LOOKS_AT,      // at the end of the named bytecodes only
    GIL_LOOKS_NOWHERE,
};

enum python_compiler {
    COMPILER_2_7,
    COMPILER_3_9,  // to 3.10: what it makes of our programs is the same
    COMPILER_3_12, // from 3.12 on
    COMPILER_COUNT,
};

// The lists of names end with NULL.
struct python {
    const char *name;
    const char *const *also; // versions that act alike
    const char *also_words;  // the same for people; NULL: there are none
    uint32_t bytecode_ns;    // what a bytecode takes: the pace where no other is asked for
    enum python_compiler compiler;
    enum gil_kind lock;
    enum gil_look looks;
    const char *const *straight_on; // bytecodes that go straight on to the next: no look after them
    const char *const *not_before;  // bytecodes before which it never looks
    const char *const
        *looks_at; // GIL_LOOKS_AT: the bytecodes that look at their end; calls: once what they called is done
    const char *const *silent; // functions whose calls, once specialised, do not look
    bool looks_on_entry;       // before the first bytecode of a function
    bool looks_on_return;      // after the call of a Python function came back
    int ticks;                 // GIL_TICKS: how many of its looks it passes by before it lets go
    bool acquire_lets_go;      // threading.Lock gives up the GIL even where it need not wait
};

// By enum python_version; PYTHON_COUNT entries.
extern const struct python pythons[PYTHON_COUNT];

// All versions from the oldest to the newest; PYTHON_COUNT entries.
extern const enum python_version python_by_age[PYTHON_COUNT];

static inline const struct python *python_of(const struct experiment *experiment)
{
    return &pythons[experiment->python];
}

// Turns the dial. The pace goes along where it is the version's own.
void experiment_set_python(struct experiment *experiment, enum python_version python);

// The name of a version: "3.9", "3.13t".
const char *python_name(enum python_version python);

// A version by its name, or by that of one that acts alike ("3.7", "3.11"). False where there is none.
bool python_from_name(const char *name, enum python_version *python);

// Whether a list of names has this one; NULL is an empty list.
bool python_names_have(const char *const *names, const char *name);

#endif
