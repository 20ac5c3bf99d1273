// Which names are those of sources of C or C++, as a compiler is given them.
#ifndef BASE_C_SOURCE_H
#define BASE_C_SOURCE_H

#include <stdbool.h>

bool c_source_is(const char *name);

// Whether a typed command line begins with one; it may stand in quotation marks.
bool c_source_begins(const char *line);

#endif
