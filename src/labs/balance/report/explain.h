// The sentence that explains what a version of CPython can do to a program.
#ifndef LABS_BALANCE_REPORT_EXPLAIN_H
#define LABS_BALANCE_REPORT_EXPLAIN_H

#include "labs/balance/python/listing.h"

#include <stdio.h>

enum {
    EXPLAIN_BYTES = 960,
};

// Where the version looks, whether that lies between a load and its store, and what follows, from the facts in
// labs/balance/explanation.h. The buffer is returned.
const char *explain(char buffer[EXPLAIN_BYTES], enum program_id program, enum python_version python);

// The sentences on a stream, wrapped at 80 columns, with a line's end.
void explain_print(FILE *out, enum program_id program, enum python_version python);

#endif
