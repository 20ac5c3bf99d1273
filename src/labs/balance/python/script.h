// The program of an experiment as a file that a real CPython runs, whatever its version.
#ifndef LABS_BALANCE_PYTHON_SCRIPT_H
#define LABS_BALANCE_PYTHON_SCRIPT_H

#include "labs/balance/experiment.h"

#include <stdio.h>

// The program's own lines, and around them what makes its threads and waits for them, with the experiment's amounts, iterations
// and switch interval. Run with a path as its one argument it writes there, once all is done: the interpreter's version, the final
// balance, a line each. It prints nothing. Errors stay in the stream.
void python_script_write(FILE *out, const struct experiment *experiment);

#endif
