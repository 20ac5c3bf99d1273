// Who touched a variable of Python's where, and how often, worked out from its stores: each stands for one of its thread at its
// place, and for a load where it was computed from one.
#ifndef RECORD_NUMBER_ACCESS_H
#define RECORD_NUMBER_ACCESS_H

#include "record/books.h"

#include <stdbool.h>

// Adds the variable's accesses to the books, sorted by place, kind and tid; false: memory is short.
bool number_access_count(struct raw_books *books, struct raw_variable *variable);

#endif
