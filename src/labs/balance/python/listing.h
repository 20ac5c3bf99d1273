// The bytecodes that CPython's compilers make of the programs: a listing for every program and version.
//
// A listing is kept as its compiler makes it, one line a bytecode, and read once: what a bytecode does to the
// balance follows from its name and argument, where the version looks at the GIL from the table of versions.
#ifndef LABS_BALANCE_PYTHON_LISTING_H
#define LABS_BALANCE_PYTHON_LISTING_H

#include "labs/balance/experiment.h"
#include "labs/balance/program.h"
#include "labs/balance/python/programs.h"
#include "labs/balance/python/python.h"

#include <stdbool.h>

// One pass of the program's loop under the version. Any thread, at any time; constant from then on.
const struct program *listing_of(enum program_id program, enum python_version python);

// A program by its name. False where there is none.
bool program_from_name(const char *name, enum program_id *program);

#endif
