// The names that compilers give a program's variables in its table of symbols, as its source has them.
#ifndef RECORD_MANGLED_H
#define RECORD_MANGLED_H

#include <stdbool.h>
#include <stddef.h>

// "_ZN4bank5totalE" is "bank::total", "_ZZ4mainE5count" and C's "count.0" are a function's own: "count in main", "count". False:
// it is no such name, or one with more in it (templates).
bool mangled_name(const char *symbol, char *name, size_t name_bytes);

#endif
