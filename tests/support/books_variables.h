// What becomes of raw books in a recording: whether all of it is what may stand in one.
#ifndef SUPPORT_BOOKS_VARIABLES_H
#define SUPPORT_BOOKS_VARIABLES_H

#include "record/books.h"

// NULL: it may; else what is wrong. The books' stores are taken over. All is in a run of one process that begins at began_ns and takes
// as long again.
const char *books_variables_problem(struct raw_books *books, uint64_t began_ns);

#endif
