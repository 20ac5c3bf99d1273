// What a version of CPython can do to a program, worked out from the listing and the table of versions: the facts behind
// the sentences that explain it, in whatever language.
#ifndef LABS_BALANCE_EXPLANATION_H
#define LABS_BALANCE_EXPLANATION_H

#include "labs/balance/python/listing.h"

// The kinds of places where a version that looks at few places does.
enum look_place {
    PLACE_END,
    PLACE_ENTRY,
    PLACE_CALL,
    PLACE_COUNT
};

// What follows for the program's updates.
enum explanation_kind {
    EXPLAINED_SAFE,    // no switch point lies between a load and its store
    EXPLAINED_LOCKED,  // some do, but a lock keeps the others out
    EXPLAINED_LOSES,   // updates can be lost
    EXPLAINED_HARMLESS // and yet the final balance is always right
};

struct explanation {
    const struct python *python;
    enum explanation_kind kind;
    struct switch_points points;
    bool places[PLACE_COUNT]; // where it looks, if that is at few places
    int place_count;          // 0: not at few places
    const struct program_kind
        *racing; // EXPLAINED_SAFE: a program that would end wrong under the same version; NULL: none
};

struct explanation explanation_of(enum program_id program, enum python_version python);

#endif
