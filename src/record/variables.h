// Makes the recording's variables (recording/variables.h) of what the hooks left (record/books.h): who, where, what it is called, under
// which locks.
#ifndef RECORD_VARIABLES_H
#define RECORD_VARIABLES_H

#include "base/status.h"
#include "record/books.h"
#include "record/made.h"
#include "record/objects.h"
#include "record/programs.h"
#include "record/variable_places.h"
#include "recording/recording.h"

#include <stdbool.h>
#include <stdint.h>

struct variables_from {
    struct raw_books *books; // of which the stores are taken over
    const struct made *made;
    const struct objects *objects;   // built with these books
    const struct programs *programs; // settled; NULL: none
    const char *const *asked;        // what --watch named, ended by NULL; NULL: all
    uint64_t began_ns, ended_ns;
};

struct variables {
    struct watched watched;
    struct variable_places places;
    struct variable *all;
    struct numbered lock_sets, acts;
    struct access *accesses;
    struct pair *pairs;
    struct store *stores;
};

// STATUS_FAILED when memory is short. Free with variables_free, which a zeroed one is allowed to.
struct status variables_build(struct variables *variables, const struct variables_from *from);
void variables_free(struct variables *variables);

// Has the recording point to them.
void variables_put(const struct variables *variables, struct recording *recording);

#endif
