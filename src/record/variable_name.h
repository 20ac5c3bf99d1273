// What a variable is called: by its declaration, by the line that allocated it, by the table of symbols, or by its address.
#ifndef RECORD_VARIABLE_NAME_H
#define RECORD_VARIABLE_NAME_H

#include "record/book_names.h"
#include "record/books.h"
#include "record/made.h"
#include "record/programs.h"
#include "record/variable_places.h"

#include <stdbool.h>
#include <stdint.h>

// Objects of the heap by the line that allocated them: where one line made several they are counted.
struct variable_names {
    uint32_t *
        made; // of each of the books' variables: the place in the program that had its object allocated; PLACE_NOWHERE: not known, or it is in none
    uint32_t *
        ordinal; // of each of the books' variables: its object among those of its line, from 1; 0: it is in none, or the line made one
};

// False: memory is short. Free with variable_names_end, which a zeroed one is allowed to.
bool variable_names_begin(struct variable_names *names, const struct raw_books *books, const struct book_names *words,
                          struct variable_places *places);
void variable_names_end(struct variable_names *names);

// What is known of the variable with number v of the books, as far as its name needs it.
struct variable_known {
    const struct raw_books *books;
    const struct book_names *names;
    const struct variable_places *places;
    const struct programs *programs; // NULL: none
    const struct made *made;
    size_t v;
};

// Puts the variable's name.
void variable_names_put(const struct variable_names *names, const struct variable_known *known,
                        struct variable *variable);

// Of several that are called the same in one process, as functions' own are, the second is called "sum (2)". What was allocated is
// told apart by its objects. False: memory is short.
bool variable_names_tell_apart(struct variable *variables, uint32_t count);

#endif
