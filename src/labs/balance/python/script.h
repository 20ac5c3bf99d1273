// The program of an experiment as a file that a real CPython runs, whatever its version.
#ifndef LABS_BALANCE_PYTHON_SCRIPT_H
#define LABS_BALANCE_PYTHON_SCRIPT_H

#include "labs/balance/experiment.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

enum {
    PYTHON_VERSION_BYTES = 32,
};

// The program's own lines, and around them what makes its threads and waits for them, with the experiment's amounts, iterations
// and switch interval. Once all is done it prints one line: the interpreter's version and the final balance. Errors stay in the
// stream.
void python_script_write(FILE *out, const struct experiment *experiment);

// That line, with its end: "Python 3.9.18: balance -5". False where it is none.
bool python_script_read(const char *printed, char version[PYTHON_VERSION_BYTES], int64_t *final);

#endif
