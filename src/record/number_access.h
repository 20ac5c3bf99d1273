// Who touched a variable of Python's where, how often and under which locks, collected one by one.
#ifndef RECORD_NUMBER_ACCESS_H
#define RECORD_NUMBER_ACCESS_H

#include "record/books.h"

#include <stdbool.h>

struct number_accesses {
    struct raw_access *slots; // by hash; count 0: free
    size_t slot_count, used;
};

// One more access of that place, kind, tid and lock set; of the same ones the first moment is kept. False: memory is short.
bool number_access_add(struct number_accesses *accesses, const struct raw_access *one);

// Adds all to the books as the variable's, sorted by place, kind and tid, and empties them; false: memory is short.
bool number_access_put(struct number_accesses *accesses, struct raw_books *books, struct raw_variable *variable);

void number_access_free(struct number_accesses *accesses);

#endif
