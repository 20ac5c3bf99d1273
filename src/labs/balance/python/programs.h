// The programs: their sources, and what each of CPython's compilers makes of them.
#ifndef LABS_BALANCE_PYTHON_PROGRAMS_H
#define LABS_BALANCE_PYTHON_PROGRAMS_H

#include "labs/balance/experiment.h"
#include "labs/balance/python/python.h"

struct program_kind {
    const char *name;          // as on the command line: "call-in-plus"
    const char *form;          // what tells it from the others: "balance + int(n)"
    const char *const *python; // the source, NULL-terminated
    const char *const *c;
    const uint8_t *c_lines;                // the line of c that does what a line of python does; by the latter, from 0
    const char *bytecodes[COMPILER_COUNT]; // of one pass of the loop
};

// By enum program_id; PROGRAM_COUNT entries.
extern const struct program_kind program_kinds[PROGRAM_COUNT];

#endif
