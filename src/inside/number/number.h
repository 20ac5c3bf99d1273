// A number that knows its lineage: an int or a float whose every sum remembers which variable and which store of it it was
// computed from, by whom and where. It is a real one (of a type below CPython's own int or float, with the same body), so that
// all that takes an int takes it; what is its own stands behind. Written in C, so that it adds no point at which the
// interpreter would switch threads.
#ifndef INSIDE_NUMBER_NUMBER_H
#define INSIDE_NUMBER_NUMBER_H

#include "inside/number/lineage.h"

#include <stdbool.h>

// Learns how this interpreter keeps its ints and makes the two types; false says why not.
bool number_begin(const char **why);

// An int or a float of Python's own, as a number; NULL: it is none, or too large for one.
struct number *number_of(py *plain, struct watched *variable);

#endif
