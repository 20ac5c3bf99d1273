// What must hold of the books that a recorded program's hooks left (record/books.h), and how a test finds a variable in them.
#ifndef SUPPORT_HOOKED_H
#define SUPPORT_HOOKED_H

#include "support/recorded.h"

#include <stdint.h>

// Updates whose value nobody computed anything from, in the end, and what they changed.
struct hooked_lost {
    uint64_t count;
    int64_t net;
};

// The variable whose address the program said under this word; NULL: there is none.
const struct raw_variable *hooked_variable(const struct recorded *run, const char *word);

// Its value as a signed number of its width.
int64_t hooked_value(const struct raw_variable *variable, uint64_t value);

struct hooked_lost hooked_lost(const struct raw_books *books, const struct raw_variable *variable);

// Parents stand before their stores, times rise within the run, all is within its bounds; and books balance: what was there
// first and all updates make what was there in the end and what was lost, as far as there were updates alone. Ends the
// test program where not.
void hooked_check(const struct recorded *run);

#endif
